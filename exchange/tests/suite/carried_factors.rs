//! The factors of the new session: those that count for the organization or are bound to its Member.

use serde_json::{Value, json};
use test_support::{
    ApiResponse, TestApp,
    builders::{
        data_set, intermediate, magic_link, member, member_session, oauth, organization, organization_id,
        password, password_with_id, project_password, recovery_code, saml, sms, sso_connection, totp,
        verified, with,
    },
};

use crate::calls::{Credential, exchange, exchange_by};

const JANE: &str = "jane@acme.example";

fn factors(response: &ApiResponse) -> Vec<Value> {
    let body = response.json();
    assert_eq!(body["member_authenticated"], true, "{}", response.text());
    body["member_session"]["authentication_factors"].as_array().expect("factors").clone()
}

fn types(response: &ApiResponse) -> Vec<String> {
    factors(response).iter().map(|factor| factor["type"].as_str().expect("a text").to_owned()).collect()
}

#[tokio::test]
async fn only_factors_that_count_are_carried() {
    let phone = json!({
        "mfa_phone_number": "+15550100000", "mfa_phone_number_verified": true,
        "oauth_registrations": [{"provider_type": "Slack", "provider_subject": "U-OWN"}],
        "member_password_id": "password-1",
    });
    let acme = organization("Acme", sso_connection("saml-acme"), [with(verified(JANE), phone)]);
    let all = [
        magic_link(),
        oauth("slack", "U-OWN"),
        oauth("slack", "U-OTHER"),
        oauth("github", "G-NEW"),
        password(),
        password_with_id("password-1"),
        password_with_id("password-2"),
        project_password(),
        saml("saml-acme"),
        saml("saml-other"),
        sms("+15550100000"),
        sms("+15550199999"),
        totp("totp-other"),
        recovery_code(),
    ];
    let app = TestApp::start(data_set([acme], [intermediate("Jane", JANE, all)])).await;
    let response = exchange(&app, "Jane", "Acme").await;
    let carried: Vec<String> = factors(&response)
        .iter()
        .map(|factor| {
            let mut factor = factor.clone();
            for name in ["type", "last_authenticated_at"] {
                factor.as_object_mut().expect("an object").remove(name);
            }
            factor.to_string()
        })
        .collect();
    insta::assert_snapshot!(carried.join("\n"), @r#"
    {"delivery_method":"email","email_factor":{"email_address":"jane@acme.example","email_id":""}}
    {"delivery_method":"oauth_slack","slack_oauth_factor":{"id":"","provider_subject":"U-OWN"}}
    {"delivery_method":"knowledge","password_factor":{"member_password_id":"password-1"}}
    {"delivery_method":"knowledge","password_factor":{"scope":"project"}}
    {"delivery_method":"sso_saml","saml_sso_factor":{"external_id":"","id":"","provider_id":"saml-acme"}}
    {"delivery_method":"sms","phone_number_factor":{"phone_id":"","phone_number":"+15550100000"}}
    "#);
}

#[tokio::test]
async fn factors_keep_their_time_and_form() {
    let factor = with(
        magic_link(),
        json!({"last_authenticated_at": "2020-01-01T00:00:00Z", "sequence_order": "PRIMARY", "x": 1.50}),
    );
    let acme = organization("Acme", json!({}), [verified(JANE)]);
    let app = TestApp::start(data_set([acme], [intermediate("Jane", JANE, [factor])])).await;
    let response = exchange(&app, "Jane", "Acme").await;
    let carried = &factors(&response)[0];
    assert_eq!(carried["last_authenticated_at"], "2020-01-01T00:00:00Z");
    assert_eq!((&carried["sequence_order"], &carried["x"]), (&json!("PRIMARY"), &json!(1.5)));
}

#[tokio::test]
async fn password_of_own_session_names_its_id() {
    let password_id = json!({"member_password_id": "password-1"});
    let acme = organization("Acme", json!({}), [with(verified(JANE), password_id)]);
    let app = TestApp::start(data_set([acme], [member_session("Own", "Acme", JANE, [password()])])).await;
    let response = exchange_by(&app, "Own", &organization_id("Acme"), Credential::Token).await;
    assert_eq!(factors(&response)[0]["password_factor"], json!({"member_password_id": "password-1"}));
}

#[tokio::test]
async fn unnamed_password_is_not_carried_elsewhere() {
    let bound = json!({
        "member_password_id": "password-1",
        "oauth_registrations": [{"provider_type": "Slack", "provider_subject": "U1"}],
    });
    let organizations = [
        organization("Home", json!({}), [verified(JANE)]),
        organization("Acme", json!({}), [with(verified(JANE), bound)]),
    ];
    let sessions = [member_session("Home", "Home", JANE, [password(), oauth("slack", "U1")])];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let response = exchange_by(&app, "Home", &organization_id("Acme"), Credential::Token).await;
    assert_eq!(types(&response), ["oauth"]);
}

#[tokio::test]
async fn recovery_code_never_satisfies_another_organization() {
    let totp_registration = || json!({"totp_registration_id": "totp-1", "mfa_enrolled": true});
    let organizations = [
        organization("Home", json!({}), [verified(JANE)]),
        organization(
            "Strict",
            json!({"mfa_policy": "REQUIRED_FOR_ALL"}),
            [with(verified(JANE), totp_registration())],
        ),
        organization("Open", json!({}), [verified(JANE)]),
    ];
    let sessions = [
        intermediate("Intermediate", JANE, [magic_link(), recovery_code()]),
        member_session("Home", "Home", JANE, [magic_link(), recovery_code()]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    for (session, credential) in [("Intermediate", Credential::Intermediate), ("Home", Credential::Token)] {
        let strict = exchange_by(&app, session, &organization_id("Strict"), credential).await;
        assert_eq!(strict.json()["member_authenticated"], false, "{session}");
        let open = exchange_by(&app, session, &organization_id("Open"), credential).await;
        assert_eq!(types(&open), ["magic_link"], "{session}");
    }
}

#[tokio::test]
async fn account_is_registered_only_when_needed() {
    let slack_only = || json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["slack_oauth"]});
    let invited = || member(JANE, json!({"status": "invited"}));
    let organizations =
        [organization("Slack", slack_only(), [invited()]), organization("Any", json!({}), [invited()])];
    let sessions = [
        intermediate("for Slack", JANE, [magic_link(), oauth("slack", "U1")]),
        intermediate("for any", JANE, [magic_link(), oauth("slack", "U1")]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    app.logs.take();
    let needed = exchange(&app, "for Slack", "Slack").await;
    let registration = &needed.json()["member"]["oauth_registrations"][0];
    assert_eq!(
        (&registration["provider_type"], &registration["provider_subject"]),
        (&json!("Slack"), &json!("U1"))
    );
    let registration_id = registration["member_oauth_registration_id"].as_str().expect("a text");
    assert!(registration_id.starts_with("oauth-user-test-"), "{registration_id}");
    let logged =
        app.logs.take().iter().any(|line| line["message"] == "OAuth account registered with the Member");
    assert!(logged);
    let not_needed = exchange(&app, "for any", "Any").await;
    assert_eq!(not_needed.json()["member"]["oauth_registrations"], json!([]));
    assert!(app.logs.take().iter().all(|line| line["message"] != "OAuth account registered with the Member"));
}

/// Stytch's clients for Python and Rust refuse a detail object without one of its strings.
#[tokio::test]
async fn response_completes_details_but_items_keep_text() {
    let missing = |kind: &str, method: &str, detail: &str, fields: Value| json!({"type": kind, "delivery_method": method, detail: fields});
    let subject = || json!({"provider_subject": "U-OWN", "id": null});
    let all = [
        magic_link(),
        missing("oauth", "oauth_slack", "slack_oauth_factor", subject()),
        missing("otp", "sms", "phone_number_factor", json!({"phone_number": "+15550100000"})),
        missing("sso", "sso_saml", "saml_sso_factor", json!({"provider_id": "saml-acme"})),
        project_password(),
    ];
    let phone = json!({
        "mfa_phone_number": "+15550100000", "mfa_phone_number_verified": true,
        "oauth_registrations": [{"provider_type": "Slack", "provider_subject": "U-OWN"}],
    });
    let acme = organization("Acme", sso_connection("saml-acme"), [with(verified(JANE), phone)]);
    let app = TestApp::start(data_set([acme], [intermediate("Jane", JANE, all)])).await;
    let response = exchange(&app, "Jane", "Acme").await;
    let details = ["slack_oauth_factor", "phone_number_factor", "saml_sso_factor"];
    let found: Vec<_> = factors(&response)
        .iter()
        .flat_map(|factor| details.map(|detail| factor[detail].clone()))
        .filter(|detail| !detail.is_null())
        .collect();
    let expected = json!([
        {"id": "", "provider_subject": "U-OWN"},
        {"phone_id": "", "phone_number": "+15550100000"},
        {"external_id": "", "id": "", "provider_id": "saml-acme"},
    ]);
    assert_eq!(Value::from(found), expected);
    let items = app.stored_items(&app.tables.sessions).await;
    let stored = items.iter().find_map(|item| item.get("authentication_factors")).expect("factors");
    assert!(!stored.contains("external_id") && stored.contains("\"id\":null"), "{stored}");
}
