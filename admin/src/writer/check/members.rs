//! Members, the items of their ids, and the organizations that they belong to.

use std::collections::{BTreeMap, HashMap};

use super::{CheckReport, Difference, Name, Organizations, readable, unique::UniqueValues};
use crate::{
    project_reader::under_project,
    writer::{WriteError, Writer, member_before::counted_domain},
};
use org_discovery::{
    domain::{EmailDomain, Member, MemberId, OrganizationId},
    store::dynamodb::{
        Items, KEYS_PER_BATCH, batch_get,
        items::{
            attributes::{Attributes, Damage, Item, text},
            members::{
                ADDRESS, LIFE, MEMBER_ID, MemberItemKind, ORGANIZATION, ORGANIZATION_ID, Place, REVISION,
                TABLE, id_key, kind_of, member_key, organization_index_key, partition_of, read_member,
                read_place,
            },
            partition::name_of_partition,
            retired_addresses::{RetiredAddress, read_retired_address},
        },
    },
};

/// How many Members are counted, by organization and domain.
pub(super) type Counted = BTreeMap<(OrganizationId, EmailDomain), u64>;

impl Name {
    pub(super) fn of(member: &Member) -> Self {
        Self {
            organization_id: member.organization_id.clone(),
            member_id: member.member_id.clone(),
            email_address: member.email_address.clone(),
        }
    }
}

/// What is known of ids and of rows, and has to be looked up on the other side.
#[derive(Default)]
struct LookUps {
    members: Vec<Member>,
    ids: Vec<(MemberId, Place)>,
    retired: Vec<RetiredAddress>,
}

impl LookUps {
    fn is_full(&self) -> bool {
        [self.members.len(), self.ids.len(), self.retired.len()].into_iter().any(|n| n >= KEYS_PER_BATCH)
    }
}

impl Writer {
    /// Gives how many Members are counted.
    pub(super) async fn check_members(
        &self,
        organizations: &Organizations,
        unique: &mut UniqueValues,
        report: &mut CheckReport,
    ) -> Result<Counted, WriteError> {
        let (mut counted, mut look_ups) = (Counted::new(), LookUps::default());
        let scan = under_project(&self.client, &self.tables.members, ADDRESS, &self.project);
        let mut items = Items::of_scan(scan);
        while let Some(item) = items.next().await {
            let item = item?;
            let found = match kind_of(&item) {
                MemberItemKind::Id => self.read_id(&item).map(|id| look_ups.ids.push(id)),
                MemberItemKind::Member => {
                    report.read.members += 1;
                    let member = self.check_member(&item, &mut counted, report);
                    member.map(|member| {
                        unique.add_member(&member);
                        look_ups.members.push(member);
                    })
                }
                MemberItemKind::RetiredAddress => {
                    let retired = read_retired_address(&self.project, &item);
                    retired.map(|retired| look_ups.retired.push(retired))
                }
            };
            if let Err(damage) = found {
                let damaged = Difference::damaged(TABLE, [ADDRESS, ORGANIZATION_ID], &item, damage);
                report.differences.insert(damaged);
            }
            if look_ups.is_full() {
                self.look_up(std::mem::take(&mut look_ups), organizations, report).await?;
            }
        }
        self.look_up(look_ups, organizations, report).await?;
        Ok(counted)
    }

    pub(super) fn read_id(&self, item: &Item) -> Result<(MemberId, Place), Damage> {
        let place = read_place(item)?;
        let id = name_of_partition(Attributes::of(item)?.text(ADDRESS)?, &self.project);
        let id = id.and_then(|id| MemberId::parse(id).ok());
        Ok((id.ok_or_else(|| Damage(format!("{ADDRESS} is malformed")))?, place))
    }

    /// Looks at the row by itself.
    pub(super) fn check_member(
        &self,
        item: &Item,
        counted: &mut Counted,
        report: &mut CheckReport,
    ) -> Result<Member, Damage> {
        let member = read_member(&self.project, item)?;
        let attributes = Attributes::of(item)?;
        let domain = counted_domain(attributes);
        let wrong = domain.as_ref().err().map(|Damage(reason)| reason.clone());
        if let Some(reason) = wrong.or_else(|| self.wrong_attributes(item, &member)) {
            report.differences.insert(Difference::MemberAttributes { member: Name::of(&member), reason });
        }
        // The repair writes the domain of `vouches_for`, so the counter should include the Member there.
        let domain = domain.unwrap_or_else(|_| member.vouches_for().cloned());
        if domain.as_ref() != member.vouches_for() {
            report.differences.insert(Difference::MemberMiscounted {
                member: Name::of(&member),
                counted: domain.clone(),
                vouches_for: member.vouches_for().cloned(),
            });
        }
        if let Some(domain) = domain {
            *counted.entry((member.organization_id.clone(), domain)).or_default() += 1;
        }
        Ok(member)
    }

    fn wrong_attributes(&self, item: &Item, member: &Member) -> Option<String> {
        let has =
            |name: &str| item.get(name).is_some_and(|value| value.as_s().is_ok_and(|text| !text.is_empty()));
        let missing = [REVISION, LIFE].into_iter().find(|name| !has(name));
        let expected = [
            (ORGANIZATION, organization_index_key(&self.project, &member.organization_id)),
            (MEMBER_ID, member.member_id.to_string()),
        ];
        let differs =
            expected.into_iter().find(|(name, value)| item.get(*name) != Some(&text(value.as_str())));
        match (missing, differs) {
            (Some(name), _) => Some(format!("{name} is missing")),
            (None, Some((name, _))) => Some(format!("{name} is not that of the object")),
            (None, None) => None,
        }
    }

