//! One sentence for each inconsistency: the fault.

use org_discovery::domain::EmailDomain;
use org_discovery_admin::{
    consistency::{
        CheckNotice,
        Inconsistency::{
            self, ClaimedDomainShared, CounterWrong, Damaged, EdgeExtra, EdgeMissing, EdgesPending,
            MemberAttributes, MemberIdDangling, MemberIdMissing, MemberMiscounted, MembershipDangling,
            PasswordIdShared, RetiredAddressExtra, RetiredAddressMissing, SessionPairDiffers,
            SessionPairIncomplete, SlugExtra, SlugMissing, SsoConnectionShared, TotpIdShared,
        },
        OrganizationState,
    },
    enumeration,
};

use super::names::{Organizations, damaged_item_name, location_name, member_name};
use crate::output::counted;

/// Returns what is wrong.
pub fn problem(inconsistency: &Inconsistency, organizations: Organizations<'_>) -> String {
    let problem = match inconsistency {
        EdgeMissing { .. }
        | EdgeExtra { .. }
        | EdgesPending { .. }
        | CounterWrong { .. }
        | SlugMissing { .. }
        | SlugExtra { .. } => problem_of_organization(inconsistency, organizations),
        MemberMiscounted { .. }
        | MemberAttributes { .. }
        | MemberIdMissing { .. }
        | MemberIdDangling { .. }
        | RetiredAddressMissing { .. }
        | RetiredAddressExtra { .. }
        | MembershipDangling { .. } => problem_of_member(inconsistency),
        SessionPairIncomplete { token_hash, .. } => {
            Some(format!("session item {token_hash}: the other item of the session does not exist"))
        }
        SessionPairDiffers { token_hash, .. } => {
            Some(format!("session item {token_hash}: the two items of the session differ"))
        }
        SsoConnectionShared { .. }
        | ClaimedDomainShared { .. }
        | PasswordIdShared { .. }
        | TotpIdShared { .. } => shared_value(inconsistency, organizations),
        Damaged { item, key, reason, .. } => {
            Some(format!("the {} is damaged: {reason}", damaged_item_name(*item, key)))
        }
    };
    problem.unwrap_or_default()
}

fn problem_of_organization(
    inconsistency: &Inconsistency,
    organizations: Organizations<'_>,
) -> Option<String> {
    Some(match inconsistency {
        EdgeMissing { edge, .. } => format!("the joinable edge {edge} does not exist"),
        EdgeExtra { organization_id, edge } => {
            let state = organizations.facts(organization_id).map(|facts| facts.state);
            let why = match state {
                Some(OrganizationState::Absent) => "its organization does not exist",
                _ => "the settings do not need it",
            };
            format!("the joinable edge {edge} is superfluous, because {why}")
        }
        EdgesPending { .. } => "a write of its joinable edges did not finish".to_owned(),
        CounterWrong { domain, stored, expected, .. } => wrong_counter(domain, *stored, *expected),
        SlugMissing { slug, taken_by: None, .. } => format!("its slug {slug} is not reserved"),
        SlugMissing { slug, taken_by: Some(other), .. } => {
            format!("its slug {slug} also belongs to {}", organizations.name(other))
        }
        SlugExtra { slug, .. } => {
            format!("the slug {slug} is reserved for it, but it does not have this slug")
        }
        _ => return None,
    })
}

fn problem_of_member(inconsistency: &Inconsistency) -> Option<String> {
    Some(match inconsistency {
        MemberMiscounted { member, counted_domain, verified_domain } => format!(
            "{} is counted for {} instead of {}",
            member_name(member),
            domain_name(counted_domain.as_ref()),
            domain_name(verified_domain.as_ref())
        ),
        MemberAttributes { member, reason, .. } => format!("{}: {reason}", member_name(member)),
        MemberIdMissing { member, taken_by: None } => {
            format!("no id item names the location of {}", member_name(member))
        }
        MemberIdMissing { member, taken_by: Some(other) } => {
            let other = location_name(other);
            format!("{} has the id of another Member, which is stored at {other}", member_name(member))
        }
        MemberIdDangling { member_id, member_location, .. } => {
            let location = location_name(member_location);
            format!("the id item of Member {member_id} names {location}, where it is not stored")
        }
        RetiredAddressMissing { member, retired_email_address: address, taken_by } => {
            let problem = taken_by
                .as_ref()
                .map_or_else(|| "is not reserved".to_owned(), |other| format!("belongs to Member {other}"));
            format!("the address {address}, which {} retired, {problem}", member_name(member))
        }
        RetiredAddressExtra { retired_email_address: address, retired_by, .. } => {
            format!("the address {address} is reserved for Member {retired_by}, which did not retire it")
        }
        MembershipDangling { member } => {
            format!("{} belongs to this organization, which does not exist", member_name(member))
        }
        _ => return None,
    })
}

fn shared_value(inconsistency: &Inconsistency, organizations: Organizations<'_>) -> Option<String> {
    Some(match inconsistency {
        SsoConnectionShared { connection_id: id, organization_ids: ids } => {
            format!("the SSO connection {id} belongs to {}", organizations.names(ids))
        }
        ClaimedDomainShared { domain, organization_ids: ids } => {
            format!("the domain {domain} is claimed by {}", organizations.names(ids))
        }
        PasswordIdShared { member_password_id: id, members } => {
            format!("the password {id} belongs to {}", enumeration(members.iter().map(member_name)))
        }
        TotpIdShared { totp_registration_id: id, members } => {
            format!("the TOTP registration {id} belongs to {}", enumeration(members.iter().map(member_name)))
        }
        _ => return None,
    })
}

/// Returns the subject of a notice.
pub fn notice(notice: &CheckNotice, organizations: Organizations<'_>) -> String {
    match notice {
        CheckNotice::JoinableByClaimedDomain { organization_id, domain, claimed_by } => format!(
            "people can join {} by the domain {domain}, which is claimed by {}",
            organizations.name(organization_id),
            organizations.names(claimed_by)
        ),
    }
}

fn wrong_counter(domain: &EmailDomain, stored: Option<i64>, expected: u64) -> String {
    let members = counted(expected, "Member");
    match stored {
        None => format!("the verified-member counter of {domain} does not exist; it should count {members}"),
        Some(stored) => {
            format!("the verified-member counter of {domain} is {stored}; it should count {members}")
        }
    }
}

fn domain_name(domain: Option<&EmailDomain>) -> String {
    domain.map_or_else(|| "no domain".to_owned(), ToString::to_string)
}
