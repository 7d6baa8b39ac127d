//! Retired addresses, compared with the Members that retired them.

use super::{CheckReport, Difference, Name, readable};
use crate::{
    domain::{EmailAddress, Member},
    store::dynamodb::{
        Writer,
        item::text,
        members::{REVISION, member_key},
        retired_addresses::{RETIRED_BY, RetiredAddress},
        write::{
            Outcome, WriteError,
            member_before::AtAddress,
            transaction::{Condition, Transaction},
        },
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
            if self.is_unreserved(&retired).await? {
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

    /// Returns whether the item is there and its Member does not reserve the address, both read now.
    async fn is_unreserved(&self, retired: &RetiredAddress) -> Result<bool, WriteError> {
        let Some(found) = readable(self.at_address(&retired.address, &retired.organization_id).await)? else {
            return Ok(false);
        };
        if !found.is_retired_by(&retired.retired_by) {
            return Ok(false);
        }
        let member = self.member_by_id(&retired.organization_id, &retired.retired_by).await;
        let Some(member) = readable(member)? else {
            return Ok(false);
        };
        Ok(member.is_none_or(|stored| !stored.member.reserved_addresses().contains(&retired.address)))
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
        let absent = Condition::Absent(crate::store::dynamodb::members::ADDRESS);
        transaction.put(&self.tables.members, retired.to_item(&self.project), Some(&absent));
        let row = member_key(&self.project, &name.email_address, &name.organization_id);
        let unchanged = Condition::Equal(REVISION, text(stored.revision.as_str()));
        transaction.check(&self.tables.members, row, &unchanged);
        Ok(self.commit(transaction).await?.written())
    }

    pub(super) async fn delete_retired_address(
        &self,
        retired: &RetiredAddress,
    ) -> Result<Option<Outcome>, WriteError> {
        if !self.is_unreserved(retired).await? {
            return Ok(None);
        }
        let mut transaction = Transaction::default();
        let key = member_key(&self.project, &retired.address, &retired.organization_id);
        let unchanged = Condition::Equal(RETIRED_BY, text(retired.retired_by.as_str()));
        transaction.delete(&self.tables.members, key, Some(&unchanged));
        Ok(self.commit(transaction).await?.written())
    }
}

/// Returns the Member that has the address, or another one that retired it.
fn holder(found: &AtAddress) -> Option<crate::domain::MemberId> {
    match found {
        AtAddress::Nothing => None,
        AtAddress::Member(stored) => Some(stored.member.member_id.clone()),
        AtAddress::RetiredBy(member) => Some(member.clone()),
    }
}
