//! Writes the data set of the test vectors (`data_set`) and compares every stored item.

use std::{collections::BTreeMap, sync::Arc};

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::domain::{
    Entropy, JwtIssuers, KeySet, MemberId, MemberSession, MemberSessionId, OpaqueToken, OrganizationId,
    Project, ProjectId, SecretHash, Timestamp,
};
use org_discovery_admin::{
    Writer,
    sessions::{NewIntermediateSession, NewMemberSession},
    tables::TABLES,
};
use serde_json::{Map, Value, json};

use super::{Item, VECTORS, list, read, scan, text};
use test_support::TestApp;

/// Entropy that always returns the same bytes, so that whole items can be compared.
struct FixedEntropy;

impl Entropy for FixedEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        let stamp = text(&VECTORS["data_set"]["random_token"]).as_bytes();
        for (index, byte) in bytes.iter_mut().enumerate() {
            let digits = std::str::from_utf8(&stamp[2 * index..2 * index + 2]).expect("digits");
            *byte = u8::from_str_radix(digits, 16).expect("a byte");
        }
    }
}

/// Starts a test app whose tables contain the data set of the test vectors.
pub async fn app() -> TestApp {
    let project = ProjectId::parse(text(&VECTORS["project_id"])).expect("an id");
    let app = TestApp::empty(project.clone()).await;
    write_data_set(&Writer::new(app.client.clone(), app.tables.clone(), project, Arc::new(FixedEntropy)))
        .await;
    app
}

async fn write_data_set(writer: &Writer) {
    let data_set = &VECTORS["data_set"];
    let secrets = list(&VECTORS["secrets"]).iter().map(|vector| SecretHash::of(text(&vector["secret"])));
    let keys = KeySet::parse(r#"{"keys":[]}"#).expect("keys");
    let issuers = JwtIssuers::parse_lenient(list(&data_set["jwt_issuers"]).iter().map(text));
    let project = Project::new(secrets.collect(), keys).expect("a project").with_jwt_issuers(issuers);
    writer.project().put(&project).await.expect("a written project");
    for organization in list(&data_set["organizations"]) {
        writer.organizations().put(&read(organization), start()).await.expect("a written organization");
    }
    for member in list(&data_set["members"]) {
        writer.members().put(&read(member), start()).await.expect("a written Member");
    }
    write_sessions(writer).await;
}

/// Writes the sessions of the data set.
pub async fn write_sessions(writer: &Writer) {
    let data_set = &VECTORS["data_set"];
    for session in list(&data_set["intermediate_sessions"]) {
        writer
            .sessions()
            .put_intermediate_session(new_intermediate_session(session), start())
            .await
            .expect("a written session");
    }
    for session in list(&data_set["member_sessions"]) {
        writer
            .sessions()
            .put_member_session(new_member_session(session), start())
            .await
            .expect("a written session");
    }
}

/// The time at which the data set is written.
pub fn start() -> Timestamp {
    Timestamp::parse("2026-01-01T00:00:00Z").expect("a time")
}

/// The tokens of the intermediate session and of the member session.
pub fn tokens() -> [OpaqueToken; 2] {
    let data_set = &VECTORS["data_set"];
    ["intermediate_sessions", "member_sessions"].map(|kind| read(&data_set[kind][0]["token"]))
}

/// The id of the member session's Member.
pub fn amy() -> MemberId {
    read(&VECTORS["data_set"]["member_sessions"][0]["member_id"])
}

pub fn new_intermediate_session(session: &Value) -> NewIntermediateSession {
    NewIntermediateSession {
        token: read(&session["token"]),
        email_address: read(&session["email_address"]),
        authentication_factors: read(&session["authentication_factors"]),
        oauth_tenants: read(&session["oauth_tenants"]),
        organization_id_hint: read(&session["organization_id_hint"]),
        expires_at: expiry(session),
    }
}

pub fn new_member_session(session: &Value) -> NewMemberSession {
    NewMemberSession {
        token: read(&session["token"]),
        email_address: read(&session["email_address"]),
        authentication_factors: read(&session["authentication_factors"]),
        member: MemberSession {
            member_session_id: read::<MemberSessionId>(&session["member_session_id"]),
            organization_id: read::<OrganizationId>(&session["organization_id"]),
            member_id: read::<MemberId>(&session["member_id"]),
        },
        expires_at: expiry(session),
    }
}

fn expiry(session: &Value) -> Timestamp {
    session["expires_at"].as_i64().and_then(Timestamp::from_unix).expect("a time")
}

/// Writes an intermediate session without a hint.
pub async fn write_session_without_hint(writer: &Writer, token: &str) {
    let mut session = VECTORS["data_set"]["intermediate_sessions"][0].clone();
    session["token"] = json!(token);
    session["organization_id_hint"] = Value::Null;
    writer
        .sessions()
        .put_intermediate_session(new_intermediate_session(&session), start())
        .await
        .expect("a written session");
}

/// Writes a session of another Member.
pub async fn write_session_of(writer: &Writer, member: &str, address: &str) {
    let mut session = VECTORS["data_set"]["member_sessions"][0].clone();
    let token = "m".repeat(44);
    for (field, value) in [
        ("token", token.as_str()),
        ("member_session_id", "session-test-2"),
        ("member_id", member),
        ("email_address", address),
    ] {
        session[field] = json!(value);
    }
    session["authentication_factors"][0]["email_factor"]["email_address"] = json!(address);
    writer
        .sessions()
        .put_member_session(new_member_session(&session), start())
        .await
        .expect("a written session");
}

/// Converts an attribute to DynamoDB JSON.
fn as_json(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(digits) => json!({ "N": digits }),
        AttributeValue::L(values) => json!({"L": values.iter().map(as_json).collect::<Vec<_>>()}),
        other => panic!("unexpected attribute type: {other:?}"),
    }
}

/// Converts an item to DynamoDB JSON with its attributes in alphabetical order.
fn item_json(item: &Item) -> Value {
    let sorted: BTreeMap<&String, Value> = item.iter().map(|(name, value)| (name, as_json(value))).collect();
    json!(sorted)
}

#[tokio::test]
async fn writer_stores_exactly_the_vector_items() {
    let app = app().await;
    let mut written = Map::new();
    for table in &TABLES {
        let mut items: Vec<Value> = scan(&app, table).await.iter().map(item_json).collect();
        items.sort_by_key(|item| {
            let sort_key = table.sort_key.map(|name| item[name].to_string());
            (item[table.partition_key].to_string(), sort_key)
        });
        written.insert(table.kind.to_owned(), Value::Array(items));
    }
    let written = Value::Object(written);
    assert_eq!(written, VECTORS["items"], "the items are {written:#}");
}
