//! The organizations that are read for one answer.

use std::collections::BTreeSet;

use super::Joinable;
use crate::{
    domain::{Member, OrganizationId, Session, SessionKind, Written},
    store::{AddressMembers, MOST_ORGANIZATIONS, OrganizationsWanted},
};

/// What is read, and how many organizations are not.
pub(super) struct Selection {
    pub(super) wanted: OrganizationsWanted,
    pub(super) unread: u64,
}

/// Selects the organizations of live Members, those that can be joined and have no Member of the person, and the hint's.
///
/// Strangers can add any number of Members and edges, so [`MOST_ORGANIZATIONS`] limits them: other Members come before what can be
/// joined by domain, and that before what can be joined by tenant, each by organization id. Counters are needed only where
/// the domain is the way in.
pub(super) fn select(session: &Session, members: &AddressMembers, joinable: &Joinable) -> Selection {
    let unlimited = |member: &Written<Member>| member.is_active_and_verified() || is_own(session, member);
    let (always, others): (Vec<_>, Vec<_>) =
        members.members.iter().filter(|member| member.is_live()).partition(|member| unlimited(member));
    let others: BTreeSet<_> = others.into_iter().map(|member| &member.organization_id).collect();
    let known: BTreeSet<_> =
        members.members.iter().map(|member| &member.organization_id).chain(&members.damaged).collect();
    let by_domain = joinable.by_domain.iter().filter(|id| !known.contains(id));
    let by_tenant =
        joinable.by_tenant.iter().filter(|id| !known.contains(id) && !joinable.by_domain.contains(*id));
    let mut limited: Vec<_> = others.into_iter().chain(by_domain).chain(by_tenant).collect();
    let unread = cut(&mut limited, hint(session)).max(u64::from(joinable.has_more));
    let counted = limited.iter().filter(|id| joinable.by_domain.contains(**id) && !known.contains(*id));
    let counted = counted.copied().cloned().collect();
    let always = always.into_iter().map(|member| &member.organization_id);
    let organizations = always.chain(limited).chain(hint(session)).cloned().collect();
    let domain = session.email_address.domain().clone();
    Selection { wanted: OrganizationsWanted { organizations, domain, counted }, unread }
}

/// Cuts the list to [`MOST_ORGANIZATIONS`], and returns how many are left out. The hint's organization is read in any case, so
/// it takes the last place rather than being left out.
fn cut(limited: &mut Vec<&OrganizationId>, hint: Option<&OrganizationId>) -> u64 {
    if limited.len() > MOST_ORGANIZATIONS {
        let hinted = limited.iter().position(|id| Some(*id) == hint);
        if let Some(place) = hinted.filter(|place| *place >= MOST_ORGANIZATIONS) {
            limited.swap(place, MOST_ORGANIZATIONS - 1);
        }
    }
    let unread = limited.len().saturating_sub(MOST_ORGANIZATIONS);
    limited.truncate(MOST_ORGANIZATIONS);
    u64::try_from(unread).unwrap_or(u64::MAX)
}

/// A member session depends on its own organization, whatever became of its Member's address.
fn is_own(session: &Session, member: &Member) -> bool {
    session.member().is_some_and(|own| own.organization_id == member.organization_id)
}

fn hint(session: &Session) -> Option<&OrganizationId> {
    match &session.kind {
        SessionKind::Intermediate { organization_id_hint, .. } => organization_id_hint.as_ref(),
        SessionKind::Member(_) => None,
    }
}
