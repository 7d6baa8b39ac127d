//! The decision of an exchange: what happens when a person chooses an organization from the list.
//!
//! [`decide_exchange`] evaluates the same candidates with the same rules as [`discover`](super::discover), and returns
//! the effect without writing it. A person is signed in to exactly the organizations that the list shows as
//! authenticated.

mod carried_factors;
mod join_rule;
mod signed_in_member;

pub use join_rule::JoinRule;
pub use signed_in_member::{MemberChange, NewMemberIds};

use super::{
    Candidate, DiscoveredOrganization, Facts, PrimaryRequired, Relation, candidate::candidates,
    factor_context::FactorContext, visible_organizations::keep_visible,
};
use crate::domain::{
    AuthMethod, AuthenticationFactors, CachedJson, EmailDomain, Member, Organization, Session, SessionKind,
    Timestamp,
    member::{MemberRole, OAuthRegistration},
};
use carried_factors::carried_factors;

/// The effect of an exchange.
#[derive(Debug)]
pub enum ExchangeDecision<'f> {
    /// The list does not show the organization, or a Member that joined by a rule can no longer complete joining.
    OrganizationNotFound,
    /// The sign-in needs more factors. Nothing changes for an intermediate session.
    FactorsRequired {
        /// The entry of the list.
        entry: Box<DiscoveredOrganization<'f>>,
        /// The factors of the intermediate session that is derived from a member session.
        factors: AuthenticationFactors,
    },
    /// The person joins but needs a second factor first, which only a Member can register. A pending Member is created.
    PendingMember {
        /// The entry of the list.
        entry: Box<DiscoveredOrganization<'f>>,
        /// The organization.
        organization: &'f CachedJson<Organization>,
        /// The new Member.
        change: Box<MemberChange<'f>>,
        /// The rule by which the person joins.
        rule: JoinRule,
    },
    /// The person is signed in.
    SignIn(Box<SignIn<'f>>),
}

/// A sign-in to an organization.
#[derive(Debug)]
pub struct SignIn<'f> {
    /// The entry of the list.
    pub entry: DiscoveredOrganization<'f>,
    /// The organization.
    pub organization: &'f CachedJson<Organization>,
    /// The Member after the sign-in.
    pub change: MemberChange<'f>,
    /// The factors of the new session.
    pub factors: AuthenticationFactors,
    /// The domain whose verified-member counter must still be above zero, if the person joins by it.
    pub required_counter: Option<EmailDomain>,
}

/// Decides the exchange of a session for a member session in `organization`, an id or a slug. Returns `None` if the
/// session is not valid.
#[must_use]
pub fn decide_exchange<'f>(
    facts: &'f Facts,
    organization: &str,
    ids: &NewMemberIds,
    now: Timestamp,
) -> Option<ExchangeDecision<'f>> {
    if !facts.is_session_valid() {
        return None;
    }
    let visible = keep_visible(&facts.session, candidates(facts));
    let Some(candidate) = find(&visible, organization) else {
        return Some(ExchangeDecision::OrganizationNotFound);
    };
    Some(decide(facts, candidate, ids, now))
}

/// Returns the candidate with this id, or else with this slug. Letter case of a slug is ignored.
fn find<'f>(candidates: &[Candidate<'f>], organization: &str) -> Option<Candidate<'f>> {
    let has_id = |candidate: &&Candidate<'_>| candidate.organization.organization_id.as_str() == organization;
    let has_slug = |candidate: &&Candidate<'_>| {
        candidate.organization.organization_slug.eq_ignore_ascii_case(organization)
    };
    candidates.iter().find(has_id).or_else(|| candidates.iter().find(has_slug)).copied()
}

