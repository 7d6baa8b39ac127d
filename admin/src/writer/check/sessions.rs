//! Sessions. A member session stands twice; both items go together, unless they have ended.

use super::{CheckReport, Difference};
use crate::writer::{WriteError, Writer};
use org_discovery::{
    domain::{ProjectId, Session, Stamp, Timestamp},
    store::dynamodb::{
        Items,
        items::{
            attributes::{Attributes, Damage, Item},
            sessions::{MEMBER, MEMBER_LIFE, TABLE, TOKEN_HASH, TWIN, member_key, read_any_session},
        },
    },
};

impl Writer {
    pub(super) async fn check_sessions(
        &self,
        now: Timestamp,
        report: &mut CheckReport,
    ) -> Result<(), WriteError> {
        let scan = self.client.scan().table_name(&self.tables.sessions).consistent_read(true);
        let mut items = Items::of_scan(scan);
        while let Some(item) = items.next().await {
            let item = item?;
            if self.is_anothers(&item) {
                continue;
            }
            report.read.session_items += 1;
            match self.read_whole_session(&item) {
                // The table removes what has ended, one item before the other.
                Ok(session) if session.is_expired(now) || session.member().is_none() => {}
                Ok(_) => self.check_pair(&item, report).await?,
                Err(damage) => {
                    report.differences.insert(Difference::damaged(TABLE, [TOKEN_HASH], &item, damage));
                }
            }
        }
        Ok(())
    }

    async fn check_pair(&self, item: &Item, report: &mut CheckReport) -> Result<(), WriteError> {
        let token_hash = attribute(item, TOKEN_HASH).to_owned();
        let pair = self.pair_of(&token_hash).await?;
        // A difference is reported once for both items.
        let is_first = token_hash.as_str() < attribute(item, TWIN);
        if pair == Pair::Incomplete {
            report.differences.insert(Difference::SessionTwinMissing { token_hash });
        } else if pair == Pair::Different && is_first && self.differs_from_twin(&token_hash).await? {
            report.differences.insert(Difference::SessionTwinDiffers { token_hash });
        }
        Ok(())
    }

    /// Reads the session, and everything else that its item must have so that it can be revoked.
    pub(super) fn read_whole_session(&self, item: &Item) -> Result<Session, Damage> {
        let session = read_any_session(item)?;
        let attributes = Attributes::of(item)?;
        if let Some(own) = session.member() {
            let twin = attributes.parsed(TWIN, Stamp::parse)?;
            if twin.as_str() == attribute(item, TOKEN_HASH) {
                return Err(Damage(format!("{TWIN} is the item itself")));
            }
            if attributes.text(MEMBER)? != member_key(&self.project, &own.member_id) {
                return Err(Damage(format!("{MEMBER} is not that of the session")));
            }
        }
        attributes.optional_parsed(MEMBER_LIFE, Stamp::parse)?;
        Ok(session)
    }

    /// Whether the item says that it is another project's. One of an intermediate session does not say.
    fn is_anothers(&self, item: &Item) -> bool {
        let project = attribute(item, MEMBER).split_once('#').and_then(|(id, _)| ProjectId::parse(id).ok());
        project.is_some_and(|project| project != self.project)
    }

    /// Returns whether the item is stored, and its twin is missing or names another, both read now.
    pub(super) async fn is_without_twin(&self, hash: &str) -> Result<bool, WriteError> {
        Ok(self.pair_of(hash).await? == Pair::Incomplete)
    }

    /// Returns whether the two items of a session disagree about it. A writer could change both between the two reads, so a
    /// difference must be there twice.
    pub(super) async fn differs_from_twin(&self, hash: &str) -> Result<bool, WriteError> {
        Ok(self.pair_of(hash).await? == Pair::Different && self.pair_of(hash).await? == Pair::Different)
    }

    /// Compares an item with its twin, both read now. Where one of them is damaged, that is reported instead.
    async fn pair_of(&self, hash: &str) -> Result<Pair, WriteError> {
        let item = self.session_item(hash).await?;
        let Some(item) = item.filter(|item| !attribute(item, TWIN).is_empty()) else {
            return Ok(Pair::Complete);
        };
        let Some(twin) = self.session_item(attribute(&item, TWIN)).await? else {
            return Ok(Pair::Incomplete);
        };
        let named = attribute(&twin, TWIN);
        let is_damaged = named.is_empty() || named == attribute(&twin, TOKEN_HASH);
        if !is_damaged && named != hash {
            return Ok(Pair::Incomplete);
        }
        Ok(match (self.read_whole_session(&item), self.read_whole_session(&twin)) {
            (Ok(session), Ok(other)) if session != other => Pair::Different,
            _ => Pair::Complete,
        })
    }
}

/// The two items of a member session.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pair {
    Complete,
    /// One of them is missing or belongs to another session.
    Incomplete,
    /// They say different things of the session.
    Different,
}

pub(super) fn attribute<'i>(item: &'i Item, name: &str) -> &'i str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}
