//! Compares the documented requests of the exchange operations with those that the function accepts.

use serde_json::{Value, json};

use super::{
    document::{CREATE, Document, EXCHANGE, EXCHANGES, SESSIONS_EXCHANGE},
    errors::UNKNOWN_TOKEN,
};
use test_support::{TestApp, small_data_set};

/// Fields of an organization, one of which is ignored. The slug is missing, because its format is checked after the
/// session.
const ORGANIZATION_FIELDS: [&str; 21] = [
    "allowed_auth_methods",
    "allowed_first_party_connected_apps",
    "allowed_mfa_methods",
    "allowed_oauth_tenants",
    "allowed_third_party_connected_apps",
    "auth_methods",
    "claimed_email_domains",
    "email_allowed_domains",
    "email_invites",
    "email_jit_provisioning",
    "first_party_connected_apps_allowed_type",
    "mfa_methods",
    "mfa_policy",
    "oauth_tenant_jit_provisioning",
    "organization_external_id",
    "organization_logo_url",
    "organization_name",
    "rbac_email_implicit_role_assignments",
    "sso_jit_provisioning",
    "third_party_connected_apps_allowed_type",
    "trusted_metadata",
];
const SESSION_FIELDS: [&str; 3] = ["session_duration_minutes", "session_custom_claims", "locale"];

fn values() -> Vec<Value> {
    vec![
        json!(null),
        json!(""),
        json!("x"),
        json!("RESTRICTED"),
        json!(UNKNOWN_TOKEN),
        json!(true),
        json!(4),
        json!(5),
        json!(43_200),
        json!(43_201),
        json!([]),
        json!(["x"]),
        json!(["acme.example"]),
        json!({}),
        json!({"slack": ["T1"]}),
        json!({"iss": 1}),
        json!({"iss": null}),
        json!({"https://stytch.com/organization": 1}),
    ]
}

/// Returns a valid body of an operation, with a token that no session has, and the fields to vary.
fn body_and_fields(operation: &str) -> (Value, Vec<&'static str>) {
    match operation {
        EXCHANGE => (
            json!({"intermediate_session_token": UNKNOWN_TOKEN, "organization_id": "acme"}),
            [&["intermediate_session_token", "organization_id"][..], &SESSION_FIELDS[..]].concat(),
        ),
        SESSIONS_EXCHANGE => (
            json!({"session_token": UNKNOWN_TOKEN, "organization_id": "acme"}),
            [&["session_token", "session_jwt", "organization_id"][..], &SESSION_FIELDS[..]].concat(),
        ),
        _ => (
            json!({"intermediate_session_token": UNKNOWN_TOKEN}),
            [&["intermediate_session_token"][..], &SESSION_FIELDS[..], &ORGANIZATION_FIELDS[..]].concat(),
        ),
    }
}

#[tokio::test]
async fn documented_exchange_bodies_are_exactly_those_accepted() {
    let document = Document::read();
    let app = TestApp::start(small_data_set()).await;
    for (operation, path) in EXCHANGES {
        let schema = format!("{operation}/requestBody/content/application~1json/schema");
        let (valid, fields) = body_and_fields(operation);
        let mut accepted = 0;
        for field in fields {
            for value in values() {
                let mut body = valid.clone();
                body[field] = value;
                let schema_error = document.schema_error(&schema, &body);
                let response = app.exchange(path, body.clone()).await;
                let outcome = response.outcome();
                assert_eq!(
                    response.status == 400,
                    schema_error.is_some(),
                    "{body}: {outcome}, {schema_error:?}"
                );
                accepted += u32::from(schema_error.is_none());
            }
        }
        assert!(accepted > 20, "{operation}: {accepted}");
    }
}

#[test]
fn documented_organization_fields_are_response_fields() {
    let document = Document::read();
    let schemas = "/components/schemas";
    let request = document.at(&format!("{schemas}/CreateOrganizationArguments/properties"));
    let organization = document.at(&format!("{schemas}/Organization/properties"));
    let session = ["intermediate_session_token", "session_duration_minutes", "session_custom_claims"];
    for name in request.as_object().expect("properties").keys() {
        let is_session_field = session.contains(&name.as_str());
        assert_eq!(organization.get(name).is_some(), !is_session_field, "{name} of {CREATE}");
    }
}
