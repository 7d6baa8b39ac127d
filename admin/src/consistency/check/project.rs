//! Checks the project item.

use std::collections::BTreeMap;

use crate::{
    consistency::{inconsistency::Inconsistency, report::CheckReport},
    project_tables::ProjectTables,
};
use org_discovery::{
    domain::Revision,
    store::{
        StoreError,
        dynamodb::items::{
            attributes::{Attributes, Damage, Item},
            projects::{PROJECT_ID, REVISION, SECRET_HASHES, TABLE, project_key, read_project},
        },
    },
};

/// Reports a project item that cannot be used or updated.
pub(super) async fn check(tables: &ProjectTables, report: &mut CheckReport) -> Result<(), StoreError> {
    let found = tables.get(&tables.names.projects, project_key(&tables.project)).await?;
    if let Some(Damage(reason)) = found.as_ref().and_then(|item| validate(item).err()) {
        let key = BTreeMap::from([(PROJECT_ID.to_owned(), tables.project.to_string())]);
        report.add(Inconsistency::Damaged { table: TABLE, key, reason });
    }
    Ok(())
}

/// Validates the item. The revision may be absent, but a malformed revision prevents every update.
fn validate(item: &Item) -> Result<(), Damage> {
    read_project(item)?;
    let attributes = Attributes::of(item)?;
    if attributes.texts(SECRET_HASHES)?.is_empty() {
        return Err(Damage(format!("{SECRET_HASHES} is missing or empty, so no caller is accepted")));
    }
    attributes.optional_parsed(REVISION, Revision::parse)?;
    Ok(())
}
