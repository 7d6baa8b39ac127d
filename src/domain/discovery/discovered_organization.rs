//! One organization of the answer.

use std::borrow::Cow;

use serde::Serialize;

use super::{
    Candidate, MembershipType, MfaRequired, PrimaryRequired, Relation, assurance::AuthAssurance,
    factor_context::FactorContext, mfa_required::mfa_required, primary_required::primary_required, redaction,
};
use crate::domain::{
    CachedJson, EmailDomain, Member, OAuthTenantId, OAuthTenantProvider, Organization, OrganizationId,
    Session,
};

/// An organization, the person's relation to it, and what is still needed to enter.
#[derive(Debug, Clone)]
pub struct DiscoveredOrganization<'f> {
    /// Whether nothing more is needed.
    pub member_authenticated: bool,
    /// The person's relation to the organization.
    pub membership: Membership<'f>,
    /// The second factor that is still needed.
    pub mfa_required: Option<MfaRequired>,
    /// The organization.
    pub organization: Cow<'f, CachedJson<Organization>>,
    /// The primary factor that is still needed.
    pub primary_required: Option<PrimaryRequired>,
}

/// A person's relation to an organization.
#[derive(Debug, Clone)]
pub struct Membership<'f> {
    /// Through what somebody may join; `null` for Members.
    pub details: Option<MembershipDetails<'f>>,
    /// The Member; `null` for who may join.
    pub member: Option<Cow<'f, CachedJson<Member>>>,
    /// The kind of relation.
    pub r#type: MembershipType,
}

/// Through what somebody may join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum MembershipDetails<'f> {
    /// The address's domain.
    EmailDomain {
        /// The domain.
        domain: &'f EmailDomain,
    },
    /// A tenant at another service.
    OAuthTenant {
        /// The service.
        provider: OAuthTenantProvider,
        /// Its name for the tenant.
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

    /// Orders by kind of relation, verified active Members first, then by name without regard to case, then by id.
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
    /// Returns whether this is an active membership whose Member has a verified address. Strangers can invite an address, add
    /// it as an unverified Member and name any tenant, but they cannot create such a membership. So it is never removed from
    /// an answer that is too large.
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
