//! An organization in the result of discovery.

use std::borrow::Cow;

use serde::Serialize;

use super::{
    Candidate, MembershipType, MfaRequired, PrimaryRequired, Relation, auth_assurance::AuthAssurance,
    factor_context::FactorContext, mfa_required::mfa_required, primary_required::primary_required, redaction,
};
use crate::domain::{
    CachedJson, EmailDomain, Member, OAuthTenantId, OAuthTenantProvider, Organization, OrganizationId,
    Session,
};

/// An organization that the person can enter, and the factors that it still requires.
///
/// The Member and the organization are redacted unless the address is verified for this organization.
#[derive(Debug, Clone)]
pub struct DiscoveredOrganization<'f> {
    /// True if the organization requires no further factor.
    pub member_authenticated: bool,
    /// The person's relation to the organization.
    pub membership: Membership<'f>,
    /// The second factor that is still required.
    pub mfa_required: Option<MfaRequired>,
    /// The organization.
    pub organization: Cow<'f, CachedJson<Organization>>,
    /// The primary factor that is still required.
    pub primary_required: Option<PrimaryRequired>,
}

/// A person's relation to an organization.
#[derive(Debug, Clone)]
pub struct Membership<'f> {
    /// The domain or tenant by which the person may join; `None` for Members.
    pub details: Option<MembershipDetails<'f>>,
    /// The Member; `None` if the person may join.
    pub member: Option<Cow<'f, CachedJson<Member>>>,
    /// The membership type.
    pub r#type: MembershipType,
}

/// The domain or tenant by which a person may join an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum MembershipDetails<'f> {
    /// The address's domain.
    EmailDomain {
        /// The domain.
        domain: &'f EmailDomain,
    },
    /// An OAuth tenant.
    OAuthTenant {
        /// The tenant's provider.
        provider: OAuthTenantProvider,
        /// The provider's id for the tenant.
        tenant: &'f OAuthTenantId,
    },
}

impl<'f> DiscoveredOrganization<'f> {
    pub(super) fn new(session: &Session, candidate: Candidate<'f>) -> Self {
        let context = FactorContext::new(session, &candidate);
        let assurance = AuthAssurance::in_context(&context);
        let primary_required = primary_required(&context, assurance);
        let mfa_required = mfa_required(&context);
        let AuthAssurance { address_verified, .. } = assurance;
        Self {
            member_authenticated: primary_required.is_none() && mfa_required.is_none(),
            membership: Membership::new(candidate.relation, address_verified, mfa_required.is_some()),
            mfa_required: mfa_required.map(|required| redaction::mfa_required(required, address_verified)),
            organization: redaction::organization(candidate.organization, address_verified),
            primary_required,
        }
    }

    /// Returns the sort key: membership type, active and verified Members first, case-insensitive name, id.
    pub(super) fn sort_key(&self) -> (MembershipType, bool, String, OrganizationId) {
        (
            self.membership.r#type,
            !self.is_verified_active_membership(),
            self.organization.organization_name.to_lowercase(),
            self.organization.organization_id.clone(),
        )
    }
}

impl DiscoveredOrganization<'_> {
    /// Returns true if this is an active membership whose Member has a verified address.
    ///
    /// Such an entry is never removed from a response that is too large. Any organization can invite an address, add it
    /// as an unverified Member or list any tenant, but none can create an active, verified Member without access to the
    /// mailbox.
    #[must_use]
    pub fn is_verified_active_membership(&self) -> bool {
        self.membership.member.as_ref().is_some_and(|member| member.is_active_and_verified())
    }
}

impl<'f> Membership<'f> {
    fn new(relation: Relation<'f>, address_verified: bool, mfa_required: bool) -> Self {
        match relation {
            Relation::Member { member, r#type } => {
                let member = redaction::member(member, address_verified, mfa_required);
                Self { r#type, member: Some(member), details: None }
            }
            Relation::EmailDomain(domain) => Self {
                r#type: MembershipType::EligibleToJoinByEmailDomain,
                member: None,
                details: Some(MembershipDetails::EmailDomain { domain }),
            },
            Relation::OAuthTenant { provider, tenant } => Self {
                r#type: MembershipType::EligibleToJoinByOAuthTenant,
                member: None,
                details: Some(MembershipDetails::OAuthTenant { provider, tenant }),
            },
        }
    }
}
