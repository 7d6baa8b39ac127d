//! Reads a session with one `GetItem`.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity::Total;

use super::super::{
    DynamoDb, consumed_capacity,
    failure::store_error,
    items::sessions::{TABLE, read_session, session_key},
};
use crate::{
    domain::{Session, TokenHash},
    store::{SessionReads, StoreError},
};

impl SessionReads for DynamoDb {
    async fn session(&self, hash: &TokenHash) -> Result<Option<Session>, StoreError> {
        let request = self
            .client
            .get_item()
            .table_name(&self.tables.sessions)
            .set_key(Some(session_key(hash.as_str())))
            .consistent_read(true)
            .return_consumed_capacity(Total);
        let found = request.send().await.map_err(|error| store_error(&error))?;
        consumed_capacity::count(found.consumed_capacity.as_slice());
        let session = found.item.as_ref().map(|item| read_session(hash, item)).transpose();
        session.map_err(|damage| damage.of_item(TABLE, hash.as_str()))
    }
}
