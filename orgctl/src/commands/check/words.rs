//! Inconsistencies and notices in words.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

use org_discovery::domain::{EmailAddress, EmailDomain, MemberId, OrganizationId};
use org_discovery_admin::consistency::{
    CheckNotice,
    Inconsistency::{
        self, ClaimedDomainShared, CounterWrong, Damaged, EdgeExtra, EdgeMissing, EdgesPending,
        MemberAttributes, MemberIdDangling, MemberIdMissing, MemberMiscounted, MembershipDangling,
        PasswordIdShared, RetiredAddressExtra, RetiredAddressMissing, SessionPairDiffers,
        SessionPairIncomplete, SlugExtra, SlugMissing, SsoConnectionShared, TotpIdShared,
    },
    MemberRef,
};

/// Returns an inconsistency in one line.
pub fn inconsistency(inconsistency: &Inconsistency) -> String {
    match inconsistency {
        EdgeMissing { organization_id, edge } => edge_missing(organization_id, edge),
        EdgeExtra { organization_id, edge } => edge_extra(organization_id, edge),
        EdgesPending { organization_id } => edges_pending(organization_id),
        CounterWrong { organization_id, domain, stored, counted } => {
            counter_wrong(organization_id, domain, *stored, *counted)
        }
        MemberMiscounted { member, counted_domain, verified_domain } => {
            member_miscounted(member, counted_domain.as_ref(), verified_domain.as_ref())
        }
        MemberAttributes { member, reason } => format!("{}: {reason}", named(member)),
        MemberIdMissing { member } => format!("{}: the id does not lead to the Member", named(member)),
        MemberIdDangling { member_id, member_location } => id_dangling(member_id, member_location),
        RetiredAddressMissing { member, retired_email_address, taken_by } => {
            retired_address_missing(member, retired_email_address, taken_by.as_ref())
        }
        RetiredAddressExtra { organization_id, retired_email_address, retired_by } => {
            retired_address_extra(organization_id, retired_email_address, retired_by)
        }
        SlugMissing { organization_id, slug, taken_by } => {
            slug_missing(organization_id, slug, taken_by.as_ref())
        }
        SlugExtra { organization_id, slug } => slug_extra(organization_id, slug),
        MembershipDangling { member } => format!("{}: the organization does not exist", named(member)),
        SessionPairIncomplete { token_hash } => pair_incomplete(token_hash),
        SessionPairDiffers { token_hash } => pair_differs(token_hash),
        SsoConnectionShared { connection_id, organization_ids } => {
            connection_shared(connection_id, organization_ids)
        }
        ClaimedDomainShared { domain, organization_ids } => domain_shared(domain, organization_ids),
        PasswordIdShared { member_password_id, members } => {
            id_shared("password", member_password_id, members)
        }
        TotpIdShared { totp_registration_id, members } => {
            id_shared("TOTP registration", totp_registration_id, members)
        }
        Damaged { table, key, reason } => damaged(table, key, reason),
    }
}

fn edge_missing(id: &OrganizationId, edge: &str) -> String {
    format!("{id}: the joinable edge {edge} is missing, so people do not find it by that")
}

fn edge_extra(id: &OrganizationId, edge: &str) -> String {
    format!("{id}: the joinable edge {edge} leads nowhere; it costs a read, and shows nothing")
}

fn edges_pending(id: &OrganizationId) -> String {
    format!("{id}: a write of its joinable edges was begun and not finished")
}

fn counter_wrong(id: &OrganizationId, domain: &EmailDomain, stored: Option<i64>, counted: u64) -> String {
    let stored = stored.map_or_else(|| "no counter".to_owned(), |stored| stored.to_string());
    format!("{id}: {counted} verified Members of {domain}, and the counter says {stored}")
}

fn member_miscounted(
    member: &MemberRef,
    counted: Option<&EmailDomain>,
    verified: Option<&EmailDomain>,
) -> String {
    let name = |domain: Option<&EmailDomain>| domain.map_or("none", EmailDomain::as_str).to_owned();
    format!("{}: counted for {}, and vouches for {}", named(member), name(counted), name(verified))
}

fn id_dangling(id: &MemberId, location: &str) -> String {
    format!("{id}: the id leads to {location}, where the Member is not")
}

fn retired_address_missing(
    member: &MemberRef,
    address: &EmailAddress,
    taken_by: Option<&MemberId>,
) -> String {
    let reserved = match taken_by {
        None => "is not reserved".to_owned(),
        Some(other) => format!("belongs to the Member {other}; remove it from one of the two"),
    };
    format!("{}: the retired address {address} {reserved}", named(member))
}

fn retired_address_extra(id: &OrganizationId, address: &EmailAddress, retired_by: &MemberId) -> String {
    format!("{id}: {address} is reserved for the Member {retired_by}, which did not retire it")
}

fn slug_missing(id: &OrganizationId, slug: &str, taken_by: Option<&OrganizationId>) -> String {
    match taken_by {
        None => format!("{id}: the slug {slug} is not reserved"),
        Some(other) => {
            format!("{id}: the slug {slug} belongs to {other} too; give one of them another slug")
        }
    }
}

fn slug_extra(id: &OrganizationId, slug: &str) -> String {
    format!("{id}: the slug {slug} is reserved for an organization that does not have it")
}

fn pair_incomplete(token_hash: &str) -> String {
    format!("session {token_hash}: only one of its two items exists")
}

fn pair_differs(token_hash: &str) -> String {
    format!("session {token_hash}: its two items say different things of it, so a repair revokes it")
}

fn connection_shared(connection: &str, organizations: &BTreeSet<OrganizationId>) -> String {
    format!("the SSO connection {connection} is in several organizations: {}", list(organizations))
}

fn domain_shared(domain: &EmailDomain, organizations: &BTreeSet<OrganizationId>) -> String {
    format!("the domain {domain} is claimed by several organizations: {}", list(organizations))
}

fn id_shared(kind: &str, id: &str, members: &BTreeSet<MemberRef>) -> String {
    let members = list(members.iter().map(named));
    format!("the {kind} {id} belongs to Members with different addresses: {members}")
}

fn damaged(table: &str, key: &BTreeMap<String, String>, reason: &str) -> String {
    let key: Vec<_> = key.values().map(String::as_str).collect();
    format!("{table} {}: cannot be read: {reason}", key.join(" "))
}

/// Returns a notice in one line.
pub fn notice(notice: &CheckNotice) -> String {
    match notice {
        CheckNotice::JoinableByClaimedDomain { organization_id, domain, claimed_by } => format!(
            "{organization_id}: people can join it by the domain {domain}, which is claimed by {}",
            list(claimed_by)
        ),
    }
}

fn named(MemberRef { organization_id, member_id, email_address }: &MemberRef) -> String {
    format!("{member_id} ({email_address} in {organization_id})")
}

fn list<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(", ")
}
