//! Compares the limits in the test vectors with the writer.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::domain::{JsonObject, Member, Organization, Timestamp};
use org_discovery_admin::{
    Refusal, WriteError, Writer,
    limits::{self, MAX_EDGES_BYTES, MAX_NAME_CHARACTERS, MAX_OBJECT_BYTES, MAX_RETIRED_ADDRESSES},
    sessions::{
        MAX_INTERMEDIATE_SESSION_SECONDS, MAX_MEMBER_SESSION_SECONDS, NewIntermediateSession,
        NewMemberSession,
    },
};
use serde_json::{Value, json};

use super::{VECTORS, items, list, read, rows, scan, table_of, text};
use test_support::{
    TestApp,
    builders::{member_with_id, organization_with_id, with},
};

fn number(name: &str) -> usize {
    let value = VECTORS["limits"][name].as_u64().unwrap_or_else(|| panic!("a number: {name}"));
    value.try_into().expect("a small number")
}

fn parse_organization(fields: &Value) -> Organization {
    read(&organization_with_id("organization-test-limits", fields.clone()))
}

fn parse_member(fields: &Value) -> Member {
    let organization = json!({"organization_id": "organization-test-limits"});
    let member = member_with_id("member-test-limits", "ann@acme.example", organization);
    read(&with(member, fields.clone()))
}

#[test]
fn documented_limits_match_the_code() {
    let code = [
        ("object_bytes", MAX_OBJECT_BYTES),
        ("organization_name_characters", MAX_NAME_CHARACTERS),
        ("edge_bytes", MAX_EDGES_BYTES),
        ("retired_addresses", MAX_RETIRED_ADDRESSES),
        ("intermediate_session_seconds", usize::try_from(MAX_INTERMEDIATE_SESSION_SECONDS).unwrap()),
        ("member_session_seconds", usize::try_from(MAX_MEMBER_SESSION_SECONDS).unwrap()),
    ];
    for (name, limit) in code {
        assert_eq!(number(name), limit, "{name}");
    }
    let documented: Vec<Vec<String>> = rows("| limit in the vectors | maximum | applies to |");
    let named: BTreeSet<&str> = documented.iter().map(|row| row[0].as_str()).collect();
    let limits = VECTORS["limits"].as_object().unwrap();
    assert_eq!(named, limits.keys().map(String::as_str).collect());
    for row in documented {
        let value = VECTORS["limits"][&row[0]].to_string();
        let value = value.trim_matches(['[', ']']).replace(',', " to ");
        assert_eq!(row[1].replace(',', ""), value, "{}", row[0]);
    }
}

#[test]
fn oversize_objects_and_names_are_refused() {
    let name = |characters: usize| parse_organization(&json!({"organization_name": "ä".repeat(characters)}));
    assert_eq!(limits::organization(&name(number("organization_name_characters"))), Ok(()));
    let longer = limits::organization(&name(number("organization_name_characters") + 1));
    assert!(matches!(longer, Err(Refusal::NameTooLong { .. })), "{longer:?}");

    let metadata = |bytes: usize| json!({"trusted_metadata": {"a": "x".repeat(bytes)}});
    let rest = serde_json::to_string(&parse_member(&metadata(0))).unwrap().len();
    assert_eq!(limits::member(&parse_member(&metadata(number("object_bytes") - rest))), Ok(()));
    let larger = limits::member(&parse_member(&metadata(number("object_bytes") - rest + 1)));
    assert!(matches!(larger, Err(Refusal::TooLarge { .. })), "{larger:?}");

    let retired = |count: usize| {
        let one = |n: usize| json!({"email_id": "", "email_address": format!("ann{n}@acme.example")});
        parse_member(&json!({"retired_email_addresses": (0..count).map(one).collect::<Vec<_>>()}))
    };
    assert_eq!(limits::member(&retired(number("retired_addresses"))), Ok(()));
    let more = limits::member(&retired(number("retired_addresses") + 1));
    assert!(matches!(more, Err(Refusal::TooManyRetiredAddresses { .. })), "{more:?}");
}

