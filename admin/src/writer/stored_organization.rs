//! What an organization's write finds before it.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    WriteError, Writer,
    transaction::{Condition, not_an_item},
};
use org_discovery::{
    domain::{Organization, OrganizationId, Stamp},
    store::dynamodb::{
        items::{
            attributes::{Attributes, Damage, Item, text},
            organizations::{
                ORGANIZATION, REVISION, TABLE, UNSETTLED_EDGES, organization_item, organization_key,
                read_organization,
            },
        },
        store_error,
    },
};

/// Edges, in the form in which they stand in keys.
pub(super) type Edges = BTreeSet<String>;

/// An organization as it stands in the table.
#[derive(Debug, Clone)]
pub(super) struct StoredOrganization {
    pub(super) organization: Organization,
    /// Names the state that was read.
    pub(super) revision: Stamp,
    /// Edges that may exist although the organization does not call for them, or be missing although it does: a write in
    /// several steps was begun and not finished.
    pub(super) unsettled: Edges,
}

/// Returns the condition that an organization's item is still at this revision, or still absent.
pub(super) fn at_revision(revision: Option<&Stamp>) -> Condition<'static> {
    match revision {
        None => Condition::Absent(ORGANIZATION),
        Some(revision) => Condition::Equal(REVISION, text(revision.as_str())),
    }
}

impl Writer {
    pub(super) async fn stored_organization(
        &self,
        id: &OrganizationId,
    ) -> Result<Option<StoredOrganization>, WriteError> {
        let request = self
            .client
            .get_item()
            .table_name(&self.tables.organizations)
            .set_key(Some(organization_key(&self.project, id)))
            .consistent_read(true);
        let found = request.send().await.map_err(|error| store_error(&error))?.item;
        let stored = found.as_ref().map(|item| {
            let attributes = Attributes::of(item)?;
            Ok(StoredOrganization {
                organization: read_organization(&self.project, item)?,
                revision: attributes.parsed(REVISION, Stamp::parse)?,
                unsettled: attributes.texts(UNSETTLED_EDGES)?.into_iter().map(str::to_owned).collect(),
            })
        });
        let stored = stored.transpose();
        Ok(stored.map_err(|damage: Damage| damage.of_item(TABLE, id.as_str()))?)
    }

    /// The item of an organization at a revision.
    pub(super) fn item_of(
        &self,
        organization: &Organization,
        revision: &Stamp,
        unsettled: &Edges,
    ) -> Result<Item, WriteError> {
        let mut item = organization_item(&self.project, organization, revision).map_err(not_an_item)?;
        if !unsettled.is_empty() {
            let edges = unsettled.iter().map(text).collect();
            item.insert(UNSETTLED_EDGES.to_owned(), AttributeValue::L(edges));
        }
        Ok(item)
    }
}
