//! The effect of a damaged item on people.

use org_discovery::domain::OrganizationId;
use org_discovery_admin::consistency::{DamagedKind, Inconsistency};

use super::{Context, NONE_NOW};

/// Returns what a damaged item of this kind means for people.
pub(super) fn effect(
    kind: DamagedKind,
    organization: Option<&OrganizationId>,
    inconsistency: &Inconsistency,
    context: Context<'_>,
) -> String {
    let text = match kind {
        DamagedKind::Project => "every request is answered with an error",
        DamagedKind::ProjectSecrets => "every request is rejected, because no secret is valid",
        DamagedKind::ProjectRevision => {
            "none for people; commands cannot change the secrets, keys and issuers"
        }
        DamagedKind::Organization => return damaged_organization(organization, context),
        DamagedKind::Slug => "the slug does not lead to its organization, and no other one can have it",
        DamagedKind::Counter => return damaged_counter(organization, inconsistency, context),
        DamagedKind::Member => return damaged_member(inconsistency),
        DamagedKind::MemberId => "none in lists; commands with the id of the Member fail",
        DamagedKind::RetiredAddress => {
            "a person who signs in with the address cannot join, and no Member can get the address"
        }
        DamagedKind::Edge if organization.is_some() => {
            "none for people; joining needs only the key of the item"
        }
        DamagedKind::Edge => "people whom the edge concerns get an error instead of an empty list",
        DamagedKind::Session => "the session is not accepted, or revoking it does not end it completely",
    };
    text.to_owned()
}

fn damaged_member(inconsistency: &Inconsistency) -> String {
    let address = match inconsistency {
        Inconsistency::Damaged { key, .. } => key.get("address").and_then(|key| key.split_once('#')),
        _ => None,
    };
    let person = address.map_or("the person", |(_, address)| address);
    format!("{person} does not see it, and sessions of the Member there are answered with an error")
}

fn damaged_organization(organization: Option<&OrganizationId>, context: Context<'_>) -> String {
    let facts = organization.and_then(|id| context.organizations.facts(id));
    let people = match facts.and_then(|facts| facts.live_members) {
        None | Some(0) => return "people neither see it nor can join it".to_owned(),
        Some(1) => "1 person does not see it".to_owned(),
        Some(count) => format!("{count} people do not see it"),
    };
    format!("{people}, no person can join it, and sessions of its Members are answered with an error")
}

fn damaged_counter(
    organization: Option<&OrganizationId>,
    inconsistency: &Inconsistency,
    context: Context<'_>,
) -> String {
    let domains = inconsistency.domains();
    let admitted = organization.and_then(|id| domains.iter().find(|domain| context.admits(id, domain)));
    match admitted {
        Some(domain) => format!("people with an address at {domain} cannot join"),
        None => NONE_NOW.to_owned(),
    }
}
