//! Checks the items of the `members` table: Members, id items and retired addresses.

use super::{
    member_counts::MemberCounts, member_ids, organization_scan::KnownOrganizations, retired_addresses,
    unique_values::UniqueValues,
};
use crate::{
    consistency::{
        damaged_item::DamagedKind, inconsistency::Inconsistency, member_ref::MemberRef, report::CheckReport,
    },
    project_tables::ProjectTables,
    stored_items::{ItemState, StoredOrganizations, counted_domain, text_attribute},
};
use org_discovery::{
    domain::{EmailDomain, Member, MemberId, ProjectId},
    store::{
        StoreError,
        dynamodb::{
            KEYS_PER_BATCH,
            items::{
                attributes::{Attributes, Damage, Item, text},
                members::{
                    ADDRESS, COUNTED_DOMAIN, MEMBER_ID, MemberItemKind, MemberLocation, ORGANIZATION,
                    REVISION, SECURITY_STAMP, kind_of, organization_index_key, read_member,
                },
                retired_addresses::{RetiredAddress, read_retired_address},
            },
        },
    },
};

/// Scanned items whose related items must be looked up.
#[derive(Default)]
struct PendingLookups {
    members: Vec<Member>,
    ids: Vec<(MemberId, MemberLocation)>,
    retired: Vec<RetiredAddress>,
}

impl PendingLookups {
    fn is_full(&self) -> bool {
        [self.members.len(), self.ids.len(), self.retired.len()].into_iter().any(|n| n >= KEYS_PER_BATCH)
    }
}

/// Checks every item of the `members` table, and counts the Members.
pub(super) async fn check(
    tables: &ProjectTables,
    organizations: &KnownOrganizations,
    unique: &mut UniqueValues,
    counts: &mut MemberCounts,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    let mut lookups = PendingLookups::default();
    let mut items = tables.scan(&tables.names.members, ADDRESS);
    while let Some(item) = items.next().await {
        let item = item?;
        if let Err(damage) = add_item(&tables.project, &item, &mut lookups, counts, unique, report) {
            let kind = DamagedKind::in_members(&item);
            report.add(Inconsistency::damaged(kind, &tables.project, &item, damage));
        }
        if lookups.is_full() {
            check_pending(tables, std::mem::take(&mut lookups), organizations, report).await?;
        }
    }
    check_pending(tables, lookups, organizations, report).await
}

fn add_item(
    project: &ProjectId,
    item: &Item,
    lookups: &mut PendingLookups,
    counts: &mut MemberCounts,
    unique: &mut UniqueValues,
    report: &mut CheckReport,
) -> Result<(), Damage> {
    match kind_of(item) {
        MemberItemKind::Id => lookups.ids.push(member_ids::read_id(project, item)?),
        MemberItemKind::RetiredAddress => lookups.retired.push(read_retired_address(project, item)?),
        MemberItemKind::Member => {
            report.read.members += 1;
            let CheckedMember { member, counted_domain, inconsistencies } = check_member(project, item)?;
            report.inconsistencies.extend(inconsistencies);
            counts.add_member(&member, counted_domain);
            unique.add_member(&member);
            lookups.members.push(member);
        }
    }
    Ok(())
}

/// The result of checking a Member item on its own.
pub(in crate::consistency) struct CheckedMember {
    member: Member,
    counted_domain: Option<EmailDomain>,
    inconsistencies: Vec<Inconsistency>,
}

/// Checks a Member item on its own, without reading other items.
pub(in crate::consistency) fn check_member(
    project: &ProjectId,
    item: &Item,
) -> Result<CheckedMember, Damage> {
    let member = read_member(project, item)?;
    let mut inconsistencies = Vec::new();
    let domain = counted_domain(Attributes::of(item)?);
    let malformed = domain.as_ref().err().map(|Damage(reason)| (COUNTED_DOMAIN, reason.clone()));
    if let Some((attribute, reason)) = wrong_attribute(project, item, &member).or(malformed) {
        let member = MemberRef::of(&member);
        inconsistencies.push(Inconsistency::MemberAttributes { member, attribute, reason });
    }
    // A malformed counted domain is repaired to the verified domain, so the Member is counted under that domain.
    let counted_domain = domain.unwrap_or_else(|_| member.verified_domain().cloned());
    if counted_domain.as_ref() != member.verified_domain() {
        inconsistencies.push(Inconsistency::MemberMiscounted {
            member: MemberRef::of(&member),
            counted_domain: counted_domain.clone(),
            verified_domain: member.verified_domain().cloned(),
        });
    }
    Ok(CheckedMember { member, counted_domain, inconsistencies })
}

/// Returns the first wrong attribute and its problem, beginning with the attribute that affects people most.
fn wrong_attribute(project: &ProjectId, item: &Item, member: &Member) -> Option<(&'static str, String)> {
    for name in [SECURITY_STAMP, REVISION] {
        if text_attribute(item, name).is_empty() {
            return Some((name, format!("{name} is missing")));
        }
    }
    let expected = [
        (ORGANIZATION, organization_index_key(project, &member.organization_id)),
        (MEMBER_ID, member.member_id.to_string()),
    ];
    let differs = expected.into_iter().find(|(name, value)| item.get(*name) != Some(&text(value.as_str())));
    differs.map(|(name, _)| (name, format!("{name} differs from the object")))
}

async fn check_pending(
    tables: &ProjectTables,
    PendingLookups { members, ids, retired }: PendingLookups,
    organizations: &KnownOrganizations,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    for batch in members.chunks(KEYS_PER_BATCH) {
        member_ids::check_ids_of(tables, batch, report).await?;
        for member in batch {
            if !organizations.contains(&member.organization_id) && is_dangling(tables, member).await? {
                report.add(Inconsistency::MembershipDangling { member: MemberRef::of(member) });
            }
        }
    }
    for batch in ids.chunks(KEYS_PER_BATCH) {
        member_ids::check_locations(tables, batch, report).await?;
    }
    retired_addresses::check_reserved(tables, &members, report).await?;
    retired_addresses::check_retired(tables, retired, report).await
}

/// Returns true if the Member's organization does not exist. Reads the organization again.
pub(in crate::consistency) async fn is_dangling(
    tables: &ProjectTables,
    member: &Member,
) -> Result<bool, StoreError> {
    let organization = StoredOrganizations(tables).get(&member.organization_id).await;
    Ok(matches!(ItemState::of(organization)?, ItemState::Absent))
}
