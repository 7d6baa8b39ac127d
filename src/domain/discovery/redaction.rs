//! Redaction of entries whose address is not verified.
//!
//! An attacker can name any address at a Slack workspace or an identity provider of their own. Until the address is verified,
//! an entry shows that a relation exists and how to sign in, and nothing else about the person or the organization. This is an
//! allow-list: a field that is added to one of the types is redacted until it is added here.

use std::borrow::Cow;

use super::{MfaRequired, mfa_required::mask_phone_number};
use crate::domain::{CachedJson, Member, Organization};

/// Returns the Member as the entry shows it. While a second factor is required, its phone number is masked: a stolen mailbox
/// must not reveal the number.
pub(super) fn member(
    member: &CachedJson<Member>,
    address_verified: bool,
    mfa_required: bool,
) -> Cow<'_, CachedJson<Member>> {
    if !address_verified {
        return Cow::Owned(redacted_member(member).into());
    }
    if mfa_required && !member.mfa_phone_number.is_empty() {
        let mfa_phone_number = mask_phone_number(&member.mfa_phone_number);
        return Cow::Owned(Member { mfa_phone_number, ..Member::clone(member) }.into());
    }
    Cow::Borrowed(member)
}

/// Returns the Organization as the entry shows it.
pub(super) fn organization(
    organization: &CachedJson<Organization>,
    address_verified: bool,
) -> Cow<'_, CachedJson<Organization>> {
    if address_verified {
        Cow::Borrowed(organization)
    } else {
        Cow::Owned(redacted_organization(organization).into())
    }
}

/// Returns the requirement without the Member's own second factors.
pub(super) fn mfa_required(required: MfaRequired, address_verified: bool) -> MfaRequired {
    MfaRequired { member_options: required.member_options.filter(|_| address_verified), ..required }
}

fn redacted_member(member: &Member) -> Member {
    let Member { organization_id, member_id, email_address, .. } = member.clone();
    Member {
        status: member.status,
        email_address_verified: member.email_address_verified,
        created_at: member.created_at,
        updated_at: member.updated_at,
        ..Member::new(organization_id, member_id, email_address)
    }
}

/// Policies and SSO connections stay: they tell a client how to sign in.
fn redacted_organization(organization: &Organization) -> Organization {
    Organization {
        organization_name: organization.organization_name.clone(),
        organization_slug: organization.organization_slug.clone(),
        organization_logo_url: organization.organization_logo_url.clone(),
        created_at: organization.created_at,
        updated_at: organization.updated_at,
        auth_methods: organization.auth_methods,
        allowed_auth_methods: organization.allowed_auth_methods.clone(),
        mfa_policy: organization.mfa_policy,
        mfa_methods: organization.mfa_methods,
        allowed_mfa_methods: organization.allowed_mfa_methods.clone(),
        email_invites: organization.email_invites,
        email_jit_provisioning: organization.email_jit_provisioning,
        sso_jit_provisioning: organization.sso_jit_provisioning,
        oauth_tenant_jit_provisioning: organization.oauth_tenant_jit_provisioning,
        sso_active_connections: organization.sso_active_connections.clone(),
        sso_default_connection_id: organization.sso_default_connection_id.clone(),
        ..Organization::new(organization.organization_id.clone())
    }
}
