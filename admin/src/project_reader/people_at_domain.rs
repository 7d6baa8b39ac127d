//! Counts the people at an email domain who do not belong to an organization yet.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::ReturnConsumedCapacity::Total;

use super::ProjectReader;
use org_discovery::{
    domain::{EmailDomain, OrganizationId},
    store::{
        OrganizationReads, OrganizationsToRead, StoreError,
        dynamodb::{
            count_reads,
            items::{
                attributes::{Item, text},
                members::{ADDRESS, ORGANIZATION_ID, partition_of},
            },
            store_error,
        },
    },
};

/// The number of pages of the Members table, 1 MB each, that a count reads at most.
const MAX_PAGES: usize = 20;

/// A number of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct People {
    /// The number of people.
    pub count: usize,
    /// False if the table is larger than a count reads, so that there may be more people.
    pub is_complete: bool,
}

impl ProjectReader {
    /// Counts the addresses at `domain` that have a Member in another organization, but neither a Member nor a retired
    /// address in `organization`. Reads at most 20 MB of the Members table.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn people_outside(
        &self,
        organization: &OrganizationId,
        domain: &EmailDomain,
    ) -> Result<People, StoreError> {
        let at_domain = format!("@{domain}");
        let scan = self
            .tables
            .scan_request(&self.tables.names.members, ADDRESS)
            .filter_expression("begins_with(#partition, :project) AND contains(#partition, :at_domain)")
            .expression_attribute_values(":at_domain", text(&*at_domain))
            .expression_attribute_names("#organization", ORGANIZATION_ID)
            .projection_expression("#partition, #organization")
            .return_consumed_capacity(Total);
        let mut people = Addresses::default();
        let mut start = None;
        for _ in 0..MAX_PAGES {
            let page = scan.clone().set_exclusive_start_key(start).send().await;
            let page = page.map_err(|error| store_error(&error))?;
            count_reads(page.consumed_capacity.as_slice());
            people.add(page.items.as_deref().unwrap_or_default(), &at_domain, organization);
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(People { count: people.outside(), is_complete: true });
            }
        }
        Ok(People { count: people.outside(), is_complete: false })
    }

    /// Returns the verified-member counter of `domain` for one organization.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn verified_members_in(
        &self,
        organization: &OrganizationId,
        domain: &EmailDomain,
    ) -> Result<u64, StoreError> {
        let to_read = OrganizationsToRead {
            organizations: BTreeSet::new(),
            domain: domain.clone(),
            counted: BTreeSet::from([organization.clone()]),
        };
        let found = self.reads().organizations(self.project(), &to_read).await?;
        Ok(found.verified_members.get(organization).copied().unwrap_or_default())
    }
}

/// The partitions of addresses, and whether each address is used in the organization.
#[derive(Debug, Default)]
struct Addresses(BTreeMap<String, bool>);

impl Addresses {
    fn add(&mut self, items: &[Item], at_domain: &str, organization: &OrganizationId) {
        for item in items.iter().filter(|item| partition_of(item).ends_with(at_domain)) {
            let sort_key = item.get(ORGANIZATION_ID).and_then(|value| value.as_s().ok());
            let is_inside = sort_key.is_some_and(|id| id == organization.as_str());
            *self.0.entry(partition_of(item).to_owned()).or_default() |= is_inside;
        }
    }

    fn outside(&self) -> usize {
        self.0.values().filter(|is_inside| !**is_inside).count()
    }
}
