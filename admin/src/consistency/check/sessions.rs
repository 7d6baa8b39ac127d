//! Checks sessions. A member session is stored as two items that reference each other.

use crate::{
    consistency::{damaged_item::DamagedKind, inconsistency::Inconsistency, report::CheckReport},
    project_tables::ProjectTables,
    stored_items::{StoredSessions, text_attribute},
};
use org_discovery::{
    domain::{ProjectId, SecurityStamp, Session, Timestamp},
    store::{
        StoreError,
        dynamodb::{
            Items,
            items::{
                attributes::{Attributes, Damage, Item},
                sessions::{
                    MEMBER, PAIRED_TOKEN_HASH, SECURITY_STAMP, TOKEN_HASH, member_index_key, read_any_session,
                },
            },
        },
    },
};

/// Reports damaged items, and pairs that are incomplete or contain different sessions.
pub(super) async fn check(
    tables: &ProjectTables,
    now: Timestamp,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    let scan = tables.client.scan().table_name(&tables.names.sessions).consistent_read(true);
    let mut items = Items::of_scan(scan);
    while let Some(item) = items.next().await {
        let item = item?;
        if is_of_another_project(&tables.project, &item) {
            continue;
        }
        report.read.session_items += 1;
        match read_whole_session(&tables.project, &item) {
            // One item of an expired pair may be gone, because TTL deletes the two items at different times.
            Ok(session) if session.is_expired(now) || session.member().is_none() => {}
            Ok(session) => check_pair(tables, &item, session.expires_at, report).await?,
            Err(damage) => {
                report.add(Inconsistency::damaged(DamagedKind::Session, &tables.project, &item, damage));
            }
        }
    }
    Ok(())
}

async fn check_pair(
    tables: &ProjectTables,
    item: &Item,
    expires_at: Timestamp,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    let token_hash = text_attribute(item, TOKEN_HASH).to_owned();
    // The scan finds both items, but a difference is reported only once.
    let is_first = token_hash.as_str() < text_attribute(item, PAIRED_TOKEN_HASH);
    match read_pair(tables, &token_hash).await? {
        Pair::Incomplete => report.add(Inconsistency::SessionPairIncomplete { token_hash, expires_at }),
        Pair::Different if is_first && is_different(tables, &token_hash).await? => {
            report.add(Inconsistency::SessionPairDiffers { token_hash, expires_at });
        }
        Pair::Different | Pair::Complete => {}
    }
    Ok(())
}

/// Parses the session and the other attributes that revocation needs.
pub(in crate::consistency) fn read_whole_session(
    project: &ProjectId,
    item: &Item,
) -> Result<Session, Damage> {
    let session = read_any_session(item)?;
    let attributes = Attributes::of(item)?;
    if let Some(member) = session.member() {
        let paired = attributes.text(PAIRED_TOKEN_HASH)?;
        if paired.is_empty() {
            return Err(Damage(format!("{PAIRED_TOKEN_HASH} is malformed")));
        }
        if paired == text_attribute(item, TOKEN_HASH) {
            return Err(Damage(format!("{PAIRED_TOKEN_HASH} refers to its own item")));
        }
        if attributes.text(MEMBER)? != member_index_key(project, &member.member_id) {
            return Err(Damage(format!("{MEMBER} differs from the session's Member")));
        }
    }
    attributes.optional_parsed(SECURITY_STAMP, SecurityStamp::parse)?;
    Ok(session)
}

/// Returns true if the item belongs to another project. Items of intermediate sessions do not name their project.
fn is_of_another_project(project: &ProjectId, item: &Item) -> bool {
    let named = text_attribute(item, MEMBER).split_once('#').and_then(|(id, _)| ProjectId::parse(id).ok());
    named.is_some_and(|named| named != *project)
}

/// Returns true if the item is stored, and its paired item is missing or references another item. Reads both again.
pub(in crate::consistency) async fn is_incomplete(
    tables: &ProjectTables,
    hash: &str,
) -> Result<bool, StoreError> {
    Ok(read_pair(tables, hash).await? == Pair::Incomplete)
}

/// Returns true if the two items of a session contain different sessions. Compares twice, because a writer can change
/// both items between the two reads.
pub(in crate::consistency) async fn is_different(
    tables: &ProjectTables,
    hash: &str,
) -> Result<bool, StoreError> {
    let is_different = async || Ok::<_, StoreError>(read_pair(tables, hash).await? == Pair::Different);
    Ok(is_different().await? && is_different().await?)
}

/// Reads an item and its paired item, and compares them. A pair with a damaged item counts as complete, because damaged
/// items are reported separately.
async fn read_pair(tables: &ProjectTables, hash: &str) -> Result<Pair, StoreError> {
    let sessions = StoredSessions(tables);
    let item = sessions.item(hash).await?;
    let Some(item) = item.filter(|item| !text_attribute(item, PAIRED_TOKEN_HASH).is_empty()) else {
        return Ok(Pair::Complete);
    };
    let Some(paired) = sessions.item(text_attribute(&item, PAIRED_TOKEN_HASH)).await? else {
        return Ok(Pair::Incomplete);
    };
    let named = text_attribute(&paired, PAIRED_TOKEN_HASH);
    let is_damaged = named.is_empty() || named == text_attribute(&paired, TOKEN_HASH);
    if !is_damaged && named != hash {
        return Ok(Pair::Incomplete);
    }
    let project = &tables.project;
    Ok(match (read_whole_session(project, &item), read_whole_session(project, &paired)) {
        (Ok(session), Ok(other)) if session != other => Pair::Different,
        _ => Pair::Complete,
    })
}

/// The state of the two items of a member session.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pair {
    Complete,
    /// One item is missing or belongs to another session.
    Incomplete,
    /// The items contain different sessions.
    Different,
}
