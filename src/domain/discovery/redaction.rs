//! What an address that is not proven may see.
//!
//! Anybody can name an address at a Slack workspace or an identity provider of their own. Until the address is proven, an
//! entry says that a relation exists and how to prove the address, and nothing about the person or the organization's inside.

use std::borrow::Cow;

use super::{MfaRequired, candidate::Candidate};
use crate::domain::{DefaultMfaMethod, JsonObject, Member, Organization, Written};

pub(super) fn member(member: &Written<Member>, address_proven: bool) -> Cow<'_, Written<Member>> {
    if address_proven { Cow::Borrowed(member) } else { Cow::Owned(bare_member(member).into()) }
}

/// The organization without what only its own people should read.
pub(super) fn organization<'f>(
    candidate: &Candidate<'f>,
    address_proven: bool,
) -> Cow<'f, Written<Organization>> {
    if address_proven {
        return Cow::Borrowed(candidate.organization);
    }
    let organization = Organization::clone(candidate.organization);
    Cow::Owned(Organization { trusted_metadata: JsonObject::default(), ..organization }.into())
}

/// The demand for a second factor, without saying which ones the Member has.
pub(super) fn mfa_required(required: MfaRequired, address_proven: bool) -> MfaRequired {
    MfaRequired { member_options: required.member_options.filter(|_| address_proven), ..required }
}

fn bare_member(member: &Member) -> Member {
    Member {
        organization_id: member.organization_id.clone(),
        member_id: member.member_id.clone(),
        email_address: member.email_address.clone(),
        status: member.status,
        email_address_verified: member.email_address_verified,
        created_at: None,
        default_mfa_method: DefaultMfaMethod::None,
        external_id: None,
        is_admin: false,
        is_breakglass: false,
        is_locked: false,
        lock_created_at: None,
        lock_expires_at: None,
        member_password_id: String::new(),
        mfa_enrolled: false,
        mfa_phone_number: String::new(),
        mfa_phone_number_verified: false,
        name: String::new(),
        oauth_registrations: Vec::new(),
        retired_email_addresses: Vec::new(),
        roles: Vec::new(),
        scim_registration: None,
        sso_registrations: Vec::new(),
        totp_registration_id: String::new(),
        trusted_metadata: JsonObject::default(),
        untrusted_metadata: JsonObject::default(),
        updated_at: None,
    }
}
