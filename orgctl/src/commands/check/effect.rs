//! The effect of an inconsistency on people.
//!
//! docs/data-model.md and `org_discovery::service` say how each item is used: lists and exchanges read Members,
//! organizations, counters, edges and sessions. Id items and slugs are read by exchanges and by commands.

mod damaged;
mod joining;

use std::collections::BTreeSet;

use org_discovery_admin::consistency::{
    Inconsistency::{
        self, ClaimedDomainShared, CounterWrong, Damaged, EdgeExtra, EdgeMissing, EdgesPending,
        MemberAttributes, MemberIdDangling, MemberIdMissing, MemberMiscounted, MembershipDangling,
        PasswordIdShared, RetiredAddressExtra, RetiredAddressMissing, SessionPairDiffers,
        SessionPairIncomplete, SlugExtra, SlugMissing, SsoConnectionShared, TotpIdShared,
    },
    MemberRef,
};

use super::names::{Organizations, member_name};
use joining::missing_tenant_edge;

/// The inconsistencies of a report, which can depend on each other.
#[derive(Debug, Clone, Copy)]
pub struct Context<'r> {
    pub organizations: Organizations<'r>,
    pub inconsistencies: &'r BTreeSet<Inconsistency>,
}

const NONE_NOW: &str = "none for people at the moment";

/// Returns what the inconsistency means for people.
pub fn effect(inconsistency: &Inconsistency, context: Context<'_>) -> String {
    let effect = match inconsistency {
        EdgeMissing { .. }
        | EdgeExtra { .. }
        | EdgesPending { .. }
        | CounterWrong { .. }
        | SlugMissing { .. }
        | SlugExtra { .. } => effect_on_organization(inconsistency, context),
        MemberMiscounted { .. }
        | MemberAttributes { .. }
        | MemberIdMissing { .. }
        | MemberIdDangling { .. }
        | RetiredAddressMissing { .. }
        | RetiredAddressExtra { .. }
        | MembershipDangling { .. } => effect_on_member(inconsistency, context),
        SessionPairIncomplete { expires_at, .. } => Some(format!(
            "until {expires_at}, the session is accepted only by its token or only by its session JWTs"
        )),
        SessionPairDiffers { expires_at, .. } => {
            Some(format!("until {expires_at}, the token and the session JWTs stand for different sessions"))
        }
        SsoConnectionShared { .. }
        | ClaimedDomainShared { .. }
        | PasswordIdShared { .. }
        | TotpIdShared { .. } => effect_of_shared_value(inconsistency),
        Damaged { item, organization_id, .. } => {
            Some(damaged::effect(*item, organization_id.as_ref(), inconsistency, context))
        }
    };
    effect.unwrap_or_default()
}

fn effect_on_organization(inconsistency: &Inconsistency, context: Context<'_>) -> Option<String> {
    Some(match inconsistency {
        EdgeMissing { organization_id, edge } => match inconsistency.domains().first() {
            Some(domain) => context.missing_domain_edge(organization_id, domain),
            None => missing_tenant_edge(edge),
        },
        EdgeExtra { .. } => "costs a read, has no effect for people".to_owned(),
        EdgesPending { .. } => "people may not be able to join by some of its domains or tenants".to_owned(),
        CounterWrong { organization_id, domain, stored, expected } => {
            context.counter(organization_id, domain, stored.unwrap_or(0), *expected)
        }
        SlugMissing { taken_by: None, .. } => {
            "the slug does not lead to it, and another organization can take the slug".to_owned()
        }
        SlugMissing { taken_by: Some(other), .. } => {
            format!("the slug leads to {}", context.organizations.name(other))
        }
        SlugExtra { .. } => "no other organization can have the slug".to_owned(),
        _ => return None,
    })
}

fn effect_on_member(inconsistency: &Inconsistency, context: Context<'_>) -> Option<String> {
    Some(match inconsistency {
        MemberMiscounted { member, counted_domain, verified_domain } => {
            context.miscounted(member, counted_domain.as_ref(), verified_domain.as_ref())
        }
        MemberAttributes { member, attribute, .. } => wrong_attribute(member, attribute),
        MemberIdMissing { taken_by: None, .. } => {
            "commands do not find the Member by its id, and another Member can get the id".to_owned()
        }
        MemberIdMissing { member, taken_by: Some(_) } => {
            format!("commands with the id change the other Member, not {}", member.email_address)
        }
        MemberIdDangling { .. } => "none for people; no Member elsewhere can have the id".to_owned(),
        RetiredAddressMissing { retired_email_address: address, taken_by: None, .. } => format!(
            "another Member can get the address, and a person who signs in with {address} can join if the settings \
             allow it"
        ),
        RetiredAddressMissing { member, .. } => format!("changes of {} can be refused", member_name(member)),
        RetiredAddressExtra { retired_email_address: address, .. } => {
            format!("a person who signs in with {address} cannot join, and no Member can get the address")
        }
        MembershipDangling { member } => {
            format!("{} does not see it; every request of this person logs a warning", member.email_address)
        }
        _ => return None,
    })
}

fn effect_of_shared_value(inconsistency: &Inconsistency) -> Option<String> {
    Some(match inconsistency {
        SsoConnectionShared { .. } => {
            "a sign-in by this connection counts as a sign-in of each of these organizations".to_owned()
        }
        ClaimedDomainShared { domain, .. } => format!(
            "a sign-in by SSO of any of them shows all organizations of a person with an address at {domain}"
        ),
        PasswordIdShared { .. } => {
            "the password of one of these people is accepted for the Members of the others".to_owned()
        }
        TotpIdShared { .. } => {
            "the authenticator of one of these people is accepted for the Members of the others".to_owned()
        }
        _ => return None,
    })
}

fn wrong_attribute(member: &MemberRef, attribute: &str) -> String {
    let address = &member.email_address;
    match attribute {
        "security_stamp" => {
            format!("{address} does not see it, and sessions of the Member there are answered with an error")
        }
        "revision" => format!("{address} cannot sign in to it, and commands cannot change the Member"),
        "counted_domain" => "none for people; commands cannot change the Member".to_owned(),
        _ => "none for people; lists and a deletion of the organization do not find the Member".to_owned(),
    }
}