    async fn look_up(
        &self,
        look_ups: LookUps,
        organizations: &Organizations,
        report: &mut CheckReport,
    ) -> Result<(), WriteError> {
        let LookUps { members, ids, retired } = look_ups;
        for some in members.chunks(KEYS_PER_BATCH) {
            self.look_up_ids(some, report).await?;
            for member in some {
                if !organizations.know(&member.organization_id) && self.is_dangling(member).await? {
                    report.differences.insert(Difference::MembershipDangling { member: Name::of(member) });
                }
            }
        }
        for some in ids.chunks(KEYS_PER_BATCH) {
            self.look_up_rows(some, report).await?;
        }
        self.check_reserved_addresses(&members, report).await?;
        self.check_retired_addresses(retired, report).await?;
        Ok(())
    }

    async fn look_up_ids(&self, members: &[Member], report: &mut CheckReport) -> Result<(), WriteError> {
        let places =
            self.by_partition(members.iter().map(|member| id_key(&self.project, &member.member_id))).await?;
        for member in members {
            let key = id_key(&self.project, &member.member_id);
            let place = places.get(partition_of(&key)).map(read_place);
            let leads_there = match place {
                Some(Ok(place)) => place == Place::of(member),
                // It is reported as damaged.
                Some(Err(_)) => true,
                None => false,
            };
            if !leads_there && self.is_still_there(member).await? {
                report.differences.insert(Difference::MemberIdMissing { member: Name::of(member) });
            }
        }
        Ok(())
    }

    async fn look_up_rows(
        &self,
        ids: &[(MemberId, Place)],
        report: &mut CheckReport,
    ) -> Result<(), WriteError> {
        // Two ids may lead to one row, and a batch names no key twice.
        let keys: BTreeMap<_, _> = ids
            .iter()
            .map(|(_, place)| {
                let key = member_key(&self.project, &place.address, &place.organization_id);
                (place.to_text(), key)
            })
            .collect();
        let items = batch_get(&self.client, &self.tables.members, keys.into_values().collect()).await?;
        let rows: HashMap<String, Item> =
            items.into_iter().map(|item| (row_name(&item).unwrap_or_default(), item)).collect();
        for (id, place) in ids {
            let row = self.row_at(&rows, place);
            let leads_to_it = match row.map(|item| read_member(&self.project, item)) {
                Some(Ok(member)) => member.member_id == *id,
                Some(Err(_)) => true,
                None => false,
            };
            if !leads_to_it && self.still_leads(id, place).await? {
                let (member_id, place) = (id.clone(), place.to_text());
                report.differences.insert(Difference::MemberIdDangling { member_id, place });
            }
        }
        Ok(())
    }

    fn row_at<'r>(&self, rows: &'r HashMap<String, Item>, place: &Place) -> Option<&'r Item> {
        let key = member_key(&self.project, &place.address, &place.organization_id);
        rows.get(&row_name(&key)?)
    }

    async fn by_partition(
        &self,
        keys: impl Iterator<Item = Item>,
    ) -> Result<HashMap<String, Item>, WriteError> {
        let keys: BTreeMap<String, Item> = keys.map(|key| (partition_of(&key).to_owned(), key)).collect();
        let items = batch_get(&self.client, &self.tables.members, keys.into_values().collect()).await?;
        Ok(items.into_iter().map(|item| (partition_of(&item).to_owned(), item)).collect())
    }

    /// Whether the row is there, and its id does not lead to it, both read now.
    pub(super) async fn is_still_there(&self, member: &Member) -> Result<bool, WriteError> {
        let key = member_key(&self.project, &member.email_address, &member.organization_id);
        let row = self.get_from_members(key).await?;
        let row = row.and_then(|item| read_member(&self.project, &item).ok());
        let is_there = row.is_some_and(|row| row.member_id == member.member_id);
        let place = readable(self.place_of(&member.member_id).await)?;
        Ok(is_there && place.is_some_and(|place| place != Some(Place::of(member))))
    }

    /// Whether the id leads there, and somebody else or nobody is there, both read now.
    pub(super) async fn still_leads(&self, id: &MemberId, place: &Place) -> Result<bool, WriteError> {
        if readable(self.place_of(id).await)?.flatten().as_ref() != Some(place) {
            return Ok(false);
        }
        let key = member_key(&self.project, &place.address, &place.organization_id);
        let row = self.get_from_members(key).await?;
        Ok(match row.map(|item| read_member(&self.project, &item)) {
            Some(Ok(member)) => member.member_id != *id,
            Some(Err(_)) => false,
            None => true,
        })
    }

    /// Whether there is no organization, as of now.
    pub(super) async fn is_dangling(&self, member: &Member) -> Result<bool, WriteError> {
        let organization = readable(self.stored_organization(&member.organization_id).await)?;
        Ok(organization.is_some_and(|organization| organization.is_none()))
    }
}

/// A row's whole key in one text.
fn row_name(item: &Item) -> Option<String> {
    let sort_key = item.get(ORGANIZATION_ID)?.as_s().ok()?;
    Some(format!("{} {sort_key}", partition_of(item)))
}
