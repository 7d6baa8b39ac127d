//! The project's public keys, for callers without credentials.
//!
//! Any stranger can ask for the keys, so a request must not be able to force a read: this route refreshes the copy of the
//! project at most once in a minute, and failed refreshes count.

use std::time::Duration;

use tokio::time::timeout;

use super::{KnownProject, Lookup, LookupError, project_cache::Refresh};
use crate::{
    domain::Clock,
    store::{Reads, StoreError, wave},
};

/// A copy up to this age serves while it cannot be refreshed.
const LONGEST_SERVICE_SECONDS: i64 = 600;
/// A refresh that takes longer counts as failed where an older copy can serve instead.
const LONGEST_REFRESH: Duration = Duration::from_secs(1);

impl<S: Reads, C: Clock> Lookup<S, C> {
    /// The project, from a copy that is at most a minute old, or, while refreshing it fails, ten minutes.
    ///
    /// # Errors
    /// [`LookupError::UnknownProject`] when the project does not exist, or the [`LookupError::Store`] of the last refresh.
    pub async fn public_keys(&self) -> Result<KnownProject, LookupError> {
        if let Some(known) = self.project_younger_than(KnownProject::FRESH_SECONDS) {
            return Ok(known);
        }
        let _reading = self.projects.reading.lock().await;
        if let Some(known) = self.project_younger_than(KnownProject::FRESH_SECONDS) {
            return Ok(known);
        }
        let failure = match self.projects.recent_refresh(self.clock.now()) {
            Some(refresh) => refresh.failure.unwrap_or(LookupError::UnknownProject),
            None => match self.refresh_for_public_keys().await {
                Ok(known) => return Ok(known),
                Err(failure) => failure,
            },
        };
        self.project_younger_than(LONGEST_SERVICE_SECONDS).ok_or(failure)
    }

    fn project_younger_than(&self, seconds: i64) -> Option<KnownProject> {
        self.projects.known().filter(|known| known.is_younger_than(seconds, self.clock.now()))
    }

    async fn refresh_for_public_keys(&self) -> Result<KnownProject, LookupError> {
        let at = self.clock.now();
        let late: LookupError = StoreError::Unavailable("the project was not read in time".to_owned()).into();
        // Counts also when the request ends in the middle of the read.
        self.projects.remember_refresh(Refresh { at, failure: Some(late.clone()) });
        // In a box, so that the requests of other routes do not carry its size.
        let read = Box::pin(wave(self.read_project()));
        let read = match self.project_younger_than(LONGEST_SERVICE_SECONDS) {
            Some(_) => timeout(LONGEST_REFRESH, read).await.unwrap_or(Err(late)),
            None => read.await,
        };
        self.projects.remember_refresh(Refresh { at, failure: read.as_ref().err().cloned() });
        read
    }
}
