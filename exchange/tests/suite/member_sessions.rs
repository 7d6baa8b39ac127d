//! Exchanges of member sessions, and the intermediate sessions that are derived from them.

use serde_json::{Value, json};
use test_support::{
    ApiResponse, TestApp,
    builders::{
        data_set, magic_link, member, member_session, organization, organization_id, password_with_id, sms,
        verified, with,
    },
};

use crate::calls::{CREATE, Credential, EXCHANGE, SESSIONS_EXCHANGE, exchange_by, list_of};

const JANE: &str = "jane@acme.example";
const PHONE: &str = "+15550100000";

/// Jane is a Member of Home, and was invited to Open and to Strict, which requires a second factor. She could join Acme
/// by domain.
async fn start() -> TestApp {
    let invited = || member(JANE, json!({"status": "invited"}));
    let phone = json!({"mfa_phone_number": PHONE, "mfa_phone_number_verified": true});
    let joinable = json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let organizations = [
        organization("Home", json!({}), [verified(JANE)]),
        organization("Open", json!({}), [invited()]),
        organization("Strict", json!({"mfa_policy": "REQUIRED_FOR_ALL"}), [with(invited(), phone)]),
        organization("Acme", joinable, [verified("colleague@acme.example")]),
    ];
    let session =
        with(member_session("Home", "Home", JANE, [magic_link()]), json!({"expires_in_seconds": 1800}));
    TestApp::start(data_set(organizations, [session])).await
}

/// Returns the token of an intermediate session that is derived from the session `Home`.
async fn derived_token(app: &TestApp) -> String {
    let response = exchange_by(app, "Home", &organization_id("Strict"), Credential::Token).await;
    let body = response.json();
    assert_eq!(body["member_authenticated"], false, "{}", response.text());
    assert!(!body["mfa_required"].is_null());
    body["intermediate_session_token"].as_str().expect("a text").to_owned()
}

async fn list(app: &TestApp, token: &str) -> ApiResponse {
    app.post(json!({"intermediate_session_token": token})).await
}

/// Adds Jane's second factor to the intermediate session, as a login service does.
async fn add_second_factor(app: &TestApp, token: &str) {
    use aws_sdk_dynamodb::types::AttributeValue;
    use org_discovery::domain::{OpaqueToken, TokenHash};
    let token = OpaqueToken::parse(token).expect("a token");
    let hash = TokenHash::of_intermediate(app.writer.project_id(), &token);
    let factors = json!([with(magic_link(), json!({"email_factor": {"email_address": JANE}})), sms(PHONE)]);
    let update = app.client.update_item().table_name(&app.tables.sessions);
    let update = update.key("token_hash", AttributeValue::S(hash.as_str().to_owned()));
    let update = update.update_expression("SET authentication_factors = :factors");
    let update = update.expression_attribute_values(":factors", AttributeValue::S(factors.to_string()));
    update.send().await.expect("an updated item");
}

#[tokio::test]
async fn new_session_ends_with_the_presented_one() {
    let app = start().await;
    let response = exchange_by(&app, "Home", "Open", Credential::Token).await;
    let not_found = response.outcome();
    assert_eq!(not_found, "organization_not_found", "organizations without a slug have only an id");
    let response = exchange_by(&app, "Home", &organization_id("Open"), Credential::Token).await;
    let body = response.json();
    assert_eq!(body["member_authenticated"], true, "{}", response.text());
    assert_eq!(body["member_session"]["expires_at"], json!(app.now().plus_seconds(1800)));
    assert_eq!(app.discover("Home").await.outcome(), "200", "the presented session is kept");
    assert_eq!(list_of(&app, &response).await.entry("Open")["membership"]["type"], "active_member");
}

#[tokio::test]
async fn derived_session_sees_memberships_only() {
    let app = start().await;
    let token = derived_token(&app).await;
    let listing = list(&app, &token).await.listing();
    assert_eq!(listing, ["Home: active_member", "Open: invited_member", "Strict: invited_member"]);
    let body = json!({"intermediate_session_token": token, "organization_id": organization_id("Acme")});
    assert_eq!(app.exchange(EXCHANGE, body).await.outcome(), "organization_not_found");
    let created = app.exchange(CREATE, json!({"intermediate_session_token": token})).await;
    assert_eq!(created.outcome(), "bad_request");
}

#[tokio::test]
async fn derived_session_completes_with_second_factor() {
    let app = start().await;
    let token = derived_token(&app).await;
    add_second_factor(&app, &token).await;
    let body = json!({
        "intermediate_session_token": token, "organization_id": organization_id("Strict"),
        "session_duration_minutes": 600,
    });
    let response = app.exchange(EXCHANGE, body.clone()).await;
    assert_eq!(response.json()["member_authenticated"], true, "{}", response.text());
    let end: Value = json!(app.now().plus_seconds(1800));
    assert_eq!(response.json()["member_session"]["expires_at"], end, "it ends with its parent");
    assert_eq!(app.exchange(EXCHANGE, body).await.outcome(), "intermediate_session_not_found");
}

