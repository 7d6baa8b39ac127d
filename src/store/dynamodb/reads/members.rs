//! Reads the Members of an address with one `Query`.

use super::super::{
    DynamoDb,
    failure::skip_damaged_item,
    items::{
        attributes::{Damage, Item, take_text},
        checksummed_object::with_text,
        members::{
            ADDRESS, COUNTED_DOMAIN, ELIGIBLE_BY, MemberItemKind, ORGANIZATION_ID, TABLE, address_partition,
            kind_of, partition_of, read_member_and_security_stamp,
        },
        retired_addresses::read_retired_address,
    },
    query_pages::{query_partition, read_all},
};
use crate::{
    domain::{
        EmailAddress, OrganizationId, ProjectId,
        discovery::{AddressMembers, MemberAttributes},
    },
    store::{MemberReads, StoreError},
};

impl AddressMembers {
    fn add(&mut self, project: &ProjectId, mut item: Item) {
        if kind_of(&item) == MemberItemKind::RetiredAddress {
            return self.add_retired(project, &item);
        }
        match read_member_and_security_stamp(project, &item) {
            Ok((member, security_stamp)) => {
                let attributes = MemberAttributes {
                    security_stamp,
                    counted_domain: take_text(&mut item, COUNTED_DOMAIN),
                    eligible_by: take_text(&mut item, ELIGIBLE_BY),
                };
                self.attributes.insert(member.organization_id.clone(), attributes);
                self.members.push(with_text(member, item));
            }
            Err(damage) => self.add_damaged(&item, &damage),
        }
    }

    fn add_retired(&mut self, project: &ProjectId, item: &Item) {
        match read_retired_address(project, item) {
            Ok(retired) => {
                self.retired_by.insert(retired.organization_id, retired.retired_by);
            }
            Err(damage) => self.add_damaged(item, &damage),
        }
    }

    fn add_damaged(&mut self, item: &Item, Damage(reason): &Damage) {
        let sort_key = item.get(ORGANIZATION_ID).and_then(|value| value.as_s().ok());
        let organization = sort_key.and_then(|id| OrganizationId::parse(id).ok());
        skip_damaged_item(TABLE, partition_of(item), organization.as_ref(), reason);
        self.has_unidentified_damage |= organization.is_none();
        self.damaged.extend(organization);
    }
}

impl MemberReads for DynamoDb {
    async fn members(
        &self,
        project: &ProjectId,
        address: &EmailAddress,
    ) -> Result<AddressMembers, StoreError> {
        let partition = address_partition(project, address);
        let query = query_partition(&self.client, &self.tables.members, ADDRESS, &partition);
        let mut found = AddressMembers::default();
        read_all(query.consistent_read(true), |item| found.add(project, item)).await?;
        Ok(found)
    }
}
