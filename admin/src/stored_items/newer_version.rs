//! Items of a newer version.

use org_discovery::store::dynamodb::items::attributes::{Item, SCHEMA_ATTRIBUTE, SCHEMA_VERSION};

/// Returns true if a newer version wrote the item. This version cannot parse it, but must not remove or replace it.
pub(crate) fn is_of_newer_version(item: &Item) -> bool {
    let schema = item.get(SCHEMA_ATTRIBUTE).and_then(|schema| schema.as_n().ok()?.parse::<u64>().ok());
    schema.zip(SCHEMA_VERSION.parse().ok()).is_some_and(|(schema, known)| schema > known)
}
