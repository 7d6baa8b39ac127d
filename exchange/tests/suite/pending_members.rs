//! A person who may join but needs a second factor first: the Member is pending until the sign-in is complete.

use serde_json::{Value, json};
use test_support::{
    ApiResponse, TestApp,
    builders::{
        data_set, intermediate, magic_link, member_session, organization, organization_id, sms, verified,
        with,
    },
};

use crate::calls::{Credential, assert_consistent, exchange, exchange_by, list_of, stored_members};

const JANE: &str = "jane@acme.example";
const PHONE: &str = "+15550100000";

fn acme(settings: Value) -> Value {
    let base = json!({
        "mfa_policy": "REQUIRED_FOR_ALL",
        "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"],
    });
    organization("Acme", with(base, settings), [verified("colleague@acme.example")])
}

/// Starts with Jane as a pending Member of Acme, whose phone number has been registered in the meantime. The session
/// `First` created the Member, and `Second` has the second factor too.
async fn start() -> TestApp {
    let sessions = [
        intermediate("First", JANE, [magic_link()]),
        intermediate("Second", JANE, [magic_link(), sms(PHONE)]),
        member_session("Home", "Home", JANE, [magic_link(), sms(PHONE)]),
    ];
    let home = organization("Home", json!({}), [verified(JANE)]);
    let app = TestApp::start(data_set([acme(json!({})), home], sessions)).await;
    let created = exchange(&app, "First", "Acme").await;
    assert_eq!(created.json()["member"]["status"], "pending", "{}", created.text());
    register_phone(&app).await;
    app
}

/// Returns the stored Member of Acme.
async fn jane(app: &TestApp) -> Value {
    let members = stored_members(app).await;
    let is_jane = |member: &Value| {
        member["email_address"] == JANE && member["organization_id"] == organization_id("Acme")
    };
    members.into_iter().find(is_jane).expect("a stored Member")
}

/// Registers Jane's phone number, as a login service does after she entered a code.
async fn register_phone(app: &TestApp) {
    let phone = json!({"mfa_phone_number": PHONE, "mfa_phone_number_verified": true});
    let member = serde_json::from_str(&with(jane(app).await, phone).to_string()).expect("a Member");
    app.writer.members().put(&member, app.now()).await.expect("a written Member");
}

async fn put_acme(app: &TestApp, settings: Value) {
    let mut acme = acme(settings);
    acme.as_object_mut().expect("an object").remove("members");
    let acme = serde_json::from_str(&acme.to_string()).expect("an organization");
    app.writer.organizations().put(&acme, app.now()).await.expect("a written organization");
}

/// Asserts that Jane cannot complete joining, and is still pending.
async fn assert_refused(app: &TestApp, response: &ApiResponse) {
    assert_eq!(response.outcome(), "organization_not_found", "{}", response.text());
    assert_eq!(jane(app).await["status"], "pending");
    assert_consistent(app).await;
}

#[tokio::test]
async fn second_factor_activates_pending_member() {
    let app = start().await;
    let response = exchange(&app, "Second", "Acme").await;
    assert_eq!(response.json()["member_authenticated"], true, "{}", response.text());
    let jane = jane(&app).await;
    assert_eq!((&jane["status"], &jane["email_address_verified"]), (&json!("active"), &json!(true)));
    assert_eq!(jane["mfa_phone_number"], PHONE);
    assert_eq!(list_of(&app, &response).await.entry("Acme")["member_authenticated"], true);
    assert_consistent(&app).await;
}

#[tokio::test]
async fn pending_member_is_created_once() {
    let app = start().await;
    let again = exchange(&app, "First", "Acme").await;
    assert_eq!(again.json()["member"]["status"], "pending");
    assert_eq!(again.json()["intermediate_session_token"], app.token("First"));
    let members = stored_members(&app).await;
    assert_eq!(members.iter().filter(|member| member["email_address"] == JANE).count(), 2);
}

#[tokio::test]
async fn joining_switched_off_keeps_member_pending() {
    let app = start().await;
    put_acme(&app, json!({"email_jit_provisioning": "NOT_ALLOWED"})).await;
    assert_refused(&app, &exchange(&app, "Second", "Acme").await).await;
}

#[tokio::test]
async fn removed_domain_keeps_member_pending() {
    let app = start().await;
    put_acme(&app, json!({"email_allowed_domains": ["other.example"]})).await;
    assert_refused(&app, &exchange(&app, "Second", "Acme").await).await;
}

#[tokio::test]
async fn removed_last_verified_member_keeps_member_pending() {
    let app = start().await;
    let members = stored_members(&app).await;
    let colleague =
        members.iter().find(|member| member["email_address"] == "colleague@acme.example").expect("a Member");
    let organization = serde_json::from_value(colleague["organization_id"].clone()).expect("an id");
    let id = serde_json::from_value(colleague["member_id"].clone()).expect("an id");
    app.writer.members().delete(&organization, &id).await.expect("a deleted Member");
    assert_refused(&app, &exchange(&app, "Second", "Acme").await).await;
}

#[tokio::test]
async fn member_session_does_not_complete_joining() {
    let app = start().await;
    for credential in [Credential::Token, Credential::Jwt] {
        let response = exchange_by(&app, "Home", &organization_id("Acme"), credential).await;
        assert_refused(&app, &response).await;
    }
}

#[tokio::test]
async fn administrator_activates_pending_member() {
    let app = start().await;
    let active = with(jane(&app).await, json!({"status": "active"}));
    let member = serde_json::from_str(&active.to_string()).expect("a Member");
    app.writer.members().put(&member, app.now()).await.expect("a written Member");
    put_acme(&app, json!({"email_jit_provisioning": "NOT_ALLOWED"})).await;
    let response = exchange(&app, "Second", "Acme").await;
    assert_eq!(response.json()["member_authenticated"], true, "{}", response.text());
}
