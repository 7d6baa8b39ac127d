//! Remedies: changes that would show a hidden organization.

use super::{Evaluation, Existence, MemberState};
use crate::domain::{
    EmailDomain, Member, MemberId, OAuthTenantId, OAuthTenantProvider, Organization, Session, SessionKind,
    discovery::join_eligibility::{DomainEligibility, JitSetting, TenantEligibility},
};

/// A change to the stored data or to the sign-in. A remedy is a list of changes that are sufficient together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'f> {
    /// Create the organization.
    CreateOrganization,
    /// Rewrite the organization, whose item is damaged.
    RestoreOrganization,
    /// Add or invite a Member with the address.
    AddMember,
    /// Rewrite the Member, whose item is damaged.
    RestoreMember,
    /// Remove the address from the retired addresses of this Member.
    UnlinkRetiredAddress(&'f MemberId),
    /// Reactivate the deleted Member.
    ReactivateMember(&'f MemberId),
    /// Erase the deleted Member, so that the person may join.
    EraseMember(&'f MemberId),
    /// Use an intermediate session.
    UseIntermediateSession,
    /// Allow people to join by this setting of the organization.
    AllowJit(JitSetting),
    /// Add the domain to `email_allowed_domains`.
    AddAllowedDomain(&'f EmailDomain),
    /// Add another person of the domain as an active Member with a verified address.
    AddVerifiedMember(&'f EmailDomain),
    /// Add the tenant to `allowed_oauth_tenants`.
    AddAllowedTenant(OAuthTenantProvider, &'f OAuthTenantId),
    /// Sign in with this tenant, which the organization lists.
    PresentTenant(OAuthTenantProvider, &'f OAuthTenantId),
    /// Write the missing joinable edge.
    RepairEdges,
    /// Recompute the verified-member counter, which is damaged.
    RestoreCounter,
    /// Also sign in with a method other than SSO.
    UseAnotherSignInMethod,
    /// Sign in through this SSO connection of the organization.
    SignInThrough(&'f str),
}

/// Returns the tenant with which the person should sign in to join the organization: the first that the organization
/// lists, by provider and id.
///
/// Returns `None` if the session has a listed tenant, is a member session, or the organization does not allow joining
/// by tenant.
#[must_use]
pub fn suggested_tenant<'o>(
    organization: &'o Organization,
    session: &Session,
) -> Option<(OAuthTenantProvider, &'o OAuthTenantId)> {
    let SessionKind::Intermediate { oauth_tenants, .. } = &session.kind else {
        return None;
    };
    let eligibility = TenantEligibility::of(organization, oauth_tenants);
    let first = organization.allowed_oauth_tenants.iter().min();
    first.filter(|_| eligibility.allowed && eligibility.matching.is_none())
}

/// Changes that make the organization a candidate, and the Member that the person has in it afterwards.
struct CandidateChanges<'f> {
    changes: Vec<Change<'f>>,
    member: Option<&'f Member>,
}

impl<'f> Evaluation<'f> {
    /// Returns the remedies, the most likely first. Each is sufficient by itself.
    pub(super) fn remedies(&self) -> Vec<Vec<Change<'f>>> {
        let alternatives = match self.candidate {
            Some(candidate) => vec![CandidateChanges { changes: Vec::new(), member: candidate.member() }],
            None => self.candidate_changes(),
        };
        let mut remedies = Vec::new();
        for CandidateChanges { changes, member } in alternatives {
            for sign_in in self.sign_in_changes(member) {
                remedies.push(changes.iter().copied().chain(sign_in).collect());
            }
        }
        remedies
    }

    /// Returns alternative changes, each of which would make the organization a candidate.
    fn candidate_changes(&self) -> Vec<CandidateChanges<'f>> {
        let organization = self.organization_change();
        let with = |change: Option<Change<'f>>, member: Option<&'f Member>| CandidateChanges {
            changes: organization.into_iter().chain(change).collect(),
            member,
        };
        match self.member {
            MemberState::Live(member) => vec![with(None, Some(member))],
            MemberState::Damaged => vec![with(Some(Change::RestoreMember), None)],
            MemberState::Deleted(member) => {
                let id = &member.member_id;
                let mut alternatives = vec![with(Some(Change::ReactivateMember(id)), Some(member))];
                if self.join_changes().iter().any(Vec::is_empty) {
                    alternatives.push(with(Some(Change::EraseMember(id)), None));
                }
                alternatives
            }
            MemberState::Retired(id) => self.newcomer_changes(Some(Change::UnlinkRetiredAddress(id))),
            MemberState::Absent => self.newcomer_changes(None),
        }
    }

    fn organization_change(&self) -> Option<Change<'f>> {
        match self.existence {
            Existence::Exists => None,
            Existence::Missing => Some(Change::CreateOrganization),
            Existence::Damaged => Some(Change::RestoreOrganization),
        }
    }

    /// Returns the alternatives for a person without a Member in the organization: being added, or joining. `first` is
    /// required for all of them.
    fn newcomer_changes(&self, first: Option<Change<'f>>) -> Vec<CandidateChanges<'f>> {
        let organization = self.organization_change();
        let mut alternatives = self.join_changes();
        // Joining comes before adding a Member if it needs at most one change.
        alternatives.sort_by_key(Vec::len);
        let after = alternatives.iter().take_while(|changes| changes.len() <= 1).count();
        alternatives.insert(after, organization.into_iter().chain([Change::AddMember]).collect());
        let with_first = |changes: Vec<Change<'f>>| first.into_iter().chain(changes).collect();
        let alternatives = alternatives.into_iter();
        alternatives.map(|changes| CandidateChanges { changes: with_first(changes), member: None }).collect()
    }

    /// Returns alternative changes, each of which would let the person join. An alternative is empty if no change is
    /// needed.
    fn join_changes(&self) -> Vec<Vec<Change<'f>>> {
        match self.state.organization {
            Some(organization) if self.existence == Existence::Exists => {
                let domain = self.domain_join_changes(organization);
                domain.into_iter().chain(self.tenant_join_changes(organization)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn domain_join_changes(&self, organization: &'f Organization) -> Option<Vec<Change<'f>>> {
        let domain = self.facts.session.email_address.domain();
        let verified_members = self.state.verified_members.unwrap_or(0);
        let eligibility = DomainEligibility::of(organization, domain, verified_members);
        if eligibility.shared_mailbox {
            return None;
        }
        let mut changes = Vec::new();
        changes.extend(self.tenants.is_none().then_some(Change::UseIntermediateSession));
        changes.extend((!eligibility.allowed).then_some(Change::AllowJit(JitSetting::Email)));
        changes.extend((!eligibility.listed).then_some(Change::AddAllowedDomain(domain)));
        // A damaged counter may turn out to be zero, so the remedy also adds a verified Member.
        changes.extend(self.state.verified_members.is_none().then_some(Change::RestoreCounter));
        changes.extend((verified_members == 0).then_some(Change::AddVerifiedMember(domain)));
        // A change to the settings writes the edge too.
        let edge_missing = eligibility.is_admitted() && !self.state.domain_edge;
        changes.extend(edge_missing.then_some(Change::RepairEdges));
        Some(changes)
    }

    fn tenant_join_changes(&self, organization: &'f Organization) -> Option<Vec<Change<'f>>> {
        let shown = self.tenants?;
        let eligibility = TenantEligibility::of(organization, shown);
        let mut changes = Vec::new();
        changes.extend((!eligibility.allowed).then_some(Change::AllowJit(JitSetting::Tenant)));
        let suggested = suggested_tenant(organization, &self.facts.session);
        match (eligibility.matching, suggested, shown.iter().min()) {
            (Some(_), ..) => {}
            (None, Some((provider, tenant)), _) => changes.push(Change::PresentTenant(provider, tenant)),
            (None, None, Some((provider, tenant))) => {
                changes.push(Change::AddAllowedTenant(provider, tenant));
            }
            (None, None, None) => return None,
        }
        // A change to the settings writes the edge too.
        let settings_suffice = eligibility.allowed && (eligibility.matching.or(suggested)).is_some();
        changes.extend((settings_suffice && !self.is_reachable_by_tenant()).then_some(Change::RepairEdges));
        Some(changes)
    }

    /// Returns alternative changes to the sign-in, each of which would let a restricted session see the organization,
    /// provided that the person has `member` there. The only alternative is empty if no change is needed.
    fn sign_in_changes(&self, member: Option<&'f Member>) -> Vec<Vec<Change<'f>>> {
        if self.is_covered_as(member) {
            return vec![Vec::new()];
        }
        let connections = self.state.organization.map(|organization| &organization.sso_active_connections);
        let connection = connections.and_then(|connections| connections.first());
        let through = connection.map(|connection| vec![Change::SignInThrough(&connection.connection_id)]);
        [vec![Change::UseAnotherSignInMethod]].into_iter().chain(through).collect()
    }
}
