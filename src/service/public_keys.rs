//! The project's public keys, for callers without credentials.
//!
//! The route needs no credentials, so its requests must not cause many reads: they refresh the cached copy of the
//! project at most once a minute, including failed refreshes.

use std::time::Duration;

use tokio::time::timeout;

use super::{CachedProject, DiscoveryService, ServiceError, project_cache::Refresh};
use crate::{
    domain::Clock,
    request_context::round_trip,
    store::{Reads, StoreError},
};

/// The maximum age of a copy that is used while refreshing fails.
const MAX_STALE_SECONDS: i64 = 600;
/// The time limit of a refresh if an older copy can be used instead.
const REFRESH_TIMEOUT: Duration = Duration::from_secs(1);

impl<S: Reads, C: Clock> DiscoveryService<S, C> {
    /// Returns a copy of the project that is less than a minute old, or less than ten minutes old while refreshing
    /// fails.
    ///
    /// # Errors
    /// [`ServiceError::UnknownProject`] when the project does not exist, or the [`ServiceError::Store`] of the last
    /// refresh.
    pub async fn public_keys(&self) -> Result<CachedProject, ServiceError> {
        if let Some(known) = self.project_younger_than(CachedProject::FRESH_SECONDS) {
            return Ok(known);
        }
        let _reading = self.project_cache.reading.lock().await;
        if let Some(known) = self.project_younger_than(CachedProject::FRESH_SECONDS) {
            return Ok(known);
        }
        let failure = match self.project_cache.recent_refresh(self.clock.now()) {
            Some(refresh) => refresh.failure.unwrap_or(ServiceError::UnknownProject),
            None => match self.refresh_for_public_keys().await {
                Ok(known) => return Ok(known),
                Err(failure) => failure,
            },
        };
        self.project_younger_than(MAX_STALE_SECONDS).ok_or(failure)
    }

    fn project_younger_than(&self, seconds: i64) -> Option<CachedProject> {
        self.project_cache.known().filter(|known| known.is_younger_than(seconds, self.clock.now()))
    }

    async fn refresh_for_public_keys(&self) -> Result<CachedProject, ServiceError> {
        let at = self.clock.now();
        let late: ServiceError =
            StoreError::Unavailable("the project was not read in time".to_owned()).into();
        // Stays recorded if the request is canceled during the read.
        self.project_cache.record_refresh(Refresh { at, failure: Some(late.clone()) });
        // Boxed, because the SDK's futures are large.
        let read = Box::pin(round_trip(self.read_project()));
        let read = match self.project_younger_than(MAX_STALE_SECONDS) {
            Some(_) => timeout(REFRESH_TIMEOUT, read).await.unwrap_or(Err(late)),
            None => read.await,
        };
        self.project_cache.record_refresh(Refresh { at, failure: read.as_ref().err().cloned() });
        read
    }
}
