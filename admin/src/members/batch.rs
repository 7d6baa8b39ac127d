//! Writes several Members of one organization in one transaction, for imports.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{existing_state::ExistingState, transaction::MemberTransaction};
use crate::{
    Outcome, WriteError, limits,
    project_tables::ProjectTables,
    stamps::Stamps,
    stored_items::{ItemAtAddress, StoredMember, read_stored_member},
    transactions::{Committed, ITEMS_PER_TRANSACTION},
};
use org_discovery::{
    domain::{Member, OrganizationId, Timestamp},
    store::{
        StoreError,
        dynamodb::{
            batch_get,
            items::{
                attributes::Damage,
                members::{
                    MemberItemKind, MemberLocation, TABLE, id_key, kind_of, member_key, partition_of,
                    read_member_location,
                },
            },
        },
    },
};

/// The largest number of Members in one transaction. A Member takes up to three items: its own, its id item and a
/// counter.
pub const MEMBERS_PER_TRANSACTION: usize = ITEMS_PER_TRANSACTION / 3;
/// The largest total size of the objects in one transaction. DynamoDB's limit is 4 MB; the difference is for keys,
/// revisions and attribute names.
const MAX_TRANSACTION_BYTES: usize = 3_500_000;

/// The result of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchOutcome {
    /// All Members are written, with these outcomes.
    Written(Vec<Outcome>),
    /// No Member is written. The Members must be written one by one.
    OneByOne(NotBatchable),
}

/// The reason why Members cannot be written in one transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotBatchable {
    /// There are more than [`MEMBERS_PER_TRANSACTION`].
    TooMany,
    /// A Member belongs to another organization.
    OtherOrganization,
    /// A Member has retired addresses.
    RetiredAddresses,
    /// Two Members have the same id or address.
    DuplicateKey,
    /// A stored item is damaged.
    DamagedItem,
    /// A Member moves to another address, or its address or id belongs to another Member.
    MovedOrTaken,
    /// A Member is refused, or DynamoDB rejects an item.
    Refused,
    /// The Members exceed the size limit of a transaction.
    TooLarge,
    /// Another writer changed the same items.
    Conflict,
}

/// The changes of a batch.
struct BatchPlan {
    outcomes: Vec<Outcome>,
    changed: Vec<(ExistingState, Member)>,
}

/// The plan of a batch, or the reason why it cannot be written as one.
enum Planned {
    Batch(BatchPlan),
    OneByOne(NotBatchable),
}

/// Puts `members` in one transaction.
pub(super) async fn put(
    tables: &ProjectTables,
    stamps: Stamps<'_>,
    organization: &OrganizationId,
    members: &[Member],
    now: Timestamp,
) -> Result<BatchOutcome, WriteError> {
    let BatchPlan { outcomes, changed } = match plan_changes(tables, organization, members, now).await? {
        Planned::Batch(plan) => plan,
        Planned::OneByOne(reason) => return Ok(BatchOutcome::OneByOne(reason)),
    };
    if changed.is_empty() {
        return Ok(BatchOutcome::Written(outcomes));
    }
    let transaction = MemberTransaction::new(tables, stamps).put_all(organization, &changed)?;
    match transaction.commit(&tables.client).await {
        Ok(Committed::Yes) => Ok(BatchOutcome::Written(outcomes)),
        Ok(Committed::Conflict) => Ok(BatchOutcome::OneByOne(NotBatchable::Conflict)),
        Err(WriteError::Refused(_)) => Ok(BatchOutcome::OneByOne(NotBatchable::Refused)),
        Err(error) => Err(error),
    }
}

/// Returns the outcome that [`put`] would have, without writing.
pub(super) async fn plan(
    tables: &ProjectTables,
    organization: &OrganizationId,
    members: &[Member],
    now: Timestamp,
) -> Result<BatchOutcome, WriteError> {
    Ok(match plan_changes(tables, organization, members, now).await? {
        Planned::Batch(plan) => BatchOutcome::Written(plan.outcomes),
        Planned::OneByOne(reason) => BatchOutcome::OneByOne(reason),
    })
}

