//! Retired addresses, compared with the Members that retired them.

use super::{CheckReport, Difference, Name, readable};
use crate::writer::{
    Outcome, WriteError, Writer,
    member_before::AtAddress,
    member_transaction::at_revision,
    transaction::{Condition, Transaction},
};
use org_discovery::{
    domain::{EmailAddress, Member, MemberId},
    store::dynamodb::items::{
        attributes::{Item, text},
        members::{ADDRESS, id_key, member_key},
        retired_addresses::{RETIRED_BY, RetiredAddress},
    },
};

impl Writer {
    /// Reports the addresses that Members reserve without an item.
    pub(super) async fn check_reserved_addresses(
        &self,
        members: &[Member],
        report: &mut CheckReport,
    ) -> Result<(), WriteError> {
        for member in members.iter().filter(|member| !member.reserved_addresses().is_empty()) {
            for (address, found) in self.reserved_now(member).await? {
                if !found.is_retired_by(&member.member_id) {
                    let taken_by = holder(&found);
                    let (member, retired_email_address) = (Name::of(member), address);
                    report.differences.insert(Difference::RetiredAddressMissing {
                        member,
                        retired_email_address,
                        taken_by,
                    });
                }
            }
        }
        Ok(())
    }

    /// Reports items whose Member does not reserve the address.
    pub(super) async fn check_retired_addresses(
        &self,
        retired: Vec<RetiredAddress>,
        report: &mut CheckReport,
    ) -> Result<(), WriteError> {
        for retired in retired {
            if self.unreserved(&retired).await?.is_some() {
                let RetiredAddress { address, organization_id, retired_by } = retired;
                report.differences.insert(Difference::RetiredAddressExtra {
                    organization_id,
                    retired_email_address: address,
                    retired_by,
                });
            }
        }
        Ok(())
    }

    /// Returns the items at the addresses that the Member reserves, all read now. Empty when the Member is no longer there.
    async fn reserved_now(&self, member: &Member) -> Result<Vec<(EmailAddress, AtAddress)>, WriteError> {
        let stored = self.stored_member(&member.email_address, &member.organization_id).await;
        let Some(stored) = readable(stored)?.flatten() else {
            return Ok(Vec::new());
        };
        let reserved = readable(self.at_reserved(Some(&stored.member), None).await)?.unwrap_or_default();
        Ok(reserved.into_iter().filter(|_| stored.member.member_id == member.member_id).collect())
    }

    /// Reads the item and the Member that it names, and returns the item and its state with which the address is not reserved.
    /// `None` when it is reserved, or when that cannot be said: an id that leads to another organization or to somebody else
    /// is a difference of its own, and the Member may be elsewhere.
    async fn unreserved(
        &self,
        retired: &RetiredAddress,
    ) -> Result<Option<(Item, Condition<'static>)>, WriteError> {
        let RetiredAddress { address, organization_id, retired_by } = retired;
        let found = readable(self.at_address(address, organization_id).await)?;
        if !found.is_some_and(|found| found.is_retired_by(retired_by)) {
            return Ok(None);
        }
        let place = match readable(self.place_of(retired_by).await)? {
            None => return Ok(None),
            Some(None) => return Ok(Some((id_key(&self.project, retired_by), Condition::Absent(ADDRESS)))),
            Some(Some(place)) if place.organization_id != *organization_id => return Ok(None),
            Some(Some(place)) => place,
        };
        let member = readable(self.stored_member(&place.address, organization_id).await)?.flatten();
        let unreserving = member.filter(|stored| {
            stored.member.member_id == *retired_by && !stored.member.reserved_addresses().contains(address)
        });
        Ok(unreserving.map(|stored| {
            let key = member_key(&self.project, &place.address, organization_id);
            (key, at_revision(Some(&stored)))
        }))
    }

    pub(super) async fn put_retired_address(
        &self,
        name: &Name,
        address: &EmailAddress,
    ) -> Result<Option<Outcome>, WriteError> {
        let Some(stored) = self.stored_member(&name.email_address, &name.organization_id).await? else {
            return Ok(None);
        };
        let is_reserved = stored.member.reserved_addresses().contains(address);
        if stored.member.member_id != name.member_id || !is_reserved {
            return Ok(None);
        }
        let AtAddress::Nothing = self.at_address(address, &name.organization_id).await? else {
            return Ok(None);
        };
        let retired = RetiredAddress {
            address: address.clone(),
            organization_id: name.organization_id.clone(),
            retired_by: name.member_id.clone(),
        };
        let mut transaction = Transaction::default();
        let absent = Condition::Absent(ADDRESS);
        transaction.put(&self.tables.members, retired.to_item(&self.project), Some(&absent));
        let row = member_key(&self.project, &name.email_address, &name.organization_id);
        let unchanged = at_revision(Some(&stored));
        transaction.check(&self.tables.members, row, &unchanged);
        Ok(self.commit(transaction).await?.written())
    }

    pub(super) async fn delete_retired_address(
        &self,
        retired: &RetiredAddress,
    ) -> Result<Option<Outcome>, WriteError> {
        let Some((key_of_member, still_unreserved)) = self.unreserved(retired).await? else {
            return Ok(None);
        };
        let mut transaction = Transaction::default();
        let key = member_key(&self.project, &retired.address, &retired.organization_id);
        let unchanged = Condition::Equal(RETIRED_BY, text(retired.retired_by.as_str()));
        transaction.delete(&self.tables.members, key, Some(&unchanged));
        transaction.check(&self.tables.members, key_of_member, &still_unreserved);
        Ok(self.commit(transaction).await?.written())
    }
}

/// Returns the Member that has the address, or another one that retired it.
fn holder(found: &AtAddress) -> Option<MemberId> {
    match found {
        AtAddress::Nothing => None,
        AtAddress::Member(stored) => Some(stored.member.member_id.clone()),
        AtAddress::RetiredBy(member) => Some(member.clone()),
    }
}
