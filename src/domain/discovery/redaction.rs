//! Redaction of entries for which the address is not verified.
//!
//! An attacker who controls a Slack workspace or an identity provider can claim any address. Until the address is
//! verified, an entry contains only the person's relation to the organization and the ways to sign in. This is an
//! allow-list: a new field of `Member` or `Organization` is redacted until it is added here.

use std::borrow::Cow;

use super::{MfaRequired, mfa_required::mask_phone_number};
use crate::domain::{CachedJson, Member, Organization};

/// Returns the Member as shown in the entry. While a second factor is required, the phone number is masked, so that
/// access to the mailbox alone does not reveal it.
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

/// Returns the organization as shown in the entry.
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

/// Returns the requirement, without the Member's registered second factors unless the address is verified.
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

/// Returns the organization without its private fields. Policies and SSO connections are kept, because a client needs
/// them to offer the right sign-in methods.
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
