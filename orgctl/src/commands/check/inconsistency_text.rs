//! Formats inconsistencies and notices as one line each.

use std::fmt::Display;

use org_discovery::domain::{EmailDomain, MemberId, OrganizationId};
use org_discovery_admin::consistency::{CheckNotice, Inconsistency, MemberRef};

/// Formats the subject and the problem of an inconsistency.
pub fn inconsistency_text(inconsistency: &Inconsistency) -> String {
    format!("{}: {}", subject(inconsistency), problem(inconsistency))
}

/// Formats a notice.
pub fn notice_text(notice: &CheckNotice) -> String {
    match notice {
        CheckNotice::JoinableByClaimedDomain { organization_id, domain, claimed_by } => format!(
            "{organization_id}: people can join by the domain {domain}, which is claimed by {}",
            list(claimed_by)
        ),
    }
}

fn subject(inconsistency: &Inconsistency) -> String {
    match inconsistency {
        Inconsistency::EdgeMissing { organization_id, .. }
        | Inconsistency::EdgeExtra { organization_id, .. }
        | Inconsistency::EdgesPending { organization_id }
        | Inconsistency::CounterWrong { organization_id, .. }
        | Inconsistency::RetiredAddressExtra { organization_id, .. }
        | Inconsistency::SlugMissing { organization_id, .. }
        | Inconsistency::SlugExtra { organization_id, .. } => organization_id.to_string(),
        Inconsistency::MemberMiscounted { member, .. }
        | Inconsistency::MemberAttributes { member, .. }
        | Inconsistency::MemberIdMissing { member }
        | Inconsistency::RetiredAddressMissing { member, .. }
        | Inconsistency::MembershipDangling { member } => member_name(member),
        Inconsistency::MemberIdDangling { member_id, .. } => member_id.to_string(),
        Inconsistency::SessionPairIncomplete { token_hash }
        | Inconsistency::SessionPairDiffers { token_hash } => {
            format!("session {token_hash}")
        }
        Inconsistency::SsoConnectionShared { connection_id, .. } => {
            format!("the SSO connection {connection_id} belongs to several organizations")
        }
        Inconsistency::ClaimedDomainShared { domain, .. } => {
            format!("the domain {domain} is claimed by several organizations")
        }
        Inconsistency::PasswordIdShared { member_password_id: id, .. } => {
            format!("the password {id} belongs to Members with different addresses")
        }
        Inconsistency::TotpIdShared { totp_registration_id: id, .. } => {
            format!("the TOTP registration {id} belongs to Members with different addresses")
        }
        Inconsistency::Damaged { table, key, .. } => {
            let key: Vec<_> = key.values().map(String::as_str).collect();
            format!("{table} {}", key.join(" "))
        }
    }
}

fn problem(inconsistency: &Inconsistency) -> String {
    match inconsistency {
        Inconsistency::EdgeMissing { edge, .. } => missing_edge(edge),
        Inconsistency::EdgeExtra { edge, .. } => extra_edge(edge),
        Inconsistency::EdgesPending { .. } => PENDING_EDGES.to_owned(),
        Inconsistency::CounterWrong { domain, stored, expected, .. } => {
            wrong_counter(domain, *stored, *expected)
        }
        Inconsistency::MemberMiscounted { counted_domain, verified_domain, .. } => {
            wrong_domain(counted_domain.as_ref(), verified_domain.as_ref())
        }
        Inconsistency::MemberAttributes { reason, .. } => reason.clone(),
        Inconsistency::MemberIdMissing { .. } => "the id item does not point to this Member".to_owned(),
        Inconsistency::MemberIdDangling { member_location, .. } => {
            format!("the id item points to {member_location}, where this Member is not stored")
        }
        Inconsistency::RetiredAddressMissing { retired_email_address, taken_by, .. } => {
            format!("the retired address {retired_email_address} {}", missing_reservation(taken_by.as_ref()))
        }
        Inconsistency::RetiredAddressExtra { retired_email_address, retired_by, .. } => {
            format!(
                "{retired_email_address} is reserved for the Member {retired_by}, which did not retire it"
            )
        }
        Inconsistency::SlugMissing { slug, taken_by, .. } => missing_slug(slug, taken_by.as_ref()),
        Inconsistency::SlugExtra { slug, .. } => {
            format!("the slug {slug} is reserved for this organization, which does not have it")
        }
        Inconsistency::MembershipDangling { .. } => "the organization does not exist".to_owned(),
        Inconsistency::SessionPairIncomplete { .. } => "only one of its two items exists".to_owned(),
        Inconsistency::SessionPairDiffers { .. } => DIFFERING_SESSION_ITEMS.to_owned(),
        Inconsistency::SsoConnectionShared { organization_ids, .. }
        | Inconsistency::ClaimedDomainShared { organization_ids, .. } => list(organization_ids),
        Inconsistency::PasswordIdShared { members, .. } | Inconsistency::TotpIdShared { members, .. } => {
            list(members.iter().map(member_name))
        }
        Inconsistency::Damaged { reason, .. } => format!("damaged: {reason}"),
    }
}

const PENDING_EDGES: &str = "a write of its joinable edges did not finish";
const DIFFERING_SESSION_ITEMS: &str = "its two items differ, so --repair revokes the session";

fn missing_edge(edge: &str) -> String {
    format!("the joinable edge {edge} is missing, so people cannot join through it")
}

fn extra_edge(edge: &str) -> String {
    format!("the joinable edge {edge} is superfluous; it costs a read and has no effect")
}

fn wrong_counter(domain: &EmailDomain, stored: Option<i64>, expected: u64) -> String {
    let stored = stored.map_or_else(|| "missing".to_owned(), |stored| stored.to_string());
    format!("the verified-member counter of {domain} is {stored}, expected {expected}")
}

fn wrong_domain(counted: Option<&EmailDomain>, verified: Option<&EmailDomain>) -> String {
    let name = |domain: Option<&EmailDomain>| domain.map_or_else(|| "none".to_owned(), ToString::to_string);
    format!("the counted domain is {}, expected {}", name(counted), name(verified))
}

fn missing_reservation(taken_by: Option<&MemberId>) -> String {
    match taken_by {
        None => "is not reserved".to_owned(),
        Some(other) => format!("belongs to the Member {other}; remove it from one of the two Members"),
    }
}

fn missing_slug(slug: &str, taken_by: Option<&OrganizationId>) -> String {
    match taken_by {
        None => format!("the slug {slug} is not reserved"),
        Some(other) => format!("the slug {slug} also belongs to {other}; change the slug of one of them"),
    }
}

fn member_name(MemberRef { organization_id, member_id, email_address }: &MemberRef) -> String {
    format!("{member_id} ({email_address} in {organization_id})")
}

fn list<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(", ")
}
