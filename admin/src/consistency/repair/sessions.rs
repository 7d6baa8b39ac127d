//! Repairs of the two items of a member session.

use super::outcome::RepairOutcome;
use crate::{
    Outcome, WriteError,
    consistency::check::sessions::{is_different, is_incomplete},
    project_tables::ProjectTables,
    sessions::SessionWriter,
    stored_items::{StoredSessions, text_attribute},
    transactions::{Condition, Transaction},
};
use org_discovery::store::dynamodb::items::{
    attributes::text,
    sessions::{PAIRED_TOKEN_HASH, session_key},
};

/// Deletes an item whose paired item is missing.
pub(super) async fn delete_orphan(tables: &ProjectTables, hash: &str) -> Result<RepairOutcome, WriteError> {
    let Some(item) = StoredSessions(tables).item(hash).await? else {
        return Ok(RepairOutcome::NotRepaired);
    };
    if !is_incomplete(tables, hash).await? {
        return Ok(RepairOutcome::NotRepaired);
    }
    let paired = text_attribute(&item, PAIRED_TOKEN_HASH);
    let mut transaction = Transaction::default();
    let unchanged = Condition::Equal(PAIRED_TOKEN_HASH, text(paired));
    transaction.delete(&tables.names.sessions, session_key(hash), Some(&unchanged));
    Ok(transaction.commit(&tables.client).await?.into())
}

/// Revokes a session whose two items differ. Neither can be trusted, and the person can sign in again.
pub(super) async fn revoke_different(
    tables: &ProjectTables,
    hash: &str,
) -> Result<RepairOutcome, WriteError> {
    if !is_different(tables, hash).await? {
        return Ok(RepairOutcome::NotRepaired);
    }
    match SessionWriter::new(tables).revoke_hash(hash).await? {
        Outcome::Removed => Ok(RepairOutcome::Repaired),
        _ => Ok(RepairOutcome::NotRepaired),
    }
}
