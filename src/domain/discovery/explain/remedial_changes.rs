//! What would have to change for an organization to appear.

use super::{Case, Existence, MemberFound};
use crate::domain::{
    EmailDomain, Member, MemberId, OAuthTenantId, OAuthTenantProvider, Organization, Session, SessionKind,
    discovery::join_eligibility::{DomainEligibility, JitSetting, TenantEligibility},
};

/// One change. A list of them is a remedy when all together are enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'f> {
    /// Create the organization.
    CreateOrganization,
    /// Write the organization anew: what is there cannot be read.
    RestoreOrganization,
    /// Add a Member for the address, or invite one.
    AddMember,
    /// Write the Member anew: what is there cannot be read.
    RestoreMember,
    /// Remove the address from the retired addresses of this Member.
    UnlinkRetiredAddress(&'f MemberId),
    /// Make the deleted Member active again.
    ReactivateMember(&'f MemberId),
    /// Remove the deleted Member without a trace, so that the person may join.
    EraseMember(&'f MemberId),
    /// Ask before an organization is chosen.
    UseIntermediateSession,
    /// Let people join by this setting of the organization.
    AllowJit(JitSetting),
    /// Add the domain to `email_allowed_domains`.
    AddAllowedDomain(&'f EmailDomain),
    /// Somebody else of the domain becomes an active Member with a verified address.
    AddVerifiedMember(&'f EmailDomain),
    /// Add the tenant to `allowed_oauth_tenants`.
    AddAllowedTenant(OAuthTenantProvider, &'f OAuthTenantId),
    /// Sign in with this tenant, which the organization lists.
    ShowTenant(OAuthTenantProvider, &'f OAuthTenantId),
    /// Write the joinable edge that is missing.
    RepairEdges,
    /// Count the verified Members anew: the counter cannot be read.
    RestoreCounter,
    /// Sign in by something else than SSO too.
    SignInOtherwise,
    /// Sign in through this SSO connection of the organization.
    SignInThrough(&'f str),
}

/// The tenant by which somebody would find the organization who has shown none that it lists: its smallest.
#[must_use]
pub fn tenant_to_show<'o>(
    organization: &'o Organization,
    session: &Session,
) -> Option<(OAuthTenantProvider, &'o OAuthTenantId)> {
    let SessionKind::Intermediate { oauth_tenants, .. } = &session.kind else {
        return None;
    };
    let way = TenantEligibility::of(organization, oauth_tenants);
    let smallest = organization.allowed_oauth_tenants.iter().min();
    smallest.filter(|_| way.allowed && way.matching.is_none())
}

/// Changes that make the organization a candidate, and the Member that the person has in it afterwards.
struct WayIn<'f> {
    changes: Vec<Change<'f>>,
    member: Option<&'f Member>,
}

impl<'f> Case<'f> {
    /// Returns lists of changes, each of which is enough by itself; the likeliest first.
    pub(super) fn remedies(&self) -> Vec<Vec<Change<'f>>> {
        let ways = match self.candidate {
            Some(candidate) => vec![WayIn { changes: Vec::new(), member: candidate.member() }],
            None => self.ways_in(),
        };
        let mut remedies = Vec::new();
        for way in ways {
            for sign_in in self.ways_to_be_covered(way.member) {
                remedies.push(way.changes.iter().copied().chain(sign_in).collect());
            }
        }
        remedies
    }

    /// Returns the changes that would make the organization a candidate.
    fn ways_in(&self) -> Vec<WayIn<'f>> {
        let organization = self.organization_change();
        let with = |change: Option<Change<'f>>, member: Option<&'f Member>| WayIn {
            changes: organization.into_iter().chain(change).collect(),
            member,
        };
        match self.member {
            MemberFound::Live(member) => vec![with(None, Some(member))],
            MemberFound::Damaged => vec![with(Some(Change::RestoreMember), None)],
            MemberFound::Deleted(member) => {
                let id = &member.member_id;
                let mut ways = vec![with(Some(Change::ReactivateMember(id)), Some(member))];
                if self.joining().iter().any(Vec::is_empty) {
                    ways.push(with(Some(Change::EraseMember(id)), None));
                }
                ways
            }
            MemberFound::Retired(id) => self.ways_for_newcomers(Some(Change::UnlinkRetiredAddress(id))),
            MemberFound::None => self.ways_for_newcomers(None),
        }
    }

    fn organization_change(&self) -> Option<Change<'f>> {
        match self.existence {
            Existence::Exists => None,
            Existence::Missing => Some(Change::CreateOrganization),
            Existence::Damaged => Some(Change::RestoreOrganization),
        }
    }

    /// Returns the ways of a person who has no Member in the organization: joining, or being added. Both may need `first`.
    fn ways_for_newcomers(&self, first: Option<Change<'f>>) -> Vec<WayIn<'f>> {
        let organization = self.organization_change();
        let mut ways = self.joining();
        // A person who needs one change to join is better off joining.
        ways.sort_by_key(Vec::len);
        let after = ways.iter().take_while(|way| way.len() <= 1).count();
        ways.insert(after, organization.into_iter().chain([Change::AddMember]).collect());
        let with_first = |way: Vec<Change<'f>>| first.into_iter().chain(way).collect();
        ways.into_iter().map(|way| WayIn { changes: with_first(way), member: None }).collect()
    }

    /// What would let the person join by themselves; an empty list where nothing is missing.
    fn joining(&self) -> Vec<Vec<Change<'f>>> {
        match self.about.organization {
            Some(organization) if self.existence == Existence::Exists => {
                let domain = self.joining_by_domain(organization);
                domain.into_iter().chain(self.joining_by_tenant(organization)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn joining_by_domain(&self, organization: &'f Organization) -> Option<Vec<Change<'f>>> {
        let domain = self.facts.session.email_address.domain();
        let way = DomainEligibility::of(organization, domain, self.about.verified_members.unwrap_or(0));
        if way.common_mailbox {
            return None;
        }
        let mut changes = Vec::new();
        changes.extend(self.tenants.is_none().then_some(Change::UseIntermediateSession));
        changes.extend((!way.allowed).then_some(Change::AllowJit(JitSetting::Email)));
        changes.extend((!way.listed).then_some(Change::AddAllowedDomain(domain)));
        // What the counter will say is not known before.
        changes.extend(self.about.verified_members.is_none().then_some(Change::RestoreCounter));
        changes.extend((way.verified_members == 0).then_some(Change::AddVerifiedMember(domain)));
        // Another setting writes the edge with it.
        let edge_missing = way.is_admitted() && !self.about.domain_edge;
        changes.extend(edge_missing.then_some(Change::RepairEdges));
        Some(changes)
    }

    fn joining_by_tenant(&self, organization: &'f Organization) -> Option<Vec<Change<'f>>> {
        let shown = self.tenants?;
        let way = TenantEligibility::of(organization, shown);
        let mut changes = Vec::new();
        changes.extend((!way.allowed).then_some(Change::AllowJit(JitSetting::Tenant)));
        let to_show = tenant_to_show(organization, &self.facts.session);
        match (way.matching, to_show, shown.iter().min()) {
            (Some(_), ..) => {}
            (None, Some((provider, tenant)), _) => changes.push(Change::ShowTenant(provider, tenant)),
            (None, None, Some((provider, tenant))) => {
                changes.push(Change::AddAllowedTenant(provider, tenant));
            }
            (None, None, None) => return None,
        }
        // Another setting writes the edge with it.
        let settings_suffice = way.allowed && (way.matching.or(to_show)).is_some();
        changes.extend((settings_suffice && !self.is_reached_for_tenant()).then_some(Change::RepairEdges));
        Some(changes)
    }

    /// Returns what a restricted session needs to see the organization as `member`. Other sessions need nothing.
    fn ways_to_be_covered(&self, member: Option<&'f Member>) -> Vec<Vec<Change<'f>>> {
        if self.is_covered_as(member) {
            return vec![Vec::new()];
        }
        let connections = self.about.organization.map(|organization| &organization.sso_active_connections);
        let own = connections.and_then(|connections| connections.first());
        let through = own.map(|connection| vec![Change::SignInThrough(&connection.connection_id)]);
        [vec![Change::SignInOtherwise]].into_iter().chain(through).collect()
    }
}
