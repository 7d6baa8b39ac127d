//! Explanations for operators: why an organization is shown or hidden, and the changes that would show it.
//!
//! The verdict comes from [`discover`]: an organization is shown if and only if discovery lists it. The rules evaluate
//! the same conditions as the decision, so an explanation cannot contradict it.

mod remedies;
mod rule;
mod uncounted_factor;

pub use remedies::{Change, suggested_tenant};
pub use rule::{Existence, MemberState, Rule};
pub use uncounted_factor::UncountedFactor;

use super::{
    Candidate, DiscoveredOrganization, Discovery, Facts, auth_assurance::AuthAssurance,
    candidate::candidates, discover, factor_context::FactorContext, visible_organizations::SsoScope,
};
use crate::domain::{Member, MemberStatus, OAuthTenants, Organization, OrganizationId, SessionKind};

/// The stored state of one organization.
///
/// It is read separately from [`Facts`], which contain only the organizations that the decision needs.
#[derive(Debug, Clone, Copy)]
pub struct OrganizationState<'f> {
    /// The organization's id.
    pub organization_id: &'f OrganizationId,
    /// The organization, if it exists and its item is not damaged.
    pub organization: Option<&'f Organization>,
    /// True if the organization's item is damaged.
    pub damaged: bool,
    /// The number of active, verified Members of the address's domain; `None` if the counter is damaged.
    pub verified_members: Option<u64>,
    /// True if there is a joinable edge from the address's domain to the organization.
    pub domain_edge: bool,
    /// True if there is a joinable edge to the organization from one of the session's tenants or from
    /// [`suggested_tenant`].
    pub tenant_edge: bool,
}

/// The explanation for one organization.
#[derive(Debug)]
pub struct Explanation<'e, 'f> {
    /// The organization's id.
    pub organization_id: &'f OrganizationId,
    /// The organization, if it exists and its item is not damaged.
    pub organization: Option<&'f Organization>,
    /// The rules that apply, in order of evaluation.
    pub rules: Vec<Rule<'f>>,
    /// The result: shown or hidden.
    pub verdict: Verdict<'e, 'f>,
}

/// The result for one organization.
#[derive(Debug)]
pub enum Verdict<'e, 'f> {
    /// The organization is shown.
    Shown {
        /// The organization's entry in the result of discovery.
        entry: &'e DiscoveredOrganization<'f>,
        /// True if the address is verified for this organization. If false, the entry is redacted.
        address_verified: bool,
        /// Reasons why factors of the session do not count.
        uncounted_factors: Vec<UncountedFactor<'f>>,
    },
    /// The organization is hidden. Each list of changes would be sufficient to show it.
    Hidden(Vec<Vec<Change<'f>>>),
}

/// Explains the result of discovery for one session, organization by organization.
#[derive(Debug)]
pub struct Explainer<'f> {
    facts: &'f Facts,
    discovery: Discovery<'f>,
    candidates: Vec<Candidate<'f>>,
}

impl<'f> Explainer<'f> {
    /// Evaluates the session, or returns `None` if it is no longer valid.
    #[must_use]
    pub fn new(facts: &'f Facts) -> Option<Self> {
        Some(Self { facts, discovery: discover(facts)?, candidates: candidates(facts) })
    }

    /// Returns the result of discovery.
    #[must_use]
    pub fn discovery(&self) -> &Discovery<'f> {
        &self.discovery
    }

    /// Explains one organization.
    #[must_use]
    pub fn explain<'e>(&'e self, state: OrganizationState<'f>) -> Explanation<'e, 'f> {
        let evaluation = Evaluation::new(self.facts, &self.candidates, state);
        let listed = self.discovery.discovered_organizations.iter();
        let mut shown = listed.filter(|entry| entry.organization.organization_id == *state.organization_id);
        Explanation {
            organization_id: state.organization_id,
            organization: state.organization,
            rules: evaluation.rules(),
            verdict: match (shown.next(), evaluation.candidate) {
                (Some(entry), Some(candidate)) => {
                    let context = FactorContext::new(&self.facts.session, &candidate);
                    let assurance = AuthAssurance::in_context(&context);
                    Verdict::Shown {
                        entry,
                        address_verified: assurance.address_verified,
                        uncounted_factors: uncounted_factor::uncounted_factors(&context, entry),
                    }
                }
                _ => Verdict::Hidden(evaluation.remedies()),
            },
        }
    }
}

/// The evaluation of one organization for one session.
struct Evaluation<'f> {
    facts: &'f Facts,
    state: OrganizationState<'f>,
    existence: Existence,
    member: MemberState<'f>,
    /// The session's tenants; `None` for a member session, which shows memberships only.
    tenants: Option<&'f OAuthTenants>,
    /// The organization's candidate, before the SSO scope is applied.
    candidate: Option<Candidate<'f>>,
    scope: SsoScope<'f>,
}

impl<'f> Evaluation<'f> {
    fn new(facts: &'f Facts, candidates: &[Candidate<'f>], state: OrganizationState<'f>) -> Self {
        let id = state.organization_id;
        let existence = if state.damaged {
            Existence::Damaged
        } else if state.organization.is_some() {
            Existence::Exists
        } else {
            Existence::Missing
        };
        Self {
            existence,
            member: member_state(facts, id),
            tenants: match &facts.session.kind {
                SessionKind::Intermediate { oauth_tenants, .. } => Some(oauth_tenants),
                SessionKind::Derived(_) | SessionKind::Member(_) => None,
            },
            candidate: candidates.iter().copied().find(|c| c.organization.organization_id == *id),
            scope: SsoScope::of(&facts.session, candidates),
            facts,
            state,
        }
    }

    /// Returns true if the session may see the organization, provided that the person has `member` there.
    fn is_covered_as(&self, member: Option<&'f Member>) -> bool {
        match self.state.organization {
            Some(organization) => {
                self.scope.covers(&FactorContext::of_member(&self.facts.session, organization, member))
            }
            // A missing organization owns no connection.
            None => self.scope.connections.is_none() || self.scope.claims_domain,
        }
    }

    /// Returns true if the session may see the organization in its current state.
    fn is_covered(&self) -> bool {
        self.is_covered_as(self.candidate.and_then(|candidate| candidate.member()))
    }

    /// Returns true if discovery reads the organization, so that a matching tenant makes the person eligible. Tenants
    /// are compared for every organization that was read, no matter which edge led to it.
    fn is_reachable_by_tenant(&self) -> bool {
        self.state.tenant_edge || self.facts.organizations.contains_key(self.state.organization_id)
    }
}

fn member_state<'f>(facts: &'f Facts, id: &OrganizationId) -> MemberState<'f> {
    let mut members = facts.address_members.members.iter().filter(|member| member.organization_id == *id);
    match members.next() {
        _ if facts.address_members.damaged.contains(id) => MemberState::Damaged,
        Some(member) if member.status == MemberStatus::Deleted => MemberState::Deleted(member),
        Some(member) => MemberState::Live(member),
        None => facts.address_members.retired_by.get(id).map_or(MemberState::Absent, MemberState::Retired),
    }
}
