//! Creating an organization with its first Member.

use serde_json::{Value, json};
use test_support::{
    ApiCall, TestApp,
    builders::{data_set, intermediate, magic_link, oauth, organization, saml, verified, with},
};

use crate::calls::{CREATE, assert_consistent, list_of, raw_items};

const JANE: &str = "jane@new-company.example";

async fn start(address: &str, factors: Vec<Value>) -> TestApp {
    let taken = organization("Taken", json!({"organization_slug": "Taken"}), [verified("ann@taken.example")]);
    let sessions = [intermediate("Jane", address, factors.clone()), intermediate("Again", address, factors)];
    TestApp::start(data_set([taken], sessions)).await
}

async fn create(app: &TestApp, session: &str, fields: Value) -> test_support::ApiResponse {
    let body = with(json!({"intermediate_session_token": app.token(session)}), fields);
    app.exchange(CREATE, body).await
}

#[tokio::test]
async fn creator_is_signed_in_as_administrator() {
    let app = start(JANE, vec![magic_link()]).await;
    let response =
        create(&app, "Jane", json!({"organization_name": "New", "organization_slug": "new"})).await;
    let body = response.json();
    assert_eq!(body["member_authenticated"], true, "{}", response.text());
    assert_eq!(
        (&body["organization"]["organization_name"], &body["organization"]["organization_slug"]),
        (&json!("New"), &json!("new"))
    );
    assert_eq!(body["member"]["is_admin"], true);
    assert_eq!(body["member"]["roles"][0]["role_id"], "stytch_admin");
    assert_eq!(body["member"]["email_address_verified"], true);
    assert_eq!(body["member_session"]["roles"], json!(["stytch_member", "stytch_admin"]));
    assert_eq!(list_of(&app, &response).await.listing(), ["New: active_member"]);
    assert_eq!(create(&app, "Jane", json!({})).await.outcome(), "intermediate_session_not_found");
    assert_consistent(&app).await;
}

#[tokio::test]
async fn name_and_slug_default_from_address() {
    let rows = [
        ("jane@new-company.example", "new-company"),
        ("jane@mail.acme.co.uk", "acme"),
        ("jane.doe@gmail.com", "jane.doe"),
        ("jane@cs.school.edu", "jane"),
    ];
    for (address, name) in rows {
        let app = start(address, vec![magic_link()]).await;
        let body =
            create(&app, "Jane", json!({"organization_name": "", "organization_slug": null})).await.json();
        assert_eq!(body["organization"]["organization_name"], name, "{body}");
        assert_eq!(body["organization"]["organization_slug"], name);
        assert_eq!(body["organization"]["email_allowed_domains"], json!([]));
    }
}

#[tokio::test]
async fn taken_default_slug_gets_suffix() {
    let app = start("jane@taken.example", vec![magic_link()]).await;
    app.exchange.warm_up().await.expect("a project");
    app.logs.take();
    let body = create(&app, "Jane", json!({})).await.json();
    let slug = body["organization"]["organization_slug"].as_str().expect("a text");
    assert!(slug.starts_with("taken-") && slug.len() == "taken-".len() + 8, "{slug}");
    // Without a second attempt: the slug is read before the transaction.
    let logs = app.logs.take();
    let line = logs.iter().find(|line| line["store.write_units"].is_number()).expect("a log line");
    assert_eq!(line["store.calls"], 3, "{line}");
}

#[tokio::test]
async fn unsuitable_default_slug_gets_suffix() {
    let id = "organization-test-11111111-1111-4111-8111-111111111111";
    for (name, start_of_slug) in [("X", "x-"), ("東京", ""), (id, "")] {
        let app = start(JANE, vec![magic_link()]).await;
        let response = create(&app, "Jane", json!({"organization_name": name})).await;
        assert_eq!(response.outcome(), "200", "{name}: {}", response.text());
        let body = response.json();
        let slug = body["organization"]["organization_slug"].as_str().expect("a text");
        let suffix = slug.strip_prefix(start_of_slug).expect(slug);
        assert!(suffix.len() == 8 && suffix.chars().all(|c| c.is_ascii_hexdigit()), "{slug}");
        assert_eq!(body["organization"]["organization_name"], name);
    }
}

#[tokio::test]
async fn taken_requested_slug_is_an_error() {
    let app = start(JANE, vec![magic_link()]).await;
    let before = raw_items(&app).await;
    let response = create(&app, "Jane", json!({"organization_slug": "tAKEN"})).await;
    assert_eq!(response.error_type(), "organization_slug_already_used");
    assert_eq!(raw_items(&app).await, before);
}

#[tokio::test]
async fn unverified_address_cannot_create() {
    for factors in [vec![oauth("slack", "U1")], vec![saml("saml-other")], vec![]] {
        let app = start(JANE, factors).await;
        let before = raw_items(&app).await;
        let response = create(&app, "Jane", json!({})).await;
        let body = response.json();
        assert_eq!(body["member_authenticated"], false, "{}", response.text());
        let methods = json!(["magic_link", "email_otp", "google_oauth", "microsoft_oauth"]);
        assert_eq!(body["primary_required"], json!({"allowed_auth_methods": methods}));
        assert_eq!(body["intermediate_session_token"], app.token("Jane"));
        assert!(body["organization"].is_null() && body["member"].is_null());
        assert_eq!(raw_items(&app).await, before);
    }
}

