//! Ends all sessions of an email address, in every organization.

use super::MemberWriter;
use crate::{
    Outcome, WriteError,
    sessions::SessionWriter,
    stored_items::{read_stored_member, text_attribute},
    transactions::{Attempt, until_committed},
};
use org_discovery::{
    domain::{CredentialKind, EmailAddress, Member, MemberId},
    store::dynamodb::{
        Items,
        items::{
            attributes::{Item, text},
            members::{ADDRESS, MEMBER_ID, MemberItemKind, address_partition, kind_of},
            sessions::{EMAIL_ADDRESS, KIND, TOKEN_HASH},
        },
        query_partition,
    },
};

/// The sessions that were ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EndedSessions {
    /// The number of Members whose sessions ended.
    pub members: usize,
    /// The number of damaged Members with the address. Those of their sessions that were found have ended, too.
    pub damaged_members: usize,
    /// The number of intermediate sessions that were deleted.
    pub intermediate_sessions: usize,
}

impl MemberWriter<'_> {
    /// Ends all sessions of an address, for example after its mailbox was taken over: a session that was made with a
    /// stolen mailbox outlives the theft.
    ///
    /// Every Member with the address gets a new security stamp, so that its sessions end for certain. Intermediate
    /// sessions are found by a scan of the `sessions` table, because no index contains them.
    ///
    /// # Errors
    /// [`WriteError`] if DynamoDB fails or other writers keep changing the same items. Repeating
    /// the call completes it.
    pub async fn end_sessions_of_address(self, address: &EmailAddress) -> Result<EndedSessions, WriteError> {
        // Intermediate sessions first, because an exchange could turn one into a member session.
        let intermediate_sessions = self.delete_intermediate_sessions_of(address).await?;
        let mut ended = EndedSessions { intermediate_sessions, ..EndedSessions::default() };
        for item in self.member_items_with(address).await? {
            // A damaged Member must not keep the sessions of the others alive.
            if let Ok(stored) = read_stored_member(&self.tables.project, &item) {
                self.replace_security_stamp(&stored.member).await?;
                SessionWriter::new(self.tables).revoke_all_of(&stored.member.member_id).await?;
                ended.members += 1;
                continue;
            }
            if let Ok(id) = MemberId::parse(text_attribute(&item, MEMBER_ID)) {
                SessionWriter::new(self.tables).revoke_all_of(&id).await?;
            }
            ended.damaged_members += 1;
        }
        Ok(ended)
    }

    async fn member_items_with(self, address: &EmailAddress) -> Result<Vec<Item>, WriteError> {
        let partition = address_partition(&self.tables.project, address);
        let query = query_partition(&self.tables.client, &self.tables.names.members, ADDRESS, &partition);
        let mut items = Items::of_query(query.consistent_read(true));
        let mut members = Vec::new();
        while let Some(item) = items.next().await {
            let item = item?;
            if kind_of(&item) == MemberItemKind::Member {
                members.push(item);
            }
        }
        Ok(members)
    }

    async fn replace_security_stamp(self, member: &Member) -> Result<Outcome, WriteError> {
        let Member { email_address, organization_id, .. } = member;
        until_committed(|| async {
            let Some(stored) = self.stored().member_at(email_address, organization_id).await? else {
                return Ok(Attempt::Done(Outcome::Absent));
            };
            let transaction = self.transaction().end_sessions(&stored)?;
            Ok(self.commit(transaction).await?.attempt(Outcome::Changed))
        })
        .await
    }

    async fn delete_intermediate_sessions_of(self, address: &EmailAddress) -> Result<usize, WriteError> {
        let scan = self
            .tables
            .client
            .scan()
            .table_name(&self.tables.names.sessions)
            .consistent_read(true)
            .filter_expression("#kind = :kind AND #address = :address")
            .expression_attribute_names("#kind", KIND)
            .expression_attribute_names("#address", EMAIL_ADDRESS)
            .expression_attribute_values(":kind", text(CredentialKind::Intermediate.as_str()))
            .expression_attribute_values(":address", text(address.as_str()));
        let mut items = Items::of_scan(scan);
        let mut deleted = 0;
        while let Some(item) = items.next().await {
            let item = item?;
            let hash = text_attribute(&item, TOKEN_HASH);
            if SessionWriter::new(self.tables).revoke_hash(hash).await? == Outcome::Removed {
                deleted += 1;
            }
        }
        Ok(deleted)
    }
}
