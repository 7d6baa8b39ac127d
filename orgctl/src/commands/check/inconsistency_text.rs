//! Formats inconsistencies and notices, one line each.

use std::fmt::Display;

use org_discovery::domain::{EmailDomain, MemberId, OrganizationId};
use org_discovery_admin::writer::check::{CheckNotice, Difference, Name};

/// Formats an inconsistency: what it is about, then the problem.
pub fn inconsistency_text(inconsistency: &Difference) -> String {
    format!("{}: {}", subject(inconsistency), problem(inconsistency))
}

/// Formats a notice.
pub fn notice_text(notice: &CheckNotice) -> String {
    match notice {
        CheckNotice::JoinableByClaimedDomain { organization_id, domain, claimed_by } => format!(
            "{organization_id}: people can join it by the domain {domain}, which is claimed by {}",
            list(claimed_by)
        ),
    }
}

fn subject(inconsistency: &Difference) -> String {
    match inconsistency {
        Difference::EdgeMissing { organization_id, .. }
        | Difference::EdgeExtra { organization_id, .. }
        | Difference::EdgesUnsettled { organization_id }
        | Difference::CounterWrong { organization_id, .. }
        | Difference::RetiredAddressExtra { organization_id, .. }
        | Difference::SlugMissing { organization_id, .. }
        | Difference::SlugExtra { organization_id, .. } => organization_id.to_string(),
        Difference::MemberMiscounted { member, .. }
        | Difference::MemberAttributes { member, .. }
        | Difference::MemberIdMissing { member }
        | Difference::RetiredAddressMissing { member, .. }
        | Difference::MembershipDangling { member } => member_name(member),
        Difference::MemberIdDangling { member_id, .. } => member_id.to_string(),
        Difference::SessionTwinMissing { token_hash } | Difference::SessionTwinDiffers { token_hash } => {
            format!("session {token_hash}")
        }
        Difference::SsoConnectionShared { connection_id, .. } => {
            format!("the SSO connection {connection_id} is in several organizations")
        }
        Difference::ClaimedDomainShared { domain, .. } => {
            format!("the domain {domain} is claimed by several organizations")
        }
        Difference::PasswordIdShared { member_password_id: id, .. } => {
            format!("the password {id} belongs to Members with different addresses")
        }
        Difference::TotpIdShared { totp_registration_id: id, .. } => {
            format!("the TOTP registration {id} belongs to Members with different addresses")
        }
        Difference::Damaged { table, key, .. } => {
            let key: Vec<_> = key.values().map(String::as_str).collect();
            format!("{table} {}", key.join(" "))
        }
    }
}

fn problem(inconsistency: &Difference) -> String {
    match inconsistency {
        Difference::EdgeMissing { edge, .. } => missing_edge(edge),
        Difference::EdgeExtra { edge, .. } => extra_edge(edge),
        Difference::EdgesUnsettled { .. } => PENDING_EDGES.to_owned(),
        Difference::CounterWrong { domain, stored, counted, .. } => wrong_counter(domain, *stored, *counted),
        Difference::MemberMiscounted { counted, vouches_for, .. } => {
            wrong_domain(counted.as_ref(), vouches_for.as_ref())
        }
        Difference::MemberAttributes { reason, .. } => reason.clone(),
        Difference::MemberIdMissing { .. } => "the id does not lead to the Member".to_owned(),
        Difference::MemberIdDangling { place, .. } => {
            format!("the id leads to {place}, where the Member is not")
        }
        Difference::RetiredAddressMissing { retired_email_address, taken_by, .. } => {
            format!("the retired address {retired_email_address} {}", missing_reservation(taken_by.as_ref()))
        }
        Difference::RetiredAddressExtra { retired_email_address, retired_by, .. } => {
            format!(
                "{retired_email_address} is reserved for the Member {retired_by}, which did not retire it"
            )
        }
        Difference::SlugMissing { slug, taken_by, .. } => missing_slug(slug, taken_by.as_ref()),
        Difference::SlugExtra { slug, .. } => {
            format!("the slug {slug} is reserved for an organization that does not have it")
        }
        Difference::MembershipDangling { .. } => "the organization does not exist".to_owned(),
        Difference::SessionTwinMissing { .. } => "only one of its two items exists".to_owned(),
        Difference::SessionTwinDiffers { .. } => CONTRADICTING_SESSION_ITEMS.to_owned(),
        Difference::SsoConnectionShared { organization_ids, .. }
        | Difference::ClaimedDomainShared { organization_ids, .. } => list(organization_ids),
        Difference::PasswordIdShared { members, .. } | Difference::TotpIdShared { members, .. } => {
            list(members.iter().map(member_name))
        }
        Difference::Damaged { reason, .. } => format!("cannot be read: {reason}"),
    }
}

const PENDING_EDGES: &str = "a write of its joinable edges was begun and not finished";
const CONTRADICTING_SESSION_ITEMS: &str = "its two items say different things of it, so a repair revokes it";

fn missing_edge(edge: &str) -> String {
    format!("the joinable edge {edge} is missing, so people do not find it by that")
}

fn extra_edge(edge: &str) -> String {
    format!("the joinable edge {edge} leads nowhere; it costs a read, and shows nothing")
}

fn wrong_counter(domain: &EmailDomain, stored: Option<i64>, counted: u64) -> String {
    let stored = stored.map_or_else(|| "no counter".to_owned(), |stored| stored.to_string());
    format!("{counted} verified Members of {domain}, and the counter says {stored}")
}

fn wrong_domain(counted: Option<&EmailDomain>, verified: Option<&EmailDomain>) -> String {
    let name = |domain: Option<&EmailDomain>| domain.map_or_else(|| "none".to_owned(), ToString::to_string);
    format!("counted for {}, and vouches for {}", name(counted), name(verified))
}

fn missing_reservation(taken_by: Option<&MemberId>) -> String {
    match taken_by {
        None => "is not reserved".to_owned(),
        Some(other) => format!("belongs to the Member {other}; remove it from one of the two"),
    }
}

fn missing_slug(slug: &str, taken_by: Option<&OrganizationId>) -> String {
    match taken_by {
        None => format!("the slug {slug} is not reserved"),
        Some(other) => format!("the slug {slug} belongs to {other} too; give one of them another slug"),
    }
}

fn member_name(Name { organization_id, member_id, email_address }: &Name) -> String {
    format!("{member_id} ({email_address} in {organization_id})")
}

fn list<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(", ")
}
