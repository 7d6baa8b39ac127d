//! The content of an entry, complete or redacted.

use serde_json::{Map, Value, json};

use super::mfa::{masked, mfa_required};
use super::requirements::{is_verified, primary_required};
use super::{Candidate, text};

/// The keys of a Member that a redacted entry contains.
const MEMBER_SHOWN: &str =
    "organization_id member_id email_address status email_address_verified created_at updated_at";

/// The other keys of a Member, grouped by their redacted value.
const MEMBER_TEXTS: &str = "name member_password_id totp_registration_id mfa_phone_number default_mfa_method";
const MEMBER_FLAGS: &str = "is_breakglass mfa_phone_number_verified is_admin is_locked mfa_enrolled";
const MEMBER_LISTS: &str = "sso_registrations oauth_registrations retired_email_addresses roles";
const MEMBER_OBJECTS: &str = "trusted_metadata untrusted_metadata";
const MEMBER_OPTIONALS: &str = "scim_registration external_id lock_created_at lock_expires_at";

/// The keys of an organization that a redacted entry contains.
const ORGANIZATION_SHOWN: &str = "organization_id organization_name organization_slug organization_logo_url \
    created_at updated_at \
    auth_methods allowed_auth_methods mfa_policy mfa_methods allowed_mfa_methods email_invites \
    email_jit_provisioning sso_jit_provisioning oauth_tenant_jit_provisioning \
    sso_active_connections sso_default_connection_id";

/// The other keys of an organization, grouped by their redacted value.
const ORGANIZATION_LISTS: &str = "email_allowed_domains claimed_email_domains custom_roles \
    sso_jit_provisioning_allowed_connections rbac_email_implicit_role_assignments scim_active_connections \
    allowed_first_party_connected_apps allowed_third_party_connected_apps";
const ORGANIZATION_OBJECTS: &str = "trusted_metadata allowed_oauth_tenants";
const ORGANIZATION_OPTIONALS: &str = "organization_external_id scim_active_connection";
const ORGANIZATION_POLICIES: &str =
    "first_party_connected_apps_allowed_type third_party_connected_apps_allowed_type";

/// Returns the entry of a candidate.
pub fn entry(candidate: &Candidate, session: &Value) -> Value {
    let is_verified = is_verified(candidate, session);
    let primary_required = primary_required(candidate, session);
    let mfa_required = mfa_required(candidate, session);
    let mut member = candidate.member.map(|member| emitted_member(member, is_verified));
    // While a second factor is required, the phone number of the Member is masked too.
    if let Some(member) = member.as_mut().filter(|_| !mfa_required.is_null()) {
        member["mfa_phone_number"] = json!(masked(text(&member["mfa_phone_number"])));
    }
    json!({
        "member_authenticated": primary_required.is_null() && mfa_required.is_null(),
        "membership": {
            "type": candidate.membership_type,
            "details": candidate.details,
            "member": member,
        },
        "mfa_required": mfa_required,
        "organization": emitted_organization(candidate.organization, is_verified),
        "primary_required": primary_required,
    })
}

fn emitted_organization(organization: &Value, is_verified: bool) -> Value {
    let others = [
        (ORGANIZATION_LISTS, json!([])),
        (ORGANIZATION_OBJECTS, json!({})),
        (ORGANIZATION_OPTIONALS, Value::Null),
        (ORGANIZATION_POLICIES, json!("ALL_ALLOWED")),
    ];
    let mut emitted = emitted(organization, is_verified, ORGANIZATION_SHOWN, others);
    // The API returns ALL_ALLOWED as RESTRICTED.
    if organization["email_jit_provisioning"] == "ALL_ALLOWED" {
        emitted["email_jit_provisioning"] = json!("RESTRICTED");
    }
    emitted
}

fn emitted_member(member: &Value, is_verified: bool) -> Value {
    let others = [
        (MEMBER_TEXTS, json!("")),
        (MEMBER_FLAGS, json!(false)),
        (MEMBER_LISTS, json!([])),
        (MEMBER_OBJECTS, json!({})),
        (MEMBER_OPTIONALS, Value::Null),
    ];
    emitted(member, is_verified, MEMBER_SHOWN, others)
}

/// Returns every key of an object. If the address is not verified, only the keys in `shown` have their value.
fn emitted<const N: usize>(
    object: &Value,
    is_verified: bool,
    shown: &str,
    others: [(&str, Value); N],
) -> Value {
    let mut emitted = Map::new();
    for key in shown.split_whitespace() {
        emitted.insert(key.to_owned(), object[key].clone());
    }
    for (keys, empty) in others {
        for key in keys.split_whitespace() {
            let value = if is_verified { &object[key] } else { &empty };
            emitted.insert(key.to_owned(), value.clone());
        }
    }
    emitted.into()
}
