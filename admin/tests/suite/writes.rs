//! Writes: refusals, repeated writes, removals, and concurrent writers.

use org_discovery::domain::{Member, MemberId, Organization, OrganizationId, Timestamp, TokenHash};
use org_discovery_admin::{Outcome, Refusal, WriteError};
use serde_json::{Value, json};

use test_support::{TestApp, builders::member_with_id, project_id};

fn parse_organization(value: &Value) -> Organization {
    serde_json::from_str(&value.to_string()).expect("an organization")
}

fn parse_member(value: &Value) -> Member {
    serde_json::from_str(&value.to_string()).expect("a Member")
}

fn acme() -> OrganizationId {
    OrganizationId::parse("acme").expect("an id")
}

fn amy() -> MemberId {
    MemberId::parse("amy").expect("an id")
}

fn initial_data() -> Value {
    json!({
        "organizations": [
            {"organization_id": "acme", "organization_name": "Acme", "members": [
                {"member_id": "amy", "email_address": "amy@acme.com", "email_address_verified": true}]},
            {"organization_id": "globex", "organization_name": "Globex"},
        ],
        "sessions": [
            {"name": "amy", "kind": "member", "email_address": "amy@acme.com", "organization_id": "acme",
             "member_id": "amy", "authentication_factors": []},
            {"name": "amy again", "kind": "member", "email_address": "amy@acme.com", "organization_id": "acme",
             "member_id": "amy", "authentication_factors": []},
        ],
    })
}

