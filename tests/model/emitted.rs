//! The contract, sections 2 and 3.6: what an entry carries, and what it hides.

use serde_json::{Map, Value, json};

use super::Candidate;
use super::requirements::{is_proven, mfa_required, primary_required};

/// 2: the 27 keys of a Member: those that stay when it is redacted (3.6), then the others by their
/// empty value.
const MEMBER_KEPT: &str = "organization_id member_id email_address status email_address_verified";
const MEMBER_TEXTS: &str = "name member_password_id totp_registration_id mfa_phone_number default_mfa_method";
const MEMBER_FLAGS: &str = "is_breakglass mfa_phone_number_verified is_admin is_locked mfa_enrolled";
const MEMBER_LISTS: &str = "sso_registrations oauth_registrations retired_email_addresses roles";
const MEMBER_OBJECTS: &str = "trusted_metadata untrusted_metadata";
const MEMBER_OPTIONALS: &str =
    "created_at updated_at scim_registration external_id lock_created_at lock_expires_at";

/// 2: one entry of the list.
pub fn entry(candidate: &Candidate, session: &Value) -> Value {
    let is_proven = is_proven(candidate, session);
    let primary_required = primary_required(candidate, session);
    let mfa_required = mfa_required(candidate, session);
    json!({
        // 3.7: authenticated when nothing is required.
        "member_authenticated": primary_required.is_null() && mfa_required.is_null(),
        "membership": {
            "type": candidate.membership_type,
            "details": candidate.details,
            "member": candidate.member.map(|member| emitted_member(member, is_proven)),
        },
        "mfa_required": mfa_required,
        "organization": emitted_organization(candidate.organization, is_proven),
        "primary_required": primary_required,
    })
}

fn emitted_organization(organization: &Value, is_proven: bool) -> Value {
    let mut emitted = organization.as_object().cloned().unwrap_or_default();
    emitted.remove("members");
    // 3.2: ALL_ALLOWED is emitted as RESTRICTED.
    if organization["email_jit_provisioning"] == "ALL_ALLOWED" {
        emitted.insert("email_jit_provisioning".to_owned(), json!("RESTRICTED"));
    }
    // 3.6: an unproven address does not see the organization's trusted metadata.
    if !is_proven {
        emitted.insert("trusted_metadata".to_owned(), json!({}));
    }
    emitted.into()
}

/// 2 and 3.6: the 27 keys of a Member; five keep their values when the address is not proven.
fn emitted_member(member: &Value, is_proven: bool) -> Value {
    let mut emitted = Map::new();
    for key in MEMBER_KEPT.split_whitespace() {
        emitted.insert(key.to_owned(), member[key].clone());
    }
    let others = [
        (MEMBER_TEXTS, json!("")),
        (MEMBER_FLAGS, json!(false)),
        (MEMBER_LISTS, json!([])),
        (MEMBER_OBJECTS, json!({})),
        (MEMBER_OPTIONALS, Value::Null),
    ];
    for (keys, empty) in others {
        for key in keys.split_whitespace() {
            let value = if is_proven { &member[key] } else { &empty };
            emitted.insert(key.to_owned(), value.clone());
        }
    }
    emitted.into()
}
