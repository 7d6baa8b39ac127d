//! The request fields that describe a new organization.

use org_discovery::{
    domain::Organization,
    http::{ApiError, NOT_ONE_OBJECT, parse_fields},
};

use super::raw_fields::RawFields;

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
    let mut fields: RawFields<'_> = parse_fields(body)?;
    fields.retain(|name, _| FIELDS.contains(&name));
    if fields.repeated().is_some() {
        return Err(ApiError::BadRequest(NOT_ONE_OBJECT.into()));
    }
    fields.retain(|_, value| !matches!(value.get(), "null" | "\"\""));
    let given = || fields.0.iter().map(|(name, value)| (name.as_str(), value.get()));
    for (name, value) in given() {
        // Each field alone, so that the error names it.
        if parse([(name, value)]).is_none() {
            return Err(ApiError::BadRequest(format!("The value of {name} is invalid.")));
        }
    }
    parse(given()).ok_or_else(|| ApiError::BadRequest("The organization's fields are invalid.".into()))
}

/// Parses an organization with a placeholder instead of its id.
fn parse<'f>(fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> Option<Organization> {
    let id = [("organization_id", "\"new\"")];
    serde_json::from_str(&RawFields::to_json(id.into_iter().chain(fields))).ok()
}
