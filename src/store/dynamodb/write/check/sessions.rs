//! Sessions. A member session stands twice; both items go together, unless they have ended.

use super::{CheckReport, Difference};
use crate::{
    domain::{ProjectId, Session, Stamp, Timestamp},
    store::dynamodb::{
        Writer,
        item::{Attributes, Damage, Item, text},
        pages::Items,
        sessions::{MEMBER, MEMBER_LIFE, TABLE, TOKEN_HASH, TWIN, member_key, read_any_session},
        write::WriteError,
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
                Ok(_) => {
                    let hash = attribute(&item, TOKEN_HASH).to_owned();
                    if self.is_without_twin(&hash).await? {
                        report.differences.insert(Difference::SessionTwinMissing { token_hash: hash });
                    }
                }
                Err(damage) => {
                    report.differences.insert(Difference::damaged(TABLE, [TOKEN_HASH], &item, damage));
                }
            }
        }
        Ok(())
    }

    /// Reads the session, and everything else that its item must have so that it can be revoked.
    pub(super) fn read_whole_session(&self, item: &Item) -> Result<Session, Damage> {
        let session = read_any_session(item)?;
        let attributes = Attributes::of(item)?;
        if let Some(own) = session.member() {
            attributes.parsed(TWIN, Stamp::parse)?;
            if attributes.text(MEMBER)? != member_key(&self.project, &own.member_id) {
                return Err(Damage(format!("{MEMBER} is not that of the session")));
            }
        }
        let life = attributes.optional_text(MEMBER_LIFE)?;
        life.map(|_| attributes.parsed(MEMBER_LIFE, Stamp::parse)).transpose()?;
        Ok(session)
    }

    /// Whether the item says that it is another project's. One of an intermediate session does not say.
    fn is_anothers(&self, item: &Item) -> bool {
        let project = attribute(item, MEMBER).split_once('#').and_then(|(id, _)| ProjectId::parse(id).ok());
        project.is_some_and(|project| project != self.project)
    }

    /// Returns whether the item is stored, and its twin is missing or names another, both read now. Where one of the two
    /// does not name the other in a usable form, the damage is reported instead.
    pub(super) async fn is_without_twin(&self, hash: &str) -> Result<bool, WriteError> {
        let item = self.session_item(hash).await?;
        let Some(twin) = item.as_ref().map(|item| attribute(item, TWIN)).filter(|twin| !twin.is_empty())
        else {
            return Ok(false);
        };
        let twin = self.session_item(twin).await?;
        Ok(twin.is_none_or(|twin| !attribute(&twin, TWIN).is_empty() && twin.get(TWIN) != Some(&text(hash))))
    }
}

pub(super) fn attribute<'i>(item: &'i Item, name: &str) -> &'i str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}