async fn plan_changes(
    tables: &ProjectTables,
    organization: &OrganizationId,
    members: &[Member],
    now: Timestamp,
) -> Result<Planned, WriteError> {
    if let Some(reason) = not_batchable(organization, members) {
        return Ok(Planned::OneByOne(reason));
    }
    let stored = match StoredByKey::read(tables, members).await {
        Err(StoreError::Damaged { .. }) => return Ok(Planned::OneByOne(NotBatchable::DamagedItem)),
        stored => stored?,
    };
    let (mut plan, mut size) = (BatchPlan { outcomes: Vec::new(), changed: Vec::new() }, 0);
    for member in members {
        let Some(existing) = stored.existing_state(tables, member) else {
            return Ok(Planned::OneByOne(NotBatchable::MovedOrTaken));
        };
        let planned = limits::member(member).and_then(|()| existing.plan(member, now));
        let Ok((next, outcome)) = planned else {
            return Ok(Planned::OneByOne(NotBatchable::Refused));
        };
        plan.outcomes.push(outcome);
        if outcome != Outcome::Unchanged {
            size += serde_json::to_string(&next).map_or(MAX_TRANSACTION_BYTES, |json| json.len());
            plan.changed.push((existing, next));
        }
    }
    if size >= MAX_TRANSACTION_BYTES {
        return Ok(Planned::OneByOne(NotBatchable::TooLarge));
    }
    Ok(Planned::Batch(plan))
}

/// Returns the reason why the Members cannot be a batch, if it can be determined without reading the tables.
fn not_batchable(organization: &OrganizationId, members: &[Member]) -> Option<NotBatchable> {
    if members.len() > MEMBERS_PER_TRANSACTION {
        Some(NotBatchable::TooMany)
    } else if members.iter().any(|member| member.organization_id != *organization) {
        Some(NotBatchable::OtherOrganization)
    } else if members.iter().any(|member| !member.reserved_addresses().is_empty()) {
        Some(NotBatchable::RetiredAddresses)
    } else if has_duplicate_key(members) {
        Some(NotBatchable::DuplicateKey)
    } else {
        None
    }
}

/// Returns true if two Members would change the same item. A transaction cannot change an item twice.
fn has_duplicate_key(members: &[Member]) -> bool {
    let (mut ids, mut addresses) = (HashSet::new(), HashSet::new());
    !members.iter().all(|member| ids.insert(&member.member_id) && addresses.insert(&member.email_address))
}

/// The stored items at the keys of a batch, by partition key. The sort key is the same, because all Members belong to
/// one organization.
#[derive(Default)]
struct StoredByKey {
    locations: HashMap<String, MemberLocation>,
    members: HashMap<String, StoredMember>,
    retired: HashSet<String>,
}

impl StoredByKey {
    async fn read(tables: &ProjectTables, members: &[Member]) -> Result<Self, StoreError> {
        let keys = members.iter().flat_map(|member| {
            let key = member_key(&tables.project, &member.email_address, &member.organization_id);
            [key, id_key(&tables.project, &member.member_id)]
        });
        let items = batch_get(&tables.client, &tables.names.members, keys.collect()).await?;
        let mut stored = Self::default();
        for item in &items {
            let partition = partition_of(item).to_owned();
            let damaged = |damage: Damage| damage.of_item(TABLE, &partition);
            match kind_of(item) {
                MemberItemKind::Id => {
                    let location = read_member_location(item).map_err(damaged)?;
                    stored.locations.insert(partition, location);
                }
                MemberItemKind::Member => {
                    let member = read_stored_member(&tables.project, item).map_err(damaged)?;
                    stored.members.insert(partition, member);
                }
                MemberItemKind::RetiredAddress => {
                    stored.retired.insert(partition);
                }
            }
        }
        Ok(stored)
    }

    /// Returns the existing state for `member` if it is new, or keeps its address and has no retired addresses.
    fn existing_state(&self, tables: &ProjectTables, member: &Member) -> Option<ExistingState> {
        let key = member_key(&tables.project, &member.email_address, &member.organization_id);
        let id = id_key(&tables.project, &member.member_id);
        if self.retired.contains(partition_of(&key)) {
            return None;
        }
        let location = self.locations.get(partition_of(&id)).cloned();
        let at_address = match (&location, self.members.get(partition_of(&key)).cloned()) {
            (None, None) => ItemAtAddress::Nothing,
            (Some(location), Some(stored)) if keeps_address(location, &stored, member) => {
                ItemAtAddress::Member(Box::new(stored))
            }
            _ => return None,
        };
        let at_reserved = BTreeMap::new();
        Some(ExistingState { location, at_location: at_address.clone(), at_address, at_reserved })
    }
}

fn keeps_address(location: &MemberLocation, stored: &StoredMember, member: &Member) -> bool {
    *location == MemberLocation::of(member)
        && stored.member.member_id == member.member_id
        && stored.member.reserved_addresses().is_empty()
}
