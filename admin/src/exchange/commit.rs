//! Commits the transaction of an exchange, also if the result of an attempt is unknown.

use super::{ExchangeError, ExchangeWriter, SignedIn, member_session::Minted};
use crate::{
    WriteError,
    stored_items::StoredSessions,
    transactions::{Committed, Transaction},
};
use org_discovery::{
    domain::TokenHash,
    request_context::round_trip,
    service::ServiceError,
    store::{StoreError, dynamodb::items::attributes::Item},
};
use tokio::time::Instant;

impl ExchangeWriter<'_> {
    /// Commits a transaction in one round trip, unless it is too late to learn its result.
    pub(super) async fn commit(self, transaction: Transaction) -> Result<Committed, ExchangeError> {
        if self.latest_commit.is_some_and(|latest| Instant::now() > latest) {
            return Err(ExchangeError::TooLate);
        }
        Ok(Box::pin(round_trip(transaction.commit(&self.tables.client))).await?)
    }

    /// Commits the transaction of a sign-in, and returns its result. After a conflict, the result is kept in `prepared`,
    /// because the commit can still succeed.
    pub(super) async fn commit_sign_in(
        self,
        transaction: Transaction,
        signed_in: Box<SignedIn>,
        minted: &Minted,
        prepared: &mut Option<Box<SignedIn>>,
    ) -> Result<Option<Box<SignedIn>>, ExchangeError> {
        if self.commit_session(transaction, &minted.token_hash(&self.tables.project)).await? {
            return Ok(Some(signed_in));
        }
        *prepared = Some(signed_in);
        Ok(None)
    }

    /// Commits a transaction that puts a session. Returns false after a conflict. If the result is unknown, the stored
    /// session shows whether the transaction was committed.
    pub(super) async fn commit_session(
        self,
        transaction: Transaction,
        session: &TokenHash,
    ) -> Result<bool, ExchangeError> {
        match self.commit(transaction).await {
            Ok(Committed::Yes) => Ok(true),
            Ok(Committed::Conflict) => Ok(self.is_stored(session).await?),
            Err(error @ ExchangeError::Write(WriteError::Store(StoreError::Unavailable(_)))) => {
                match self.is_stored(session).await {
                    Ok(true) => Ok(true),
                    Ok(false) | Err(_) => Err(error),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the prepared sign-in if an earlier attempt was committed although it looked like a conflict: then the
    /// presented session is spent, and the new session is stored. Otherwise returns the error of the read.
    pub(super) async fn committed_before(
        self,
        error: ServiceError,
        prepared: Option<Box<SignedIn>>,
        minted: &Minted,
    ) -> Result<Box<SignedIn>, ExchangeError> {
        match (prepared, &error) {
            (Some(signed_in), ServiceError::IntermediateSessionNotFound)
                if self.is_stored(&minted.token_hash(&self.tables.project)).await? =>
            {
                Ok(signed_in)
            }
            _ => Err(error.into()),
        }
    }

    async fn is_stored(self, session: &TokenHash) -> Result<bool, StoreError> {
        let item: Option<Item> = StoredSessions(self.tables).item(session.as_str()).await?;
        Ok(item.is_some())
    }
}