#[tokio::test]
async fn policy_that_excludes_its_creator_is_refused() {
    let app = start(JANE, vec![magic_link()]).await;
    let before = raw_items(&app).await;
    let policies = [
        json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["google_oauth"]}),
        json!({"mfa_policy": "REQUIRED_FOR_ALL"}),
    ];
    for policy in policies {
        assert_eq!(create(&app, "Jane", policy).await.error_type(), "bad_request");
    }
    assert_eq!(raw_items(&app).await, before);
    let accepted = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["magic_link"]});
    assert_eq!(create(&app, "Jane", accepted).await.json()["member_authenticated"], true);
}

#[tokio::test]
async fn fields_that_need_proof_are_ignored() {
    let app = start(JANE, vec![magic_link()]).await;
    let fields = json!({
        "organization_id": "mine", "claimed_email_domains": ["new-company.example"],
        "sso_active_connections": [{"connection_id": "saml-1"}], "trusted_metadata": {"plan": "free"},
    });
    let body = create(&app, "Jane", fields).await.json();
    let organization = &body["organization"];
    assert_eq!(organization["claimed_email_domains"], json!([]), "{body}");
    assert_eq!(organization["sso_active_connections"], json!([]));
    assert_eq!(organization["trusted_metadata"], json!({"plan": "free"}));
    assert_ne!(organization["organization_id"], "mine");
}

#[tokio::test]
async fn invalid_fields_are_named() {
    let app = start(JANE, vec![magic_link()]).await;
    let rows = [
        (json!({"organization_slug": "x"}), "organization_slug"),
        (json!({"organization_name": 7}), "organization_name"),
        (json!({"email_allowed_domains": ["gmail.com"]}), "gmail.com"),
        (json!({"auth_methods": "SOME"}), "auth_methods"),
        (json!({"trusted_metadata": []}), "trusted_metadata"),
    ];
    for (fields, named) in rows {
        let response = create(&app, "Jane", fields).await;
        assert_eq!(response.error_type(), "bad_request");
        assert!(response.text().contains(named), "{}", response.text());
    }
}

#[tokio::test]
async fn four_clicks_create_one_organization() {
    let app = start(JANE, vec![magic_link()]).await;
    let click = || create(&app, "Jane", json!({"organization_name": "New"}));
    let (a, b, c, d) = tokio::join!(click(), click(), click(), click());
    let mut outcomes = [a, b, c, d].map(|response| response.outcome());
    outcomes.sort();
    let lost = "intermediate_session_not_found";
    assert_eq!(outcomes, ["200", lost, lost, lost]);
    let organizations = app.stored_items(&app.tables.organizations).await;
    assert_eq!(organizations.iter().filter(|item| item["record"] == "organization").count(), 2);
    assert_consistent(&app).await;
}

#[tokio::test]
async fn one_slug_is_given_once() {
    let app = start(JANE, vec![magic_link()]).await;
    let fields = || json!({"organization_slug": "wanted"});
    let (first, second) = tokio::join!(create(&app, "Jane", fields()), create(&app, "Again", fields()));
    let mut outcomes = [first.outcome(), second.outcome()];
    outcomes.sort();
    assert_eq!(outcomes, ["200", "organization_slug_already_used"]);
    assert_consistent(&app).await;
}

async fn create_raw(app: &TestApp, fields: &str) -> test_support::ApiResponse {
    let body = format!(r#"{{"intermediate_session_token":"{}",{fields}}}"#, app.token("Jane"));
    app.call_exchange(ApiCall { path: CREATE, ..ApiCall::with_body(body) }).await
}

#[tokio::test]
async fn repeated_fields_are_refused() {
    let app = start(JANE, vec![magic_link()]).await;
    let before = raw_items(&app).await;
    let repeated = r#""organization_name":"First","organization_name":"Second""#;
    assert_eq!(create_raw(&app, repeated).await.error_type(), "bad_request");
    assert_eq!(raw_items(&app).await, before);
    let unknown = r#""other":1,"other":2,"organization_name":"New""#;
    assert_eq!(create_raw(&app, unknown).await.outcome(), "200");
}

#[tokio::test]
async fn metadata_and_claims_keep_their_text() {
    let app = start(JANE, vec![magic_link()]).await;
    let metadata = r#"{"z":12345678901234567890123,"a":[1.50]}"#;
    let claims = r#"{"z":12345678901234567890123,"a":1.50}"#;
    let fields = format!(r#""trusted_metadata":{metadata},"session_custom_claims":{claims}"#);
    let response = create_raw(&app, &fields).await;
    assert!(response.text().contains(&format!(r#""trusted_metadata":{metadata}"#)), "{}", response.text());
    assert!(response.text().contains(&format!(r#""custom_claims":{claims}"#)), "{}", response.text());
}
