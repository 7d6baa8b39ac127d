//! The project's public keys, for callers without credentials.
//!
//! The route needs no credentials, so its requests must not be able to cause many reads: they refresh the cached copy of the
//! project at most once a minute, failed refreshes included.

use std::time::Duration;

use tokio::time::timeout;

use super::{DiscoveryService, KnownProject, ServiceError, project_cache::Refresh};
use crate::{
    domain::Clock,
    request_context::round_trip,
    store::{Reads, StoreError},
};

/// The age up to which a copy is used while refreshing it fails.
const LONGEST_SERVICE_SECONDS: i64 = 600;
/// A refresh that takes longer counts as failed if an older copy can be used instead.
const LONGEST_REFRESH: Duration = Duration::from_secs(1);

impl<S: Reads, C: Clock> DiscoveryService<S, C> {
    /// Returns a copy of the project that is at most a minute old, or, while refreshing it fails, ten minutes.
    ///
    /// # Errors
    /// [`ServiceError::UnknownProject`] when the project does not exist, or the [`ServiceError::Store`] of the last refresh.
    pub async fn public_keys(&self) -> Result<KnownProject, ServiceError> {
        if let Some(known) = self.project_younger_than(KnownProject::FRESH_SECONDS) {
            return Ok(known);
        }
        let _reading = self.project_cache.reading.lock().await;
        if let Some(known) = self.project_younger_than(KnownProject::FRESH_SECONDS) {
            return Ok(known);
        }
        let failure = match self.project_cache.recent_refresh(self.clock.now()) {
            Some(refresh) => refresh.failure.unwrap_or(ServiceError::UnknownProject),
            None => match self.refresh_for_public_keys().await {
                Ok(known) => return Ok(known),
                Err(failure) => failure,
            },
        };
        self.project_younger_than(LONGEST_SERVICE_SECONDS).ok_or(failure)
    }

    fn project_younger_than(&self, seconds: i64) -> Option<KnownProject> {
        self.project_cache.known().filter(|known| known.is_younger_than(seconds, self.clock.now()))
    }

    async fn refresh_for_public_keys(&self) -> Result<KnownProject, ServiceError> {
        let at = self.clock.now();
        let late: ServiceError =
            StoreError::Unavailable("the project was not read in time".to_owned()).into();
        // If the request ends during the read, this remains.
        self.project_cache.remember_refresh(Refresh { at, failure: Some(late.clone()) });
        // In a box, because the SDK's futures are large.
        let read = Box::pin(round_trip(self.read_project()));
        let read = match self.project_younger_than(LONGEST_SERVICE_SECONDS) {
            Some(_) => timeout(LONGEST_REFRESH, read).await.unwrap_or(Err(late)),
            None => read.await,
        };
        self.project_cache.remember_refresh(Refresh { at, failure: read.as_ref().err().cloned() });
        read
    }
}