#[tokio::test]
async fn derived_session_dies_with_its_parent() {
    let app = start().await;
    let token = derived_token(&app).await;
    add_second_factor(&app, &token).await;
    let parent = org_discovery::domain::OpaqueToken::parse(app.token("Home")).expect("a token");
    let hash = org_discovery::domain::TokenHash::of_session_token(app.writer.project_id(), &parent);
    app.writer.sessions().revoke(&hash).await.expect("a revoked session");
    assert_eq!(list(&app, &token).await.outcome(), "intermediate_session_not_found");
    let body = json!({"intermediate_session_token": token, "organization_id": organization_id("Strict")});
    assert_eq!(app.exchange(EXCHANGE, body).await.outcome(), "intermediate_session_not_found");
    let created = app.exchange(CREATE, json!({"intermediate_session_token": token})).await;
    assert_eq!(created.outcome(), "intermediate_session_not_found");
}

/// Otherwise the exchange would end the session from which it was made.
#[tokio::test]
async fn own_session_never_verifies_its_member_first() {
    let policy = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["password"]});
    let unverified = json!({"member_password_id": "password-1"});
    let home = organization("Home", policy, [with(member(JANE, json!({})), unverified)]);
    let factors = || [password_with_id("password-1"), magic_link()];
    let app = TestApp::start(data_set([home], [member_session("Home", "Home", JANE, factors())])).await;
    let own = exchange_by(&app, "Home", &organization_id("Home"), Credential::Token).await;
    assert_eq!(own.json()["member"]["email_address_verified"], false, "{}", own.text());
    assert_eq!(app.discover("Home").await.outcome(), "200");
}

#[tokio::test]
async fn derived_session_never_ends_its_parent() {
    let policy = json!({"mfa_policy": "REQUIRED_FOR_ALL"});
    let phone = json!({
        "member_password_id": "password-1", "mfa_phone_number": PHONE, "mfa_phone_number_verified": true,
    });
    let home = organization("Home", policy, [with(member(JANE, json!({})), phone)]);
    let app = TestApp::start(data_set([home], [member_session("Home", "Home", JANE, [magic_link()])])).await;
    let derived = exchange_by(&app, "Home", &organization_id("Home"), Credential::Token).await.json();
    let token = derived["intermediate_session_token"].as_str().expect("a text");
    add_second_factor(&app, token).await;
    let body = json!({"intermediate_session_token": token, "organization_id": organization_id("Home")});
    let response = app.exchange(EXCHANGE, body).await;
    assert_eq!(response.json()["member_authenticated"], true, "{}", response.text());
    assert_eq!(response.json()["member"]["email_address_verified"], false);
    assert_eq!(app.discover("Home").await.outcome(), "200");
}

#[tokio::test]
async fn derived_session_dies_with_its_member() {
    let app = start().await;
    let token = derived_token(&app).await;
    let home = serde_json::from_value(json!(organization_id("Home"))).expect("an id");
    let jane = serde_json::from_value(json!(test_support::builders::member_id("Home", JANE))).expect("an id");
    app.writer.members().delete(&home, &jane).await.expect("a deleted Member");
    assert_eq!(list(&app, &token).await.outcome(), "intermediate_session_not_found");
}

#[tokio::test]
async fn derived_session_expires_with_its_parent() {
    let app = start().await;
    let token = derived_token(&app).await;
    app.clock.advance(1799);
    assert_eq!(list(&app, &token).await.outcome(), "200");
    app.clock.advance(1);
    assert_eq!(list(&app, &token).await.outcome(), "intermediate_session_not_found");
}

#[tokio::test]
async fn revoking_all_sessions_of_the_member_ends_derived_ones() {
    let app = start().await;
    let token = derived_token(&app).await;
    let jane = serde_json::from_value(json!(test_support::builders::member_id("Home", JANE))).expect("an id");
    app.writer.sessions().revoke_all_of(&jane).await.expect("revoked sessions");
    assert_eq!(list(&app, &token).await.outcome(), "intermediate_session_not_found");
    assert_eq!(app.stored_items(&app.tables.sessions).await.len(), 0);
}

#[tokio::test]
async fn member_session_cannot_join() {
    let app = start().await;
    for field in ["session_token", "session_jwt"] {
        let credential =
            if field == "session_jwt" { app.session_jwt("Home") } else { app.token("Home").to_owned() };
        let body = json!({field: credential, "organization_id": organization_id("Acme")});
        assert_eq!(app.exchange(SESSIONS_EXCHANGE, body).await.outcome(), "organization_not_found");
    }
}
