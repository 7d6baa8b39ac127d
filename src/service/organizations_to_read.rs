//! Selects the organizations to read for a request.

use std::collections::BTreeSet;

use super::JoinableOrganizations;
use crate::{
    domain::{CachedJson, Member, OrganizationId, Session, discovery::AddressMembers},
    store::{MAX_ORGANIZATIONS, OrganizationsToRead},
};

pub(super) struct OrganizationSelection {
    pub(super) to_read: OrganizationsToRead,
    /// The number of organizations that are not read because of the limit.
    pub(super) unread: u64,
}

/// Selects the organizations of live Members, the joinable organizations, and the organization of the hint. Counters
/// are read only for organizations that the person may join by email domain. The limit never excludes the organization
/// `target`; if it is `None`, it never excludes the organization of the hint.
pub(super) fn select_organizations(
    session: &Session,
    members: &AddressMembers,
    joinable: &JoinableOrganizations,
    target: Option<&OrganizationId>,
) -> OrganizationSelection {
    let known: BTreeSet<_> = members.organizations_of_address();
    let live = members.members.iter().filter(|member| member.is_live());
    let (always, others): (Vec<_>, Vec<_>) = live.partition(|member| is_always_read(session, member));
    let others = others.into_iter().map(|member| &member.organization_id).collect();
    // If there are more edges than were read, the edge of this organization may be one of the others.
    let hint = session.organization_id_hint();
    let kept = target.or(hint);
    let unread_hint = kept.filter(|kept| joinable.has_more && !known.contains(kept));
    let (limited, cut) = limit(candidates(others, &known, joinable, unread_hint), kept);
    let is_counted = |id: &&OrganizationId| {
        !known.contains(id) && (joinable.by_domain.contains(*id) || Some(*id) == unread_hint)
    };
    let counted = limited.iter().copied().filter(is_counted).cloned().collect();
    let always = always.into_iter().map(|member| &member.organization_id);
    let organizations = always.chain(limited).chain(hint).cloned().collect();
    let domain = session.email_address.domain().clone();
    OrganizationSelection {
        to_read: OrganizationsToRead { organizations, domain, counted },
        unread: cut.max(u64::from(joinable.has_more)),
    }
}

/// Returns true if a Member's organization is read regardless of the limit: the Member is active and verified, which
/// other users cannot cause, or it is the Member of the session.
fn is_always_read(session: &Session, member: &CachedJson<Member>) -> bool {
    let is_own = session.required_member().is_some_and(|own| own.organization_id == member.organization_id);
    is_own || member.is_active_and_verified()
}

/// Returns the organizations that are subject to the limit, because other users control their number: first `others`,
/// the organizations of unverified Members, then those joinable by domain, then by tenant. Each group is ordered by id.
fn candidates<'i>(
    others: BTreeSet<&'i OrganizationId>,
    known: &BTreeSet<&OrganizationId>,
    joinable: &'i JoinableOrganizations,
    unread_hint: Option<&'i OrganizationId>,
) -> Vec<&'i OrganizationId> {
    let JoinableOrganizations { by_domain, by_tenant, .. } = joinable;
    let by_tenant_alone = by_tenant.iter().filter(|id| !by_domain.contains(*id));
    let to_join = by_domain.iter().chain(by_tenant_alone).filter(|id| !known.contains(id));
    let unread_hint = unread_hint.filter(|id| !by_domain.contains(*id) && !by_tenant.contains(*id));
    others.into_iter().chain(to_join).chain(unread_hint).collect()
}

/// Keeps the first [`MAX_ORGANIZATIONS`] and returns the number of removed ones. The organization of the hint is always
/// kept, in the last position if it is beyond the limit.
fn limit<'i>(
    mut candidates: Vec<&'i OrganizationId>,
    hint: Option<&OrganizationId>,
) -> (Vec<&'i OrganizationId>, u64) {
    let cut = candidates.len().saturating_sub(MAX_ORGANIZATIONS);
    if cut > 0
        && let Some(position) = candidates.iter().position(|id| Some(*id) == hint)
        && position >= MAX_ORGANIZATIONS
    {
        candidates.swap(position, MAX_ORGANIZATIONS - 1);
    }
    candidates.truncate(MAX_ORGANIZATIONS);
    (candidates, u64::try_from(cut).unwrap_or(u64::MAX))
}
