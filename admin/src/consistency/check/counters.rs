//! Checks the verified-member counters.
//!
//! Every write that can affect a count gives the counter a new revision. A count is therefore exact if the counter has
//! the same revision before and after the count.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::organization_scan::organization_of;
use crate::{
    consistency::{damaged_item::DamagedKind, inconsistency::Inconsistency, report::CheckReport},
    fingerprint,
    project_tables::ProjectTables,
};
use org_discovery::{
    domain::{EmailDomain, OrganizationId, ProjectId},
    store::{
        StoreError,
        dynamodb::items::{
            attributes::{Attributes, Damage, Item},
            members::{self, ADDRESS, COUNTED_DOMAIN, MemberItemKind},
            organizations::{
                ORGANIZATION, OrganizationItemKind, RECORD, REVISION, VERIFIED_MEMBERS, counter_key,
                domain_of_counter, kind_of,
            },
        },
    },
};

/// The maximum number of recounts of a suspicious counter that other writers keep changing.
const ROUNDS: usize = 3;

/// The organization and the domain of a counter.
pub(in crate::consistency) type CounterKey = (OrganizationId, EmailDomain);

/// The number of counted Members, by organization and domain.
pub(super) type Counts = BTreeMap<CounterKey, u64>;

/// A stored counter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::consistency) struct Counter {
    /// The value; `None` if the counter does not exist.
    pub(in crate::consistency) stored: Option<i64>,
    /// The revision; `None` if the counter does not exist or was written by an older version.
    pub(in crate::consistency) revision: Option<String>,
}

impl Counter {
    fn equals(&self, count: u64) -> bool {
        self.stored.unwrap_or(0) == i64::try_from(count).unwrap_or(i64::MAX)
    }
}

/// Reports counters whose value differs from the number of counted Members.
pub(super) async fn check(
    tables: &ProjectTables,
    counts: &Counts,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    let suspicious = suspicious_counters(tables, counts, report).await?;
    for (key, (counter, expected)) in recount(tables, suspicious).await? {
        if !counter.equals(expected) {
            let ((organization_id, domain), stored) = (key, counter.stored);
            report.add(Inconsistency::CounterWrong { organization_id, domain, stored, expected });
        }
    }
    Ok(())
}

/// Returns the keys of the counters that are missing or differ from the number of scanned Members.
async fn suspicious_counters(
    tables: &ProjectTables,
    counts: &Counts,
    report: &mut CheckReport,
) -> Result<BTreeSet<CounterKey>, StoreError> {
    let (mut suspicious, mut found) = (BTreeSet::new(), HashSet::new());
    let mut items = tables.scan(&tables.names.organizations, ORGANIZATION);
    while let Some(item) = items.next().await {
        let item = item?;
        if kind_of(&item) != OrganizationItemKind::Counter {
            continue;
        }
        report.read.counters += 1;
        match read_counter(&tables.project, &item) {
            Ok((key, counter)) => {
                if !counter.equals(counts.get(&key).copied().unwrap_or(0)) {
                    suspicious.insert(key.clone());
                }
                found.insert(fingerprint_of(&key));
            }
            Err(damage) => {
                // The value of a damaged counter cannot be compared.
                found.extend(key_of(&tables.project, &item).map(|key| fingerprint_of(&key)));
                report.add(Inconsistency::damaged(DamagedKind::Counter, &tables.project, &item, damage));
            }
        }
    }
    // The other domains have no counter.
    suspicious.extend(counts.keys().filter(|key| !found.contains(&fingerprint_of(key))).cloned());
    Ok(suspicious)
}

fn fingerprint_of((organization, domain): &CounterKey) -> u64 {
    fingerprint((organization.as_str(), domain.as_str()))
}

fn key_of(project: &ProjectId, item: &Item) -> Option<CounterKey> {
    let domain = domain_of_counter(item.get(RECORD)?.as_s().ok()?)?;
    Some((organization_of(project, item)?, domain))
}

/// Parses a counter item.
pub(in crate::consistency) fn read_counter(
    project: &ProjectId,
    item: &Item,
) -> Result<(CounterKey, Counter), Damage> {
    let attributes = Attributes::of(item)?;
    let id = organization_of(project, item);
    let id = id.ok_or_else(|| Damage(format!("{ORGANIZATION} is malformed")))?;
    let domain = domain_of_counter(attributes.text(RECORD)?);
    let domain = domain.ok_or_else(|| Damage(format!("{RECORD} is malformed")))?;
    Ok(((id, domain), read_value(item)?))
}

fn read_value(item: &Item) -> Result<Counter, Damage> {
    let attributes = Attributes::of(item)?;
    let revision = attributes.optional_text(REVISION)?.map(str::to_owned);
    Ok(Counter { stored: Some(attributes.number(VERIFIED_MEMBERS)?), revision })
}

/// Counts the Members of each counter. Counters that other writers keep changing during the count are omitted; a later
/// check covers them.
pub(in crate::consistency) async fn recount(
    tables: &ProjectTables,
    mut keys: BTreeSet<CounterKey>,
) -> Result<BTreeMap<CounterKey, (Counter, u64)>, StoreError> {
    let mut exact = BTreeMap::new();
    for _ in 0..ROUNDS {
        if keys.is_empty() {
            break;
        }
        let before = read_counters(tables, &keys).await?;
        let counts = count_members(tables, &keys).await?;
        for (key, after) in read_counters(tables, &keys).await? {
            if before.get(&key) == Some(&after) {
                keys.remove(&key);
                let count = counts.get(&key).copied().unwrap_or(0);
                exact.insert(key, (after, count));
            }
        }
    }
    Ok(exact)
}

async fn read_counters(
    tables: &ProjectTables,
    keys: &BTreeSet<CounterKey>,
) -> Result<BTreeMap<CounterKey, Counter>, StoreError> {
    let mut counters = BTreeMap::new();
    for key in keys {
        let (organization, domain) = key;
        let counter_key = counter_key(&tables.project, organization, domain);
        let item = tables.get(&tables.names.organizations, counter_key).await?;
        // A damaged counter is reported separately.
        if let Ok(counter) = item.as_ref().map(read_value).transpose() {
            counters.insert(key.clone(), counter.unwrap_or_default());
        }
    }
    Ok(counters)
}

async fn count_members(tables: &ProjectTables, keys: &BTreeSet<CounterKey>) -> Result<Counts, StoreError> {
    let mut counts = Counts::new();
    let mut items = tables.scan(&tables.names.members, ADDRESS);
    while let Some(item) = items.next().await {
        let item = item?;
        if let Some(key) = counter_key_of(&item).filter(|key| keys.contains(key)) {
            *counts.entry(key).or_default() += 1;
        }
    }
    Ok(counts)
}

/// Returns the key of the counter that counts a Member item, or `None` if no counter does.
fn counter_key_of(item: &Item) -> Option<CounterKey> {
    if members::kind_of(item) != MemberItemKind::Member {
        return None;
    }
    let text = |name: &str| item.get(name)?.as_s().ok();
    let organization = OrganizationId::parse(text(members::ORGANIZATION_ID)?).ok()?;
    Some((organization, EmailDomain::parse(text(COUNTED_DOMAIN)?).ok()?))
}