#[tokio::test]
async fn absent_organization_timestamps_are_kept() {
    let app = TestApp::start(json!({})).await;
    let plain = parse_organization(&json!({"organization_id": "acme", "organization_name": "Acme"}));
    let at = |seconds| Timestamp::from_unix(seconds).expect("a time");
    let put = async |organization: &Organization, seconds| {
        app.writer.organizations().put(organization, at(seconds)).await.expect("a write")
    };
    assert_eq!(put(&plain, 1_000).await, Outcome::Added);
    assert_eq!(put(&plain, 2_000).await, Outcome::Unchanged);
    let renamed = Organization { organization_name: "Acme & Sons".to_owned(), ..plain.clone() };
    assert_eq!(put(&renamed, 3_000).await, Outcome::Changed);
    let stored = &app.stored_items(&app.tables.organizations).await[0]["object"];
    assert!(stored.contains(r#""created_at":"1970-01-01T00:16:40Z""#), "{stored}");
    assert!(stored.contains(r#""updated_at":"1970-01-01T00:16:40Z""#), "{stored}");
    let given = Organization { updated_at: Some(at(4_000)), ..renamed };
    put(&given, 5_000).await;
    let stored = &app.stored_items(&app.tables.organizations).await[0]["object"];
    assert!(stored.contains(r#""updated_at":"1970-01-01T01:06:40Z""#), "{stored}");
}

#[tokio::test]
async fn shared_mailbox_domain_is_refused() {
    let app = TestApp::start(json!({})).await;
    for field in ["email_allowed_domains", "claimed_email_domains"] {
        let refused =
            parse_organization(&json!({"organization_id": "acme", field: ["acme.com", "GMail.com"]}));
        let result = app.writer.organizations().put(&refused, app.now()).await;
        assert!(matches!(result, Err(WriteError::Refused(Refusal::SharedMailboxDomain(_)))), "{result:?}");
    }
    assert!(app.stored_items(&app.tables.organizations).await.is_empty());
}

#[tokio::test]
async fn address_of_member_is_free_after_deletion() {
    let app = TestApp::start(initial_data()).await;
    let other = parse_member(
        &json!({"organization_id": "acme", "member_id": "amy-2", "email_address": "AMY@acme.com"}),
    );
    let refused = app.writer.members().put(&other, app.now()).await;
    assert!(matches!(refused, Err(WriteError::Refused(Refusal::AddressTaken { .. }))), "{refused:?}");
    app.writer.members().delete(&acme(), &amy()).await.expect("a write");
    assert_eq!(app.writer.members().put(&other, app.now()).await, Ok(Outcome::Added));
    assert_eq!(app.writer.members().reactivate(&acme(), &amy()).await, Ok(Outcome::Absent));
}

#[tokio::test]
async fn member_id_is_reserved_until_erasure() {
    let app = TestApp::start(initial_data()).await;
    let elsewhere =
        parse_member(&json!({"organization_id": "globex", "member_id": "amy", "email_address": "a@b.com"}));
    for _ in 0..2 {
        let refused = app.writer.members().put(&elsewhere, app.now()).await;
        assert!(matches!(refused, Err(WriteError::Refused(Refusal::MemberIdTaken { .. }))), "{refused:?}");
        app.writer.members().delete(&acme(), &amy()).await.expect("a write");
    }
    app.writer.members().erase(&acme(), &amy()).await.expect("a write");
    assert_eq!(app.writer.members().put(&elsewhere, app.now()).await, Ok(Outcome::Added));
}

#[tokio::test]
async fn revoked_session_is_rejected_with_every_credential() {
    let app = TestApp::start(initial_data()).await;
    let jwt = app.session_jwt("amy");
    let org_discovery_admin::import::SessionCredential::Member(token, _) = &app.sessions["amy"].credential
    else {
        panic!("a member session")
    };
    let hash = TokenHash::of_session_token(&project_id(), token);
    assert_eq!(app.writer.sessions().revoke(&hash).await, Ok(Outcome::Removed));
    assert_eq!(app.writer.sessions().revoke(&hash).await, Ok(Outcome::Absent));
    assert_eq!(app.discover("amy").await.outcome(), "session_not_found");
    assert_eq!(app.post(json!({"session_jwt": jwt})).await.outcome(), "session_not_found");
    assert_eq!(app.discover("amy again").await.outcome(), "200");
    assert_eq!(app.writer.sessions().revoke_all_of(&amy()).await, Ok(Outcome::Removed));
    assert!(app.stored_items(&app.tables.sessions).await.is_empty());
}

/// The sequences of writes after which Amy is removed and becomes a Member again.
#[derive(Debug, Clone, Copy)]
enum Removal {
    DeletedAndReactivated,
    DeletedAndPut,
    ErasedAndPut,
    ReplacedAndPut,
}

/// Removes Amy and makes her a Member again.
async fn remove_and_restore(app: &TestApp, removal: Removal) {
    let amy_again = json!({"organization_id": "acme", "email_address_verified": true});
    let amy_again = parse_member(&member_with_id("amy", "amy@acme.com", amy_again));
    let members = app.writer.members();
    match removal {
        Removal::DeletedAndReactivated => {
            members.delete(&acme(), &amy()).await.expect("a write");
            assert_eq!(app.discover("amy").await.outcome(), "session_not_found");
            members.reactivate(&acme(), &amy()).await.expect("a write");
            return;
        }
        Removal::DeletedAndPut => {
            members.delete(&acme(), &amy()).await.expect("a write");
        }
        Removal::ErasedAndPut => {
            members.erase(&acme(), &amy()).await.expect("a write");
        }
        Removal::ReplacedAndPut => {
            members.delete(&acme(), &amy()).await.expect("a write");
            let replacement = member_with_id("amy-2", "amy@acme.com", json!({"organization_id": "acme"}));
            members.put(&parse_member(&replacement), app.now()).await.expect("a write");
            let replaced = MemberId::parse("amy-2").expect("an id");
            members.delete(&acme(), &replaced).await.expect("a write");
        }
    }
    members.put(&amy_again, app.now()).await.expect("a write");
}

#[tokio::test]
async fn sessions_stay_invalid_after_member_is_restored() {
    let removals = [
        Removal::DeletedAndReactivated,
        Removal::DeletedAndPut,
        Removal::ErasedAndPut,
        Removal::ReplacedAndPut,
    ];
    for removal in removals {
        let mut app = TestApp::start(initial_data()).await;
        remove_and_restore(&app, removal).await;
        for name in ["amy", "amy again"] {
            assert_eq!(app.discover(name).await.outcome(), "session_not_found", "{removal:?}");
        }
        app.load(json!({"sessions": [{"name": "new", "kind": "member", "email_address": "amy@acme.com",
            "organization_id": "acme", "member_id": "amy"}]}))
            .await;
        assert_eq!(app.discover("new").await.outcome(), "200", "{removal:?}");
    }
}

#[tokio::test]
async fn session_survives_change_of_member_name() {
    let app = TestApp::start(initial_data()).await;
    let renamed =
        parse_member(&json!({"organization_id": "acme", "member_id": "amy", "email_address": "amy@acme.com",
        "email_address_verified": true, "name": "Amy"}));
    assert_eq!(app.writer.members().put(&renamed, app.now()).await, Ok(Outcome::Changed));
    assert_eq!(app.discover("amy").await.outcome(), "200");
}

#[tokio::test]
async fn recreated_member_has_new_revision() {
    let app = TestApp::start(initial_data()).await;
    let before = app.stored_items(&app.tables.members).await;
    app.writer.members().erase(&acme(), &amy()).await.expect("a write");
    let other = json!({"organization_id": "acme", "member_id": "amy-2", "email_address": "amy@acme.com"});
    app.writer.members().put(&parse_member(&other), app.now()).await.expect("a write");
    let after = app.stored_items(&app.tables.members).await;
    let revision =
        |rows: &[test_support::StoredItem]| rows.iter().find_map(|row| row.get("revision").cloned());
    assert_ne!(revision(&before), revision(&after));
}

#[tokio::test]
async fn session_with_new_token_invalidates_old_token() {
    let mut app = TestApp::start(initial_data()).await;
    let entry = |token: &str| {
        json!({"sessions": [{"name": token, "kind": "member", "email_address": "amy@acme.com",
            "organization_id": "acme", "member_id": "amy", "member_session_id": "session-1", "token": token}]})
    };
    let (first, second) = ("A".repeat(44), "B".repeat(44));
    app.load(entry(&first)).await;
    app.load(entry(&second)).await;
    assert_eq!(app.discover(&first).await.outcome(), "session_not_found");
    assert_eq!(app.discover(&second).await.outcome(), "200");
    assert_eq!(app.discover_by_jwt(&second).await.outcome(), "200");
}

#[tokio::test]
async fn concurrent_writers_keep_edges_and_counters_correct() {
    let app = TestApp::start(json!({"organizations": [{"organization_id": "acme"}]})).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..12 {
        let writer = app.writer.clone();
        tasks.spawn(async move {
            let domains = json!([format!("d{n}.com"), "shared.com"]);
            let settings = json!({"organization_id": "acme", "email_jit_provisioning": "RESTRICTED",
                "email_allowed_domains": domains});
            writer.organizations().put(&parse_organization(&settings), Timestamp::EPOCH).await.map(drop)?;
            let person = json!({"organization_id": "acme", "member_id": format!("m{n}"),
                "email_address": format!("p{n}@shared.com"), "email_address_verified": n % 3 != 0});
            writer.members().put(&parse_member(&person), Timestamp::EPOCH).await.map(drop)
        });
    }
    for result in tasks.join_all().await {
        result.expect("a write");
    }
    let objects = app.stored_items(&app.tables.organizations).await;
    let last = parse_organization(&serde_json::from_str(&objects[0]["object"]).expect("JSON"));
    let edges: Vec<String> =
        app.stored_items(&app.tables.joinable).await.iter().map(|row| row["edge"].clone()).collect();
    let domains = last.email_allowed_domains.iter();
    let mut expected: Vec<String> =
        domains.map(|domain| format!("{}#domain#{domain}", project_id())).collect();
    expected.sort();
    assert_eq!(edges, expected);
    assert_eq!(objects[1]["verified_members"], "8");
}
