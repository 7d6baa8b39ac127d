//! Many Members of one organization in one transaction, for imports.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    Effect, WriteError, Writer, limits,
    member_before::{AtAddress, Before, StoredMember, read_stored},
    transaction::{Committed, ITEMS_PER_TRANSACTION},
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
                    MemberItemKind, Place, TABLE, id_key, kind_of, member_key, partition_of, read_place,
                },
            },
        },
    },
};

/// A new Member takes two items, and each a counter at most.
pub const MEMBERS_PER_TRANSACTION: usize = ITEMS_PER_TRANSACTION / 3;
/// A transaction takes 4 MB; keys, stamps and names of attributes need a little.
const LARGEST_TRANSACTION: usize = 3_500_000;

impl Writer {
    /// Puts Members of one organization in one transaction, and says what that came to for each.
    ///
    /// Only the plain case is done here: every Member is new, or stands where it stood. `None` for everything else, a
    /// Member that moves, a conflict, somebody who writes the same items, and nothing is written; then
    /// [`Self::put_member`] does it one by one, and says what is wrong.
    ///
    /// # Errors
    /// [`WriteError::Store`].
    pub async fn put_members(
        &self,
        organization: &OrganizationId,
        members: &[Member],
        now: Timestamp,
    ) -> Result<Option<Vec<Effect>>, WriteError> {
        let Some((effects, changed)) = self.plain_changes(organization, members, now).await? else {
            return Ok(None);
        };
        if changed.is_empty() {
            return Ok(Some(effects));
        }
        match self.commit(self.put_all_transaction(organization, &changed)?).await {
            Ok(Committed::Yes) => Ok(Some(effects)),
            Ok(Committed::Overtaken) | Err(WriteError::Refused(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What [`Self::put_members`] would come to.
    ///
    /// # Errors
    /// [`WriteError::Store`].
    pub async fn plan_members(
        &self,
        organization: &OrganizationId,
        members: &[Member],
        now: Timestamp,
    ) -> Result<Option<Vec<Effect>>, WriteError> {
        Ok(self.plain_changes(organization, members, now).await?.map(|(effects, _)| effects))
    }

    async fn plain_changes(
        &self,
        organization: &OrganizationId,
        members: &[Member],
        now: Timestamp,
    ) -> Result<Option<(Vec<Effect>, Vec<(Before, Member)>)>, WriteError> {
        let all_belong = members.iter().all(|member| member.organization_id == *organization);
        let any_retires = members.iter().any(|member| !member.reserved_addresses().is_empty());
        if members.len() > MEMBERS_PER_TRANSACTION || !all_belong || any_retires || share_a_key(members) {
            return Ok(None);
        }
        let stored = match self.stored_by_key(members).await {
            Err(WriteError::Store(StoreError::Damaged { .. })) => return Ok(None),
            stored => stored?,
        };
        let (mut effects, mut changed, mut size) = (Vec::new(), Vec::new(), 0);
        for member in members {
            let Some(before) = self.plain_before(member, &stored) else {
                return Ok(None);
            };
            let Ok((next, effect)) = limits::member(member).and_then(|()| before.plan(member, now)) else {
                return Ok(None);
            };
            effects.push(effect);
            if effect != Effect::Unchanged {
                size += serde_json::to_string(&next).map_or(LARGEST_TRANSACTION, |json| json.len());
                changed.push((before, next));
            }
        }
        Ok((size < LARGEST_TRANSACTION).then_some((effects, changed)))
    }

    /// Everything that stands under the keys of `members`.
    async fn stored_by_key(&self, members: &[Member]) -> Result<StoredByKey, WriteError> {
        let keys = members.iter().flat_map(|member| {
            let row = member_key(&self.project, &member.email_address, &member.organization_id);
            [row, id_key(&self.project, &member.member_id)]
        });
        let items = batch_get(&self.client, &self.tables.members, keys.collect()).await?;
        let mut stored = StoredByKey::default();
        for item in &items {
            let partition = partition_of(item).to_owned();
            let damaged = |damage: Damage| damage.of_item(TABLE, &partition);
            match kind_of(item) {
                MemberItemKind::Id => {
                    let place = read_place(item).map_err(damaged)?;
                    stored.places.insert(partition, place);
                }
                MemberItemKind::Member => {
                    let member = read_stored(&self.project, item).map_err(damaged)?;
                    stored.rows.insert(partition, member);
                }
                MemberItemKind::RetiredAddress => {
                    stored.retired.insert(partition);
                }
            }
        }
        Ok(stored)
    }

    /// Returns the state before `member`, where that is nothing or the Member itself, without retired addresses.
    fn plain_before(&self, member: &Member, stored: &StoredByKey) -> Option<Before> {
        let row = member_key(&self.project, &member.email_address, &member.organization_id);
        let id = id_key(&self.project, &member.member_id);
        if stored.retired.contains(partition_of(&row)) {
            return None;
        }
        let place = stored.places.get(partition_of(&id)).cloned();
        let at_reserved = BTreeMap::new();
        match (&place, stored.rows.get(partition_of(&row)).cloned()) {
            (None, None) => {
                let at_place = AtAddress::Nothing;
                Some(Before { place, at_place, at_address: AtAddress::Nothing, at_reserved })
            }
            (Some(at), Some(row))
                if *at == Place::of(member)
                    && row.member.member_id == member.member_id
                    && row.member.reserved_addresses().is_empty() =>
            {
                let at_address = AtAddress::Member(Box::new(row));
                Some(Before { place, at_place: at_address.clone(), at_address, at_reserved })
            }
            _ => None,
        }
    }
}

/// What was read, by partition: all rows are of one organization.
#[derive(Default)]
struct StoredByKey {
    places: HashMap<String, Place>,
    rows: HashMap<String, StoredMember>,
    retired: HashSet<String>,
}

/// A transaction touches no item twice.
fn share_a_key(members: &[Member]) -> bool {
    let (mut ids, mut addresses) = (HashSet::new(), HashSet::new());
    !members.iter().all(|member| ids.insert(&member.member_id) && addresses.insert(&member.email_address))
}
