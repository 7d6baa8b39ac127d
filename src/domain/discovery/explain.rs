//! Why somebody sees an organization, or does not, and what would have to change.
//!
//! The verdict is the decision's own: an organization is shown exactly if [`discover`] lists it. The rules beside it are the
//! predicates that the decision is made of, so the two cannot part ways.

mod obstacle;
mod remedy;
mod rule;

pub use obstacle::Obstacle;
pub use remedy::{Change, tenant_to_show};
pub use rule::{Existence, MemberFound, Rule};

use super::{
    Candidate, DiscoveredOrganization, Discovery, Facts, assurance::AuthAssurance, candidate::candidates,
    discover, factor_context::FactorContext, sso_only::SsoScope,
};
use crate::domain::{Member, MemberStatus, OAuthTenants, Organization, OrganizationId, SessionKind};

/// What is known of one organization, read apart from the facts of the answer: they hold only what the answer needs.
#[derive(Debug, Clone, Copy)]
pub struct OrganizationState<'f> {
    /// Which organization.
    pub organization_id: &'f OrganizationId,
    /// The organization, if it exists and can be read.
    pub organization: Option<&'f Organization>,
    /// Whether something is there that cannot be read.
    pub damaged: bool,
    /// How many active, verified Members of the address's domain it has; `None` when that cannot be read.
    pub verified_members: Option<u64>,
    /// Whether a joinable edge leads from the address's domain to it.
    pub domain_edge: bool,
    /// Whether a joinable edge leads to it from one of the session's tenants, or from [`tenant_to_show`].
    pub tenant_edge: bool,
}

/// Why one organization is shown, or not.
#[derive(Debug)]
pub struct Explanation<'e, 'f> {
    /// Which organization.
    pub organization_id: &'f OrganizationId,
    /// The organization, if it exists and can be read.
    pub organization: Option<&'f Organization>,
    /// The rules, in the order in which they are asked, each with what was found.
    pub rules: Vec<Rule<'f>>,
    /// What came of them.
    pub verdict: Verdict<'e, 'f>,
}

/// Whether an organization is shown.
#[derive(Debug)]
pub enum Verdict<'e, 'f> {
    /// It is.
    Shown {
        /// In this form.
        entry: &'e DiscoveredOrganization<'f>,
        /// Whether the address is verified for this organization. Otherwise the entry is redacted.
        address_verified: bool,
        /// Factors that do not count, where an operator can do something about it.
        obstacles: Vec<Obstacle<'f>>,
    },
    /// It is not. Each of these lists of changes would be enough to make it appear.
    Hidden(Vec<Vec<Change<'f>>>),
}

/// Explains the answer for one session.
#[derive(Debug)]
pub struct Explainer<'f> {
    facts: &'f Facts,
    discovery: Discovery<'f>,
    candidates: Vec<Candidate<'f>>,
}

impl<'f> Explainer<'f> {
    /// Decides, and remembers what there is to explain. `None` when the session itself is no longer alive.
    #[must_use]
    pub fn new(facts: &'f Facts) -> Option<Self> {
        Some(Self { facts, discovery: discover(facts)?, candidates: candidates(facts) })
    }

    /// The answer.
    #[must_use]
    pub fn discovery(&self) -> &Discovery<'f> {
        &self.discovery
    }

    /// Explains one organization.
    #[must_use]
    pub fn explain<'e>(&'e self, about: OrganizationState<'f>) -> Explanation<'e, 'f> {
        let case = Case::new(self.facts, &self.candidates, about);
        let listed = self.discovery.discovered_organizations.iter();
        let mut shown = listed.filter(|entry| entry.organization.organization_id == *about.organization_id);
        Explanation {
            organization_id: about.organization_id,
            organization: about.organization,
            rules: case.rules(),
            verdict: match (shown.next(), case.candidate) {
                (Some(entry), Some(candidate)) => {
                    let context = FactorContext::new(&self.facts.session, &candidate);
                    let assurance = AuthAssurance::in_context(&context);
                    Verdict::Shown {
                        entry,
                        address_verified: assurance.address_verified,
                        obstacles: obstacle::obstacles(&context, entry),
                    }
                }
                _ => Verdict::Hidden(case.remedies()),
            },
        }
    }
}

/// One organization before one session.
struct Case<'f> {
    facts: &'f Facts,
    about: OrganizationState<'f>,
    existence: Existence,
    member: MemberFound<'f>,
    /// The session's tenants; none in a member session, which shows memberships only.
    tenants: Option<&'f OAuthTenants>,
    /// The organization among those that concern the person, before their sign-in limits what they see.
    candidate: Option<Candidate<'f>>,
    scope: SsoScope<'f>,
}

impl<'f> Case<'f> {
    fn new(facts: &'f Facts, candidates: &[Candidate<'f>], about: OrganizationState<'f>) -> Self {
        let id = about.organization_id;
        let existence = if about.damaged {
            Existence::Damaged
        } else if about.organization.is_some() {
            Existence::Exists
        } else {
            Existence::Missing
        };
        Self {
            existence,
            member: member_found(facts, id),
            tenants: match &facts.session.kind {
                SessionKind::Intermediate { oauth_tenants, .. } => Some(oauth_tenants),
                SessionKind::Member(_) => None,
            },
            candidate: candidates.iter().copied().find(|c| c.organization.organization_id == *id),
            scope: SsoScope::of(&facts.session, candidates),
            facts,
            about,
        }
    }

    /// Returns whether a restricted session may see the organization, for a person who is `member` there. A missing
    /// organization owns no connection.
    fn is_covered_as(&self, member: Option<&'f Member>) -> bool {
        match self.about.organization {
            Some(organization) => {
                self.scope.covers(&FactorContext::of_member(&self.facts.session, organization, member))
            }
            None => self.scope.connections.is_none() || self.scope.has_authority,
        }
    }

    /// Returns whether a restricted session may see the organization as things are now.
    fn is_covered(&self) -> bool {
        self.is_covered_as(self.candidate.and_then(|candidate| candidate.member()))
    }

    /// Whether the answer looked at the organization, or would with the right tenant. A tenant counts whatever led there.
    fn is_reached_for_tenant(&self) -> bool {
        self.about.tenant_edge || self.facts.organizations.contains_key(self.about.organization_id)
    }
}

fn member_found<'f>(facts: &'f Facts, id: &OrganizationId) -> MemberFound<'f> {
    let mut members = facts.address_members.members.iter().filter(|member| member.organization_id == *id);
    match members.next() {
        _ if facts.address_members.damaged.contains(id) => MemberFound::Damaged,
        Some(member) if member.status == MemberStatus::Deleted => MemberFound::Deleted(member),
        Some(member) => MemberFound::Live(member),
        None => facts.address_members.retired_by.get(id).map_or(MemberFound::None, MemberFound::Retired),
    }
}
