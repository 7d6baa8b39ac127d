//! The organizations and domains that an inconsistency mentions.

use super::{
    damaged_item::DamagedKind,
    inconsistency::Inconsistency::{
        self, ClaimedDomainShared, CounterWrong, Damaged, EdgeExtra, EdgeMissing, EdgesPending,
        MemberAttributes, MemberIdDangling, MemberIdMissing, MemberMiscounted, MembershipDangling,
        PasswordIdShared, RetiredAddressExtra, RetiredAddressMissing, SessionPairDiffers,
        SessionPairIncomplete, SlugExtra, SlugMissing, SsoConnectionShared, TotpIdShared,
    },
    member_ref::MemberRef,
};
use org_discovery::{
    domain::{EmailDomain, OrganizationId},
    store::dynamodb::items::organizations::{RECORD, domain_of_counter},
};

impl Inconsistency {
    /// Returns the organization to which the inconsistency belongs, or `None` if it belongs to none or to several.
    #[must_use]
    pub fn organization(&self) -> Option<&OrganizationId> {
        match self {
            EdgeMissing { organization_id, .. }
            | EdgeExtra { organization_id, .. }
            | EdgesPending { organization_id }
            | CounterWrong { organization_id, .. }
            | RetiredAddressExtra { organization_id, .. }
            | SlugMissing { organization_id, .. }
            | SlugExtra { organization_id, .. }
            | MemberIdDangling { organization_id, .. } => Some(organization_id),
            MemberMiscounted { .. }
            | MemberAttributes { .. }
            | MemberIdMissing { .. }
            | RetiredAddressMissing { .. }
            | MembershipDangling { .. } => self.member().map(|member| &member.organization_id),
            Damaged { organization_id, .. } => organization_id.as_ref(),
            PasswordIdShared { members, .. } | TotpIdShared { members, .. } => {
                let first = &members.first()?.organization_id;
                members.iter().all(|member| member.organization_id == *first).then_some(first)
            }
            SessionPairIncomplete { .. }
            | SessionPairDiffers { .. }
            | SsoConnectionShared { .. }
            | ClaimedDomainShared { .. } => None,
        }
    }

    /// Returns the Member to which the inconsistency belongs, if the Member is stored.
    #[must_use]
    pub fn member(&self) -> Option<&MemberRef> {
        match self {
            MemberMiscounted { member, .. }
            | MemberAttributes { member, .. }
            | MemberIdMissing { member, .. }
            | RetiredAddressMissing { member, .. }
            | MembershipDangling { member } => Some(member),
            _ => None,
        }
    }

    /// Returns all organizations that the inconsistency mentions.
    pub fn organizations(&self) -> impl Iterator<Item = &OrganizationId> {
        let others: Vec<&OrganizationId> = match self {
            SlugMissing { taken_by, .. } => taken_by.iter().collect(),
            SsoConnectionShared { organization_ids, .. } | ClaimedDomainShared { organization_ids, .. } => {
                organization_ids.iter().collect()
            }
            PasswordIdShared { members, .. } | TotpIdShared { members, .. } => {
                members.iter().map(|member| &member.organization_id).collect()
            }
            _ => Vec::new(),
        };
        self.organization().into_iter().chain(others)
    }

    /// Returns the email domains whose people the inconsistency may affect.
    #[must_use]
    pub fn domains(&self) -> Vec<EmailDomain> {
        match self {
            EdgeMissing { edge, .. } => domain_of_edge(edge).into_iter().collect(),
            CounterWrong { domain, .. } => vec![domain.clone()],
            MemberMiscounted { counted_domain, verified_domain, .. } => {
                counted_domain.iter().chain(verified_domain).cloned().collect()
            }
            Damaged { item: DamagedKind::Counter, key, .. } => {
                key.get(RECORD).and_then(|record| domain_of_counter(record)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Returns the domain of a joinable edge, or `None` for an OAuth tenant.
fn domain_of_edge(edge: &str) -> Option<EmailDomain> {
    EmailDomain::parse(edge.strip_prefix("domain#")?).ok()
}
