//! Counters of verified Members.
//!
//! Every change that could make a count come out differently gives the counter a new revision. So a count is right if the
//! counter had the same revision before and after it.

use std::collections::{BTreeMap, BTreeSet};

use super::{CheckReport, Difference, members::Counted};
use crate::{
    project_reader::under_project,
    writer::{WriteError, Writer},
};
use org_discovery::{
    domain::{EmailDomain, OrganizationId},
    store::dynamodb::{
        Items,
        items::{
            attributes::{Attributes, Damage, Item},
            members::{self, ADDRESS, COUNTED, MemberItemKind},
            organizations::{
                self, ITEM, ORGANIZATION, OrganizationItemKind, REVISION, VERIFIED_MEMBERS, counter_key,
                domain_of_counter, kind_of,
            },
        },
        store_error,
    },
};

/// How often suspicious counters are counted anew while others write.
const ROUNDS: usize = 3;

/// What a counter belongs to.
pub(super) type Key = (OrganizationId, EmailDomain);

/// A counter as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counter {
    /// None when there is none.
    pub(super) stored: Option<i64>,
    /// None when there is no counter, or an older version wrote it.
    pub(super) revision: Option<String>,
}

impl Counter {
    fn says(&self, counted: u64) -> bool {
        self.stored.unwrap_or(0) == i64::try_from(counted).unwrap_or(i64::MAX)
    }
}

impl Writer {
    pub(super) async fn check_counters(
        &self,
        mut numbers: Counted,
        report: &mut CheckReport,
    ) -> Result<(), WriteError> {
        let mut suspicious = BTreeSet::new();
        let scan = under_project(&self.client, &self.tables.organizations, ORGANIZATION, &self.project);
        let mut items = Items::of_scan(scan);
        while let Some(item) = items.next().await {
            let item = item?;
            if kind_of(&item) != OrganizationItemKind::Counter {
                continue;
            }
            report.read.counters += 1;
            match self.read_counter(&item) {
                Ok((key, counter)) => {
                    if !counter.says(numbers.remove(&key).unwrap_or(0)) {
                        suspicious.insert(key);
                    }
                }
                Err(damage) => {
                    // Nothing can be said of its number until it can be read.
                    let domain = item.get(ITEM).and_then(|key| domain_of_counter(key.as_s().ok()?));
                    let key = self.organization_of(&item).zip(domain);
                    key.map(|key| numbers.remove(&key));
                    let damaged =
                        Difference::damaged(organizations::TABLE, [ORGANIZATION, ITEM], &item, damage);
                    report.differences.insert(damaged);
                }
            }
        }
        // What is left has no counter at all.
        suspicious.extend(numbers.into_keys());
        for (key, (state, counted)) in self.recounted(suspicious).await? {
            if !state.says(counted) {
                let ((organization_id, domain), stored) = (key, state.stored);
                report.differences.insert(Difference::CounterWrong {
                    organization_id,
                    domain,
                    stored,
                    counted,
                });
            }
        }
        Ok(())
    }

    pub(super) fn read_counter(&self, item: &Item) -> Result<(Key, Counter), Damage> {
        let attributes = Attributes::of(item)?;
        let id = self.organization_of(item).ok_or_else(|| Damage(format!("{ORGANIZATION} is malformed")))?;
        let domain = domain_of_counter(attributes.text(ITEM)?);
        let domain = domain.ok_or_else(|| Damage(format!("{ITEM} is malformed")))?;
        Ok(((id, domain), read_state(item)?))
    }

    /// Counters that kept their revision while their Members were counted, with their number. One that others keep writing
    /// is left to the next check.
    pub(super) async fn recounted(
        &self,
        mut keys: BTreeSet<Key>,
    ) -> Result<BTreeMap<Key, (Counter, u64)>, WriteError> {
        let mut settled = BTreeMap::new();
        for _ in 0..ROUNDS {
            if keys.is_empty() {
                break;
            }
            let before = self.counters(&keys).await?;
            let counted = self.count_members(&keys).await?;
            for (key, after) in self.counters(&keys).await? {
                if before.get(&key) == Some(&after) {
                    keys.remove(&key);
                    let number = counted.get(&key).copied().unwrap_or(0);
                    settled.insert(key, (after, number));
                }
            }
        }
        Ok(settled)
    }

    async fn counters(&self, keys: &BTreeSet<Key>) -> Result<BTreeMap<Key, Counter>, WriteError> {
        let mut counters = BTreeMap::new();
        for key in keys {
            let request = self
                .client
                .get_item()
                .table_name(&self.tables.organizations)
                .set_key(Some(counter_key(&self.project, &key.0, &key.1)))
                .consistent_read(true);
            let item = request.send().await.map_err(|error| store_error(&error))?.item;
            // One that cannot be read is reported as damaged.
            if let Ok(counter) = item.as_ref().map(read_state).transpose() {
                counters.insert(key.clone(), counter.unwrap_or_default());
            }
        }
        Ok(counters)
    }

    async fn count_members(&self, keys: &BTreeSet<Key>) -> Result<Counted, WriteError> {
        let mut counted = Counted::new();
        let scan = under_project(&self.client, &self.tables.members, ADDRESS, &self.project);
        let mut items = Items::of_scan(scan);
        while let Some(item) = items.next().await {
            let item = item?;
            if let Some(key) = counted_under(&item).filter(|key| keys.contains(key)) {
                *counted.entry(key).or_default() += 1;
            }
        }
        Ok(counted)
    }
}

/// Returns the counter in which a Member's item is counted.
fn counted_under(item: &Item) -> Option<Key> {
    if members::kind_of(item) != MemberItemKind::Member {
        return None;
    }
    let text = |name: &str| item.get(name)?.as_s().ok();
    let organization = OrganizationId::parse(text(members::ORGANIZATION_ID)?).ok()?;
    Some((organization, EmailDomain::parse(text(COUNTED)?).ok()?))
}

fn read_state(item: &Item) -> Result<Counter, Damage> {
    let attributes = Attributes::of(item)?;
    let revision = attributes.optional_text(REVISION)?.map(str::to_owned);
    Ok(Counter { stored: Some(attributes.number(VERIFIED_MEMBERS)?), revision })
}