fn decide<'f>(
    facts: &'f Facts,
    candidate: Candidate<'f>,
    ids: &NewMemberIds,
    now: Timestamp,
) -> ExchangeDecision<'f> {
    let session = &facts.session;
    let entry = DiscoveredOrganization::new(session, candidate);
    let context = FactorContext::new(session, &candidate);
    if !entry.member_authenticated {
        return match JoinRule::of(&candidate.relation) {
            Some(rule) if entry.primary_required.is_none() => ExchangeDecision::PendingMember {
                entry: Box::new(entry),
                organization: candidate.organization,
                change: Box::new(MemberChange::pending(&context, ids, now)),
                rule,
            },
            _ => ExchangeDecision::FactorsRequired {
                entry: Box::new(entry),
                factors: carried_factors(&context, false),
            },
        };
    }
    let required_counter = match entrance(facts, &candidate) {
        Entrance::Member => None,
        Entrance::Joins(rule) => rule.domain().cloned(),
        Entrance::Lapsed => return ExchangeDecision::OrganizationNotFound,
    };
    ExchangeDecision::SignIn(Box::new(SignIn {
        entry,
        organization: candidate.organization,
        change: MemberChange::signed_in(&context, &candidate, ids, now),
        factors: carried_factors(&context, true),
        required_counter,
    }))
}

/// The way in which a person who is signed in came to be a Member.
enum Entrance {
    /// The person is a Member already or was invited.
    Member,
    /// The person joins by this rule.
    Joins(JoinRule),
    /// The person is a pending Member, and the rule that created it no longer holds.
    Lapsed,
}

fn entrance(facts: &Facts, candidate: &Candidate<'_>) -> Entrance {
    if let Some(rule) = JoinRule::of(&candidate.relation) {
        return Entrance::Joins(rule);
    }
    let attributes = facts.address_members.attributes.get(&candidate.organization.organization_id);
    let Some(eligible_by) = attributes.and_then(|attributes| attributes.eligible_by.as_deref()) else {
        return Entrance::Member;
    };
    match JoinRule::parse(eligible_by) {
        Some(rule) if still_holds(&rule, &facts.session, candidate) => Entrance::Joins(rule),
        _ => Entrance::Lapsed,
    }
}

/// Returns true if the person could still join the organization by `rule`, apart from the verified-member counter, which
/// the transaction checks. Only an intermediate session can join.
fn still_holds(rule: &JoinRule, session: &Session, candidate: &Candidate<'_>) -> bool {
    match &session.kind {
        SessionKind::Intermediate { oauth_tenants, .. } => {
            rule.admits(candidate.organization, session.email_address.domain(), oauth_tenants)
        }
        SessionKind::Derived(_) | SessionKind::Member(_) => false,
    }
}

/// The decision to create an organization with the person as its first Member.
#[derive(Debug)]
pub enum CreationDecision {
    /// No factor verifies the address. These methods would.
    AddressNotVerified(PrimaryRequired),
    /// The organization's policies would not accept the sign-in of its creator.
    PolicyNotSatisfied,
    /// The organization is created, and the person is signed in.
    Create {
        /// The first Member.
        member: Box<Member>,
        /// The factors of the new session.
        factors: AuthenticationFactors,
        /// The OAuth account that is registered with the Member.
        registered: Option<OAuthRegistration>,
    },
}

/// Decides whether the person of an intermediate session can create `organization`.
#[must_use]
pub fn decide_creation(
    session: &Session,
    organization: &CachedJson<Organization>,
    ids: &NewMemberIds,
    now: Timestamp,
) -> CreationDecision {
    let relation = Relation::EmailDomain(session.email_address.domain());
    let candidate = Candidate { organization, relation };
    let context = FactorContext::new(session, &candidate);
    if !context.verifies_address_independently() {
        let methods = AuthMethod::ALL.into_iter();
        let allowed_auth_methods =
            methods.filter(|method| *method != AuthMethod::Sso && method.can_verify_address()).collect();
        return CreationDecision::AddressNotVerified(PrimaryRequired { allowed_auth_methods });
    }
    if !DiscoveredOrganization::new(session, candidate).member_authenticated {
        return CreationDecision::PolicyNotSatisfied;
    }
    let change = MemberChange::signed_in(&context, &candidate, ids, now);
    CreationDecision::Create {
        member: Box::new(Member { is_admin: true, roles: vec![MemberRole::admin()], ..change.next }),
        factors: carried_factors(&context, true),
        registered: change.registered,
    }
}
