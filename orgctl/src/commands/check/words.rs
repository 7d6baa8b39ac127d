//! Differences and notices in words.

use std::fmt::Display;

use org_discovery_admin::writer::check::{CheckNotice, Difference, Name};

/// A difference in one line.
pub fn difference(difference: &Difference) -> String {
    match difference {
        Difference::EdgeMissing { organization_id, edge } => {
            format!(
                "{organization_id}: the joinable edge {edge} is missing, so people do not find it by that"
            )
        }
        Difference::EdgeExtra { organization_id, edge } => {
            format!(
                "{organization_id}: the joinable edge {edge} leads nowhere; it costs a read, and shows nothing"
            )
        }
        Difference::EdgesUnsettled { organization_id } => {
            format!("{organization_id}: a write of its joinable edges was begun and not finished")
        }
        Difference::CounterWrong { organization_id, domain, stored, counted } => {
            let stored = stored.map_or_else(|| "no counter".to_owned(), |stored| stored.to_string());
            format!(
                "{organization_id}: {counted} verified Members of {domain}, and the counter says {stored}"
            )
        }
        Difference::MemberMiscounted { member, counted, vouches_for } => {
            let name =
                |domain: &Option<_>| domain.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string);
            format!("{}: counted for {}, and vouches for {}", named(member), name(counted), name(vouches_for))
        }
        Difference::MemberAttributes { member, reason } => format!("{}: {reason}", named(member)),
        Difference::MemberIdMissing { member } => {
            format!("{}: the id does not lead to the Member", named(member))
        }
        Difference::MemberIdDangling { member_id, place } => {
            format!("{member_id}: the id leads to {place}, where the Member is not")
        }
        Difference::RetiredAddressMissing { member, retired_email_address, taken_by } => {
            let reserved = taken_by.as_ref().map_or_else(
                || "is not reserved".to_owned(),
                |other| format!("belongs to the Member {other}; remove it from one of the two"),
            );
            format!("{}: the retired address {retired_email_address} {reserved}", named(member))
        }
        Difference::RetiredAddressExtra { organization_id, retired_email_address, retired_by } => format!(
            "{organization_id}: {retired_email_address} is reserved for the Member {retired_by}, which did not retire it"
        ),
        Difference::SlugMissing { organization_id, slug, taken_by } => match taken_by {
            None => format!("{organization_id}: the slug {slug} is not reserved"),
            Some(other) => {
                format!(
                    "{organization_id}: the slug {slug} belongs to {other} too; give one of them another slug"
                )
            }
        },
        Difference::SlugExtra { organization_id, slug } => {
            format!(
                "{organization_id}: the slug {slug} is reserved for an organization that does not have it"
            )
        }
        Difference::MembershipDangling { member } => {
            format!("{}: the organization does not exist", named(member))
        }
        Difference::SessionTwinMissing { token_hash } => {
            format!("session {token_hash}: only one of its two items exists")
        }
        Difference::SessionTwinDiffers { token_hash } => {
            format!("session {token_hash}: its two items say different things of it, so a repair revokes it")
        }
        Difference::SsoConnectionShared { connection_id, organization_ids } => {
            format!(
                "the SSO connection {connection_id} is in several organizations: {}",
                list(organization_ids)
            )
        }
        Difference::ClaimedDomainShared { domain, organization_ids } => {
            format!("the domain {domain} is claimed by several organizations: {}", list(organization_ids))
        }
        Difference::PasswordIdShared { member_password_id, members } => format!(
            "the password {member_password_id} belongs to Members with different addresses: {}",
            list(members.iter().map(named))
        ),
        Difference::TotpIdShared { totp_registration_id, members } => format!(
            "the TOTP registration {totp_registration_id} belongs to Members with different addresses: {}",
            list(members.iter().map(named))
        ),
        Difference::Damaged { table, key, reason } => {
            let key: Vec<_> = key.values().map(String::as_str).collect();
            format!("{table} {}: cannot be read: {reason}", key.join(" "))
        }
    }
}

fn named(Name { organization_id, member_id, email_address }: &Name) -> String {
    format!("{member_id} ({email_address} in {organization_id})")
}

/// A notice in one line.
pub fn notice(notice: &CheckNotice) -> String {
    match notice {
        CheckNotice::JoinableByClaimedDomain { organization_id, domain, claimed_by } => format!(
            "{organization_id}: people can join it by the domain {domain}, which is claimed by {}",
            list(claimed_by)
        ),
    }
}

fn list<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(", ")
}
