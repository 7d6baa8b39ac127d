//! How each difference is mended: in one transaction, on the condition that things are still so.

use serde_json::Value;

use super::{Name, counters::Key, edges::edges_of, sessions::attribute};
use crate::writer::{
    Outcome, WriteError, Writer,
    member_before::counted_domain,
    stored_organization::at_revision,
    transaction::{Condition, Transaction, not_an_item},
};
use org_discovery::{
    domain::{MemberId, OrganizationId, Timestamp},
    store::dynamodb::items::{
        attributes::{Attributes, Item, item, key, number, text},
        joinable::{edge_item, edge_key},
        members::{
            ADDRESS, COUNTED, LIFE, PLACE, Place, REVISION, id_item, id_key, member_item, member_key,
            read_member,
        },
        object::OBJECT,
        organizations::{ORGANIZATION, VERIFIED_MEMBERS, counter_key, organization_key},
        sessions::{TWIN, session_key},
    },
};

impl Writer {
    pub(super) async fn put_edge(
        &self,
        id: &OrganizationId,
        edge: &str,
    ) -> Result<Option<Outcome>, WriteError> {
        let Some(stored) = self.stored_organization(id).await? else {
            return Ok(None);
        };
        if !edges_of(&stored.organization).any(|called_for| called_for == edge) {
            return Ok(None);
        }
        let mut transaction = Transaction::default();
        transaction.put(&self.tables.joinable, edge_item(&self.project, edge, id), None);
        let unchanged = at_revision(Some(&stored.revision));
        transaction.check(&self.tables.organizations, organization_key(&self.project, id), &unchanged);
        Ok(self.commit(transaction).await?.written())
    }

    pub(super) async fn delete_edge(
        &self,
        id: &OrganizationId,
        edge: &str,
    ) -> Result<Option<Outcome>, WriteError> {
        if !self.is_extra(id, edge).await? {
            return Ok(None);
        }
        let stored = self.stored_organization(id).await?;
        let unchanged = at_revision(stored.as_ref().map(|stored| &stored.revision));
        let mut transaction = Transaction::default();
        transaction.delete(&self.tables.joinable, edge_key(&self.project, edge, id), None);
        transaction.check(&self.tables.organizations, organization_key(&self.project, id), &unchanged);
        Ok(self.commit(transaction).await?.written())
    }

    /// The next write of any kind settles an organization, also one that changes nothing.
    pub(super) async fn settle(
        &self,
        id: &OrganizationId,
        now: Timestamp,
    ) -> Result<Option<Outcome>, WriteError> {
        match self.stored_organization(id).await? {
            Some(stored) => Ok(Some(self.put_organization(&stored.organization, now).await?)),
            None => Ok(None),
        }
    }

    pub(super) async fn set_counter(&self, key: Key) -> Result<Option<Outcome>, WriteError> {
        let Some((key, (state, counted))) = self.recounted([key].into()).await?.pop_first() else {
            return Ok(None);
        };
        let unchanged = match (state.stored, state.revision) {
            (None, _) => Condition::Absent(ORGANIZATION),
            (Some(_), Some(revision)) => Condition::Equal(REVISION, text(revision)),
            (Some(stored), None) => Condition::Equal(VERIFIED_MEMBERS, number(stored)),
        };
        let mut next =
            item([(VERIFIED_MEMBERS, number(counted)), (REVISION, text(self.fresh_stamp().as_str()))]);
        next.extend(counter_key(&self.project, &key.0, &key.1));
        let mut transaction = Transaction::default();
        transaction.put(&self.tables.organizations, next, Some(&unchanged));
        Ok(self.commit(transaction).await?.written())
    }

    pub(super) async fn count_member_anew(&self, name: &Name) -> Result<Option<Outcome>, WriteError> {
        let stored = self.stored_member(&name.email_address, &name.organization_id).await?;
        let Some(stored) = stored.filter(|stored| stored.counted.as_ref() != stored.member.vouches_for())
        else {
            return Ok(None);
        };
        Ok(self.commit(self.recount_transaction(&stored)?).await?.written())
    }

