//! Stored session items.

use crate::project_tables::ProjectTables;
use org_discovery::store::{
    StoreError,
    dynamodb::items::{attributes::Item, sessions::session_key},
};

/// Consistent reads of the `sessions` table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredSessions<'t>(pub(crate) &'t ProjectTables);

impl StoredSessions<'_> {
    /// Returns the item under a token hash.
    pub(crate) async fn item(self, hash: &str) -> Result<Option<Item>, StoreError> {
        self.0.get(&self.0.names.sessions, session_key(hash)).await
    }
}

/// Returns a string attribute, or the empty string if it is absent or has another type.
pub(crate) fn text_attribute<'i>(item: &'i Item, name: &str) -> &'i str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}
