//! Sessions. A member session stands twice; both items go together, unless they have ended.

use super::{CheckReport, Difference};
use crate::{
    domain::Timestamp,
    store::dynamodb::{
        Writer,
        item::{Item, text},
        pages::Items,
        sessions::{MEMBER, TABLE, TOKEN_HASH, TWIN, read_any_session},
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
            match read_any_session(&item) {
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

    /// Whether the item says that it is another project's. One of an intermediate session does not say.
    fn is_anothers(&self, item: &Item) -> bool {
        let member = attribute(item, MEMBER);
        !member.is_empty() && !member.starts_with(&format!("{}#", self.project))
    }

    /// Whether the item is there, and its twin does not name it, both read now.
    pub(super) async fn is_without_twin(&self, hash: &str) -> Result<bool, WriteError> {
        let Some(item) = self.session_item(hash).await? else {
            return Ok(false);
        };
        let twin = self.session_item(attribute(&item, TWIN)).await?;
        Ok(twin.is_none_or(|twin| twin.get(TWIN) != Some(&text(hash))))
    }
}

pub(super) fn attribute<'i>(item: &'i Item, name: &str) -> &'i str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}
