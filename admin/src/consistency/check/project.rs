//! Checks the project item.

use crate::{
    consistency::{damaged_item::DamagedKind, inconsistency::Inconsistency, report::CheckReport},
    project_tables::ProjectTables,
};
use org_discovery::{
    domain::Revision,
    store::{
        StoreError,
        dynamodb::items::{
            attributes::{Attributes, Damage, Item},
            projects::{REVISION, SECRET_HASHES, project_key, read_project},
        },
    },
};

/// Reports a project item that cannot be used or updated.
pub(super) async fn check(tables: &ProjectTables, report: &mut CheckReport) -> Result<(), StoreError> {
    let found = tables.get(&tables.names.projects, project_key(&tables.project)).await?;
    if let Some(item) = found
        && let Err((kind, damage)) = validate(&item)
    {
        report.add(Inconsistency::damaged(kind, &tables.project, &item, damage));
    }
    Ok(())
}

/// Validates the item. The revision may be absent, but a malformed revision prevents every update.
pub(in crate::consistency) fn validate(item: &Item) -> Result<(), (DamagedKind, Damage)> {
    let project = read_project(item).map_err(|damage| (DamagedKind::Project, damage))?;
    let revision = Attributes::of(item).and_then(|item| item.optional_parsed(REVISION, Revision::parse));
    revision.map_err(|damage| (DamagedKind::ProjectRevision, damage))?;
    if project.secrets().is_empty() {
        let damage = Damage(format!("{SECRET_HASHES} is missing or empty"));
        return Err((DamagedKind::ProjectSecrets, damage));
    }
    Ok(())
}
