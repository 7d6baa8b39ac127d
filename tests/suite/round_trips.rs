//! The sequential round trips and the reads of each kind of request.

use serde_json::{Value, json};

use test_support::{ApiCall, PROJECT_ID, Read, TestApp, basic};

fn data_set() -> Value {
    let email = |address: &str| {
        json!([{
            "type": "magic_link", "delivery_method": "email", "email_factor": {"email_address": address}
        }])
    };
    json!({
        "organizations": [
            {"organization_id": "acme", "organization_name": "Acme", "email_jit_provisioning": "RESTRICTED",
             "email_allowed_domains": ["acme.com"], "members": [
                {"member_id": "amy", "email_address": "amy@acme.com", "email_address_verified": true},
                {"member_id": "carla", "email_address": "carla@consult.com", "email_address_verified": true}]},
            {"organization_id": "globex", "organization_name": "Globex", "members": [
                {"member_id": "carla-2", "email_address": "carla@consult.com", "email_address_verified": true}]},
            {"organization_id": "slacker", "organization_name": "Slacker",
             "oauth_tenant_jit_provisioning": "RESTRICTED",
             "allowed_oauth_tenants": {"slack": ["T1", "T2"]}},
        ],
        "sessions": [
            {"name": "ist", "kind": "intermediate", "email_address": "dan@acme.com",
             "authentication_factors": email("dan@acme.com"), "oauth_tenants": {"slack": ["T1", "T2"]}},
            {"name": "member", "kind": "member", "email_address": "carla@consult.com", "organization_id": "acme",
             "member_id": "carla", "authentication_factors": email("carla@consult.com")},
            {"name": "no-address", "kind": "member", "email_address": "carla@consult.com",
             "organization_id": "acme", "member_id": "carla", "authentication_factors": [
                {"type": "oauth", "delivery_method": "oauth_google", "email_verified": true}]},
            {"name": "old-address", "kind": "member", "email_address": "carla@consult.com",
             "organization_id": "acme", "member_id": "carla",
             "authentication_factors": email("carla@consult.com")},
            {"name": "no-organizations", "kind": "intermediate", "email_address": "unknown@nowhere.com"},
        ],
    })
}

async fn slow_app() -> TestApp {
    let app = TestApp::start(data_set()).await;
    app.reads.slow_down();
    app
}

#[tokio::test]
async fn intermediate_session_takes_three_round_trips() {
    let app = slow_app().await;
    let response = app.discover("ist").await;
    assert_eq!(
        response.listing(),
        ["Acme: eligible_to_join_by_email_domain", "Slacker: eligible_to_join_by_oauth_tenant"]
    );
    assert_eq!(app.reads.round_trips(), 3);
    let mut reads = app.reads.list();
    assert_eq!((reads.remove(0), reads.pop()), (Read::Session, Some(Read::Organizations)));
    let (joinable, members): (Vec<_>, Vec<_>) = reads.iter().partition(|read| **read == Read::Joinable);
    assert_eq!((joinable.len(), members), (3, vec![&Read::Members]));
}

#[tokio::test]
async fn session_token_takes_three_round_trips() {
    let app = slow_app().await;
    assert_eq!(app.discover("member").await.entries().len(), 2);
    assert_eq!(app.reads.round_trips(), 3);
    assert_eq!(app.reads.list(), [Read::Session, Read::Members, Read::Organizations]);
}

#[tokio::test]
async fn jwt_with_email_factor_takes_two_round_trips() {
    let app = slow_app().await;
    assert_eq!(app.discover_by_jwt("member").await.entries().len(), 2);
    assert_eq!(app.reads.round_trips(), 2);
    assert_eq!(app.reads.list().len(), 3);
}

#[tokio::test]
async fn jwt_without_email_factor_takes_three_round_trips() {
    let app = slow_app().await;
    assert_eq!(app.discover_by_jwt("no-address").await.entries().len(), 2);
    assert_eq!(app.reads.round_trips(), 3);
}

#[tokio::test]
async fn stored_address_overrides_address_in_jwt() {
    let mut app = slow_app().await;
    let outdated_factors = r#"[{"type": "magic_link", "delivery_method": "email", "email_factor": {"email_address": "carla@former.com"}}]"#;
    let session = app.sessions.get_mut("old-address").expect("a session");
    session.entry.authentication_factors = serde_json::from_str(outdated_factors).expect("factors");
    let response = app.discover_by_jwt("old-address").await;
    assert_eq!(response.json()["email_address"], "carla@consult.com");
    assert_eq!(response.entries().len(), 2);
    assert_eq!((app.reads.round_trips(), app.reads.list().len()), (3, 4));
}

#[tokio::test]
async fn unknown_token_takes_one_round_trip() {
    let app = slow_app().await;
    let token = "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q";
    for field in ["session_token", "intermediate_session_token"] {
        app.reads.clear();
        app.post(json!({ field: token })).await;
        assert_eq!(app.reads.list(), [Read::Session]);
    }
}

#[tokio::test]
async fn person_without_organizations_takes_two_round_trips() {
    let app = slow_app().await;
    assert!(app.discover("no-organizations").await.entries().is_empty());
    assert_eq!(app.reads.round_trips(), 2);
}

#[tokio::test]
async fn refused_request_reads_at_most_the_project() {
    let app = slow_app().await;
    let calls = [
        ApiCall { body: Some("not json".to_owned()), ..ApiCall::default() },
        ApiCall { body: Some("{}".to_owned()), ..ApiCall::default() },
        ApiCall { body: Some(json!({"session_token": "short"}).to_string()), ..ApiCall::default() },
        ApiCall { body: Some(json!({"session_jwt": "a.b.c"}).to_string()), ..ApiCall::default() },
        ApiCall { authorization: None, ..ApiCall::default() },
        ApiCall { path: "/health", method: "GET", ..ApiCall::default() },
    ];
    for call in calls {
        app.call(call).await;
    }
    assert_eq!(app.reads.list(), []);
    for _ in 0..5 {
        let wrong = Some(basic(PROJECT_ID, "secret-test-wrong"));
        let response = app.call(ApiCall { authorization: wrong, ..ApiCall::default() }).await;
        assert_eq!(response.outcome(), "unauthorized_credentials");
    }
    assert_eq!(app.reads.list(), [Read::Project]);
}
