//! Selects the organizations that are read for one answer.

use std::collections::BTreeSet;

use super::Joinable;
use crate::{
    domain::{CachedJson, Member, OrganizationId, Session, discovery::AddressMembers},
    store::{MOST_ORGANIZATIONS, OrganizationsWanted},
};

pub(super) struct OrganizationSelection {
    pub(super) wanted: OrganizationsWanted,
    /// The number of organizations beyond the limit, which are not read.
    pub(super) unread: u64,
}

/// Selects the organizations of live Members, those that the person may join, and that of the hint. Counters are read only for
/// organizations that the person may join by domain.
pub(super) fn select_organizations(
    session: &Session,
    members: &AddressMembers,
    joinable: &Joinable,
) -> OrganizationSelection {
    let known: BTreeSet<_> = members.organizations_of_address();
    let live = members.members.iter().filter(|member| member.is_live());
    let (always, others): (Vec<_>, Vec<_>) = live.partition(|member| is_always_read(session, member));
    let others = others.into_iter().map(|member| &member.organization_id).collect();
    // The edge of the hint may be beyond the limit.
    let hint = session.organization_id_hint();
    let unseen = hint.filter(|hint| joinable.has_more && !known.contains(hint));
    let (limited, cut) = limit(candidates(others, &known, joinable, unseen), hint);
    let is_counted = |id: &&OrganizationId| {
        !known.contains(id) && (joinable.by_domain.contains(*id) || Some(*id) == unseen)
    };
    let counted = limited.iter().copied().filter(is_counted).cloned().collect();
    let always = always.into_iter().map(|member| &member.organization_id);
    let organizations = always.chain(limited).chain(hint).cloned().collect();
    let domain = session.email_address.domain().clone();
    OrganizationSelection {
        wanted: OrganizationsWanted { organizations, domain, counted },
        unread: cut.max(u64::from(joinable.has_more)),
    }
}

/// Returns whether a Member's organization is read without a limit: other users cannot create a verified Member, and a member
/// session depends on its own organization.
fn is_always_read(session: &Session, member: &CachedJson<Member>) -> bool {
    let is_own = session.member().is_some_and(|own| own.organization_id == member.organization_id);
    is_own || member.is_active_and_verified()
}

/// Returns the organizations whose number other users control, in the order in which they are read: those of `others`, which
/// have an unverified Member of the person; by domain; by tenant; each group in the order of the ids.
fn candidates<'i>(
    others: BTreeSet<&'i OrganizationId>,
    known: &BTreeSet<&OrganizationId>,
    joinable: &'i Joinable,
    unseen: Option<&'i OrganizationId>,
) -> Vec<&'i OrganizationId> {
    let Joinable { by_domain, by_tenant, .. } = joinable;
    let by_tenant_alone = by_tenant.iter().filter(|id| !by_domain.contains(*id));
    let to_join = by_domain.iter().chain(by_tenant_alone).filter(|id| !known.contains(id));
    let unseen = unseen.filter(|id| !by_domain.contains(*id) && !by_tenant.contains(*id));
    others.into_iter().chain(to_join).chain(unseen).collect()
}

/// Keeps the first [`MOST_ORGANIZATIONS`], and returns how many were cut. The organization of the hint is read in any case, so
/// it takes the last place instead of being cut.
fn limit<'i>(
    mut candidates: Vec<&'i OrganizationId>,
    hint: Option<&OrganizationId>,
) -> (Vec<&'i OrganizationId>, u64) {
    let cut = candidates.len().saturating_sub(MOST_ORGANIZATIONS);
    if cut > 0
        && let Some(place) = candidates.iter().position(|id| Some(*id) == hint)
        && place >= MOST_ORGANIZATIONS
    {
        candidates.swap(place, MOST_ORGANIZATIONS - 1);
    }
    candidates.truncate(MOST_ORGANIZATIONS);
    (candidates, u64::try_from(cut).unwrap_or(u64::MAX))
}
