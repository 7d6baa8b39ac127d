//! One organization of the answer.

use std::borrow::Cow;

use serde::Serialize;

use super::{
    Candidate, MfaRequired, PrimaryRequired, Relation, Standing, mfa::mfa_required,
    primary::primary_required, redaction,
};
use crate::domain::{
    EmailDomain, Member, MemberStatus, OAuthTenantId, OAuthTenantProvider, Organization, OrganizationId,
    Session, Written,
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
    pub organization: Cow<'f, Written<Organization>>,
    /// The primary factor that is still needed.
    pub primary_required: Option<PrimaryRequired>,
}

/// A person's relation to an organization.
#[derive(Debug, Clone)]
pub struct Membership<'f> {
    /// Through what somebody may join; `null` for Members.
    pub details: Option<MembershipDetails<'f>>,
    /// The Member; `null` for who may join.
    pub member: Option<Cow<'f, Written<Member>>>,
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

/// The kinds of relation, in the order of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MembershipType {
    /// A Member.
    ActiveMember,
    /// Has begun to join.
    PendingMember,
    /// Was asked to join.
    InvitedMember,
    /// May join by the address's domain.
    EligibleToJoinByEmailDomain,
    /// May join by a tenant at another service.
    #[serde(rename = "eligible_to_join_by_oauth_tenant")]
    EligibleToJoinByOAuthTenant,
}

impl MembershipType {
    /// The relation that a Member of this status has; `None` once removed.
    #[must_use]
    pub fn of(status: MemberStatus) -> Option<Self> {
        match status {
            MemberStatus::Active => Some(Self::ActiveMember),
            MemberStatus::Pending => Some(Self::PendingMember),
            MemberStatus::Invited => Some(Self::InvitedMember),
            MemberStatus::Deleted => None,
        }
    }
}

impl<'f> DiscoveredOrganization<'f> {
    pub(super) fn new(session: &Session, candidate: Candidate<'f>) -> Self {
        let standing = Standing::of(session, &candidate);
        let primary_required = primary_required(&candidate, &standing);
        let mfa_required = mfa_required(session, &candidate);
        Self {
            member_authenticated: primary_required.is_none() && mfa_required.is_none(),
            membership: Membership::new(candidate.relation, standing.address_proven),
            mfa_required: mfa_required
                .map(|required| redaction::mfa_required(required, standing.address_proven)),
            organization: redaction::organization(&candidate, standing.address_proven),
            primary_required,
        }
    }

    /// By kind of relation, then by name without regard to case, then by id.
    pub(super) fn sort_key(&self) -> (MembershipType, String, OrganizationId) {
        (
            self.membership.r#type,
            self.organization.organization_name.to_lowercase(),
            self.organization.organization_id.clone(),
        )
    }
}

impl<'f> Membership<'f> {
    fn new(relation: Relation<'f>, address_proven: bool) -> Self {
        match relation {
            Relation::Member { member, r#type } => {
                Self { r#type, member: Some(redaction::member(member, address_proven)), details: None }
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
