//! Repairs of the project item.

use super::outcome::RepairOutcome;
use crate::{
    WriteError,
    consistency::{check::project::validate, damaged_item::DamagedKind},
    project_tables::ProjectTables,
    stamps::Stamps,
    transactions::{Condition, Transaction},
};
use org_discovery::store::dynamodb::items::{
    attributes::text,
    projects::{REVISION, project_key},
};

/// Gives the project a new revision if its revision is malformed. All other attributes are kept.
pub(super) async fn replace_revision(
    tables: &ProjectTables,
    stamps: Stamps<'_>,
) -> Result<RepairOutcome, WriteError> {
    let stored = tables.get(&tables.names.projects, project_key(&tables.project)).await?;
    let Some(mut item) = stored else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let Err((DamagedKind::ProjectRevision, _)) = validate(&item) else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let Some(malformed) = item.insert(REVISION.to_owned(), text(stamps.revision().as_str())) else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let mut transaction = Transaction::default();
    transaction.put(&tables.names.projects, item, Some(&Condition::Equal(REVISION, malformed)));
    Ok(transaction.commit(&tables.client).await?.into())
}
