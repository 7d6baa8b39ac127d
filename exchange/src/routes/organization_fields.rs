//! The request fields that describe a new organization.

use org_discovery::{domain::Organization, http::ApiError};
use serde_json::{Map, Value};

/// The fields of an organization that a caller may set. Claimed domains and SSO connections need proof, so they are not
/// among them.
const FIELDS: [&str; 21] = [
    "organization_name",
    "organization_slug",
    "organization_external_id",
    "organization_logo_url",
    "trusted_metadata",
    "sso_jit_provisioning",
    "email_allowed_domains",
    "email_jit_provisioning",
    "email_invites",
    "auth_methods",
    "allowed_auth_methods",
    "mfa_policy",
    "rbac_email_implicit_role_assignments",
    "mfa_methods",
    "allowed_mfa_methods",
    "oauth_tenant_jit_provisioning",
    "allowed_oauth_tenants",
    "first_party_connected_apps_allowed_type",
    "allowed_first_party_connected_apps",
    "third_party_connected_apps_allowed_type",
    "allowed_third_party_connected_apps",
];

/// Parses the organization's fields of a request. An empty string means that there is no value.
pub(super) fn read_organization(body: &[u8]) -> Result<Organization, ApiError> {
    let fields: Map<String, Value> = if body.is_empty() {
        Map::new()
    } else {
        serde_json::from_slice(body)
            .map_err(|_| ApiError::BadRequest("The body must be one JSON object.".into()))?
    };
    let is_given = |value: &Value| !value.is_null() && value.as_str() != Some("");
    let given = fields.into_iter().filter(|(name, value)| FIELDS.contains(&name.as_str()) && is_given(value));
    let mut object: Map<String, Value> = given.collect();
    for name in object.keys().cloned().collect::<Vec<_>>() {
        check_field(&name, &object)?;
    }
    object.insert("organization_id".to_owned(), Value::String(PLACEHOLDER.to_owned()));
    // From text, because free-form objects cannot be deserialized from values.
    serde_json::from_str(&Value::Object(object).to_string())
        .map_err(|_| ApiError::BadRequest("The organization's fields are invalid.".into()))
}

/// The id until the organization gets its own.
const PLACEHOLDER: &str = "new";

/// Parses one field alone, so that the error names it.
fn check_field(name: &str, object: &Map<String, Value>) -> Result<(), ApiError> {
    let alone = serde_json::json!({"organization_id": PLACEHOLDER, name: object.get(name)});
    match serde_json::from_str::<Organization>(&alone.to_string()) {
        Ok(_) => Ok(()),
        Err(_) => Err(ApiError::BadRequest(format!("The value of {name} is invalid."))),
    }
}