    /// Writes the row anew around its object; the life goes on, if it had a name.
    pub(super) async fn write_attributes(&self, name: &Name) -> Result<Option<Outcome>, WriteError> {
        let Some(stored) = self.row_of(name).await? else {
            return Ok(None);
        };
        let Ok(member) = read_member(&self.project, &stored) else {
            return Ok(None);
        };
        let mut next = member_item(&self.project, &member).map_err(not_an_item)?;
        let life = attribute(&stored, LIFE);
        let life = if life.is_empty() { self.fresh_stamp().as_str().to_owned() } else { life.to_owned() };
        next.extend(key([(LIFE, text(life)), (REVISION, text(self.fresh_stamp().as_str()))]));
        let counted = Attributes::of(&stored).and_then(counted_domain);
        let counted = counted.unwrap_or_else(|_| member.vouches_for().cloned());
        next.extend(counted.map(|domain| (COUNTED.to_owned(), text(domain.as_str()))));
        let mut transaction = Transaction::default();
        transaction.put(&self.tables.members, next, Some(&same_object(&stored)));
        Ok(self.commit(transaction).await?.written())
    }

    /// Where the id leads to another row of that id, nobody but an operator can say which of the two is right.
    pub(super) async fn put_missing_id(&self, name: &Name) -> Result<Option<Outcome>, WriteError> {
        let Some(row) = self.row_of(name).await? else {
            return Ok(None);
        };
        let Ok(member) = read_member(&self.project, &row) else {
            return Ok(None);
        };
        let place = self.place_of(&member.member_id).await?;
        let unchanged = match &place {
            None => Condition::Absent(ADDRESS),
            Some(place) if self.still_leads(&member.member_id, place).await? => {
                Condition::Equal(PLACE, text(place.to_text()))
            }
            Some(_) => return Ok(None),
        };
        let mut transaction = Transaction::default();
        let id = id_item(&self.project, &member.member_id, &Place::of(&member));
        transaction.put(&self.tables.members, id, Some(&unchanged));
        let row_key = member_key(&self.project, &member.email_address, &member.organization_id);
        transaction.check(&self.tables.members, row_key, &same_object(&row));
        Ok(self.commit(transaction).await?.written())
    }

    pub(super) async fn delete_dangling_id(
        &self,
        id: &MemberId,
        place: &str,
    ) -> Result<Option<Outcome>, WriteError> {
        let Some(stored) = self.place_of(id).await?.filter(|stored| stored.to_text() == place) else {
            return Ok(None);
        };
        if !self.still_leads(id, &stored).await? {
            return Ok(None);
        }
        let mut transaction = Transaction::default();
        let unchanged = Condition::Equal(PLACE, text(place));
        transaction.delete(&self.tables.members, id_key(&self.project, id), Some(&unchanged));
        Ok(self.commit(transaction).await?.written())
    }

    /// Gives the Member that was erased.
    pub(super) async fn erase_dangling(&self, name: &Name) -> Result<Option<Value>, WriteError> {
        let Some(stored) = self.stored_member(&name.email_address, &name.organization_id).await? else {
            return Ok(None);
        };
        if !self.is_dangling(&stored.member).await? {
            return Ok(None);
        }
        let mut transaction = self.erase_transaction(&stored).await?;
        let organization = organization_key(&self.project, &name.organization_id);
        transaction.check(&self.tables.organizations, organization, &Condition::Absent(ORGANIZATION));
        let member = serde_json::to_value(&stored.member).map_err(not_an_item)?;
        Ok(self.commit(transaction).await?.written().map(|_| member))
    }

    pub(super) async fn delete_orphan(&self, hash: &str) -> Result<Option<Outcome>, WriteError> {
        let Some(item) = self.session_item(hash).await? else {
            return Ok(None);
        };
        if !self.is_without_twin(hash).await? {
            return Ok(None);
        }
        let unchanged = Condition::Equal(TWIN, text(attribute(&item, TWIN)));
        let mut transaction = Transaction::default();
        transaction.delete(&self.tables.sessions, session_key(hash), Some(&unchanged));
        Ok(self.commit(transaction).await?.written())
    }

    /// Revokes a session whose two items differ: no one can say which of them is right, and the person can sign in again.
    pub(super) async fn revoke_differing(&self, hash: &str) -> Result<Option<Outcome>, WriteError> {
        if !self.differs_from_twin(hash).await? {
            return Ok(None);
        }
        Ok(Some(self.revoke(hash).await?).filter(|outcome| *outcome == Outcome::Written))
    }

    async fn row_of(&self, name: &Name) -> Result<Option<Item>, WriteError> {
        let key = member_key(&self.project, &name.email_address, &name.organization_id);
        self.get_from_members(key).await
    }
}

/// A row that may lack a revision is told by its object.
fn same_object(row: &Item) -> Condition<'static> {
    Condition::Equal(OBJECT, text(attribute(row, OBJECT)))
}
