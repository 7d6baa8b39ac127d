//! The effect that an exchange for a shown organization would have.

use org_discovery::domain::{
    MemberId, OrganizationId, Timestamp,
    discovery::{
        Facts, MembershipType,
        exchange::{ExchangeDecision, NewMemberIds, SignIn, decide_exchange},
    },
};

use crate::enumeration;

/// The effect of an exchange, for text and JSON.
pub struct ExchangeEffect {
    /// The outcome, as in the log of the exchange function.
    pub outcome: &'static str,
    /// The changes, in words.
    pub text: String,
}

impl ExchangeEffect {
    /// Decides the exchange of the session for an organization, without writing. Returns `None` if the session is not
    /// valid or the list does not show the organization.
    pub fn of(facts: &Facts, organization: &OrganizationId, now: Timestamp) -> Option<Self> {
        // The ids of new objects do not influence the decision.
        let ids = NewMemberIds { member_id: MemberId::parse("new").ok()?, registration_id: String::new() };
        let (outcome, text) = match decide_exchange(facts, organization.as_str(), &ids, now)? {
            ExchangeDecision::OrganizationNotFound => (
                "organization_not_found",
                "is refused, because the rule by which the pending Member joins no longer applies".to_owned(),
            ),
            ExchangeDecision::FactorsRequired { .. } => {
                ("factors_required", "returns the remaining steps and changes no Member".to_owned())
            }
            ExchangeDecision::PendingMember { .. } => (
                "pending_member_created",
                "creates a pending Member, for which a second factor can be registered".to_owned(),
            ),
            ExchangeDecision::SignIn(sign_in) => ("authenticated", sign_in_text(&sign_in)),
        };
        Some(Self { outcome, text })
    }
}

fn sign_in_text(sign_in: &SignIn<'_>) -> String {
    let mut changes = vec!["signs in".to_owned()];
    changes.extend(match sign_in.entry.membership.r#type {
        MembershipType::ActiveMember => None,
        MembershipType::PendingMember | MembershipType::InvitedMember => {
            Some("activates the Member".to_owned())
        }
        MembershipType::EligibleToJoinByEmailDomain | MembershipType::EligibleToJoinByOAuthTenant => {
            Some("creates the Member".to_owned())
        }
    });
    let change = &sign_in.change;
    let was_verified = change.stored.is_some_and(|stored| stored.email_address_verified);
    if change.next.email_address_verified && !was_verified {
        changes.push("verifies its address for the first time".to_owned());
    }
    changes.extend(
        change
            .registered
            .as_ref()
            .map(|registered| format!("registers the {} account", registered.provider_type)),
    );
    enumeration(changes)
}