#[test]
fn edges_over_their_limit_are_refused() {
    // `tenant#slack#`, four digits, and one byte of overhead per list element.
    let each = "tenant#slack#0000".len() + 1;
    let tenants = |count: usize| {
        let all: Vec<String> = (0..count).map(|n| format!("{n:04}")).collect();
        parse_organization(
            &json!({"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": all}}),
        )
    };
    let most = number("edge_bytes") / each;
    assert_eq!(limits::organization(&tenants(most)), Ok(()));
    let more = limits::organization(&tenants(most + 1));
    assert!(matches!(more, Err(Refusal::TooManyEdges { .. })), "{more:?}");
}

#[test]
fn phone_vectors_match_the_writer() {
    let check = |phone: &Value| limits::member(&parse_member(&json!({"mfa_phone_number": phone})));
    for phone in list(&VECTORS["phones"]["accepted"]) {
        assert_eq!(check(phone), Ok(()), "{phone}");
    }
    for phone in list(&VECTORS["phones"]["refused"]) {
        assert!(matches!(check(phone), Err(Refusal::PhoneNotE164(_))), "{phone}");
    }
}

#[test]
fn free_form_json_vectors_match_the_parser() {
    for json in list(&VECTORS["free_form_json"]["accepted"]).iter().map(text) {
        let object = serde_json::from_str::<JsonObject>(json);
        assert_eq!(object.unwrap_or_else(|error| panic!("{json}: {error}")).as_str(), json);
    }
    for json in list(&VECTORS["free_form_json"]["refused"]).iter().map(text) {
        assert!(serde_json::from_str::<JsonObject>(json).is_err(), "{json}");
    }
}

#[test]
fn retired_address_vectors_match_reserved_addresses() {
    for vector in list(&VECTORS["retired_addresses"]) {
        let member = parse_member(&vector["member"]);
        let reserved: Vec<&str> =
            member.reserved_addresses().iter().map(|address| address.as_str()).collect();
        assert_eq!(list(&vector["reserved"]).iter().map(text).collect::<Vec<_>>(), reserved, "{vector}");
    }
}

#[tokio::test]
async fn slug_vectors_match_claimed_keys() {
    let app = TestApp::empty(read(&VECTORS["project_id"])).await;
    let put = async |slug: &Value| {
        let organization = parse_organization(&json!({"organization_slug": slug}));
        app.writer.organizations().put(&organization, Timestamp::EPOCH).await
    };
    for vector in list(&VECTORS["slugs"]["accepted"]) {
        put(&vector["given"]).await.expect("a written organization");
        let mut items = scan(&app, table_of("organizations")).await;
        items.retain(|item| item["record"] == AttributeValue::S("slug".to_owned()));
        let partition = format!("{}#slug#{}", text(&VECTORS["project_id"]), text(&vector["key"]));
        let claimed: Vec<_> = items.iter().map(|item| item["organization"].as_s().unwrap()).collect();
        assert_eq!(claimed, [&partition], "the previous slug was not released");
    }
    for slug in list(&VECTORS["slugs"]["refused"]) {
        assert_eq!(put(slug).await, Err(WriteError::Refused(Refusal::SlugMalformed)), "{slug}");
    }
}

#[tokio::test]
async fn session_length_vectors_match_the_writer() {
    let app = items::app().await;
    for vector in list(&VECTORS["session_lengths"]) {
        let seconds = vector["seconds"].as_i64().expect("a number");
        let put = put_session_of_length(&app.writer, text(&vector["kind"]), seconds).await;
        let refused = matches!(
            put,
            Err(WriteError::Refused(Refusal::IntermediateSessionTooLong | Refusal::SessionTooLong))
        );
        assert_eq!(refused, vector["accepted"] == false, "{vector}: {put:?}");
        assert_eq!(put.is_ok(), vector["accepted"] == true, "{vector}: {put:?}");
    }
}

async fn put_session_of_length(writer: &Writer, kind: &str, seconds: i64) -> Result<(), WriteError> {
    let expires_at = Timestamp::from_unix(items::start().unix() + seconds).expect("a time");
    match kind {
        "ist" => {
            let session = items::new_intermediate_session(&VECTORS["data_set"]["intermediate_sessions"][0]);
            let session = NewIntermediateSession { expires_at, ..session };
            writer.sessions().put_intermediate_session(session, items::start()).await
        }
        "session-token" => {
            let session = items::new_member_session(&VECTORS["data_set"]["member_sessions"][0]);
            let session = NewMemberSession { expires_at, ..session };
            writer.sessions().put_member_session(session, items::start()).await
        }
        other => panic!("unknown session kind: {other}"),
    }
}
