//! The project's secrets and keys, kept between requests.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Lookup, LookupError};
use crate::{
    domain::{Clock, Project, Timestamp},
    store::{Reads, StoreError, wave},
};

/// Between two refreshes for callers without credentials lies this time at least.
const SECONDS_BETWEEN_REFRESHES: i64 = 60;
/// Between two reads that unknown secrets or keys cause lies this time at least.
const SECONDS_BETWEEN_MISSES: i64 = 10;

/// The project as it was read at some time.
#[derive(Debug, Clone)]
pub struct KnownProject {
    project: Arc<Project>,
    read_at: Timestamp,
}

impl KnownProject {
    /// A copy of this age is read again before it decides.
    pub(super) const FRESH_SECONDS: i64 = 60;

    /// The secrets and keys.
    #[must_use]
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Whether the copy may decide without being read again. A clock that went backwards makes every copy old.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.is_younger_than(Self::FRESH_SECONDS, now)
    }

    pub(super) fn is_younger_than(&self, seconds: i64, now: Timestamp) -> bool {
        (0..seconds).contains(&now.seconds_since(self.read_at))
    }

    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.project, &other.project)
    }
}

/// What is known, and what became of the last read that an unknown secret or key caused.
#[derive(Debug, Default)]
pub(super) struct ProjectCache {
    known: Mutex<Option<KnownProject>>,
    last_miss: Mutex<Option<Miss>>,
    last_refresh: Mutex<Option<Refresh>>,
    /// Held while reading, so that requests side by side share one read.
    pub(super) reading: tokio::sync::Mutex<()>,
}

/// A read that an unknown secret or key caused.
#[derive(Debug, Clone)]
struct Miss {
    at: Timestamp,
    /// Why it failed. While it counts, the unknown is not known to be wrong: it gets this error, and not a refusal.
    failure: Option<LookupError>,
}

/// A read for a caller without credentials.
#[derive(Debug, Clone)]
pub(super) struct Refresh {
    pub(super) at: Timestamp,
    /// Its error, which later callers get while another refresh is too soon and there is no copy that can serve.
    pub(super) failure: Option<LookupError>,
}

impl ProjectCache {
    pub(super) fn known(&self) -> Option<KnownProject> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, known: Option<KnownProject>) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }

    /// The last such read, while it is too soon for another.
    fn recent_miss(&self, now: Timestamp) -> Option<Miss> {
        let last = self.last_miss.lock().unwrap_or_else(PoisonError::into_inner).clone();
        last.filter(|miss| (0..SECONDS_BETWEEN_MISSES).contains(&now.seconds_since(miss.at)))
    }

    fn remember(&self, miss: Miss) {
        *self.last_miss.lock().unwrap_or_else(PoisonError::into_inner) = Some(miss);
    }

    /// The last refresh for a caller without credentials, while it is too soon for another.
    pub(super) fn recent_refresh(&self, now: Timestamp) -> Option<Refresh> {
        let last = self.last_refresh.lock().unwrap_or_else(PoisonError::into_inner).clone();
        last.filter(|refresh| (0..SECONDS_BETWEEN_REFRESHES).contains(&now.seconds_since(refresh.at)))
    }

    pub(super) fn remember_refresh(&self, refresh: Refresh) {
        *self.last_refresh.lock().unwrap_or_else(PoisonError::into_inner) = Some(refresh);
    }
}

impl<S: Reads, C: Clock> Lookup<S, C> {
    /// The copy at hand, however old, or a first one.
    pub(super) async fn known_project(&self) -> Result<KnownProject, LookupError> {
        if let Some(known) = self.projects.known() {
            return Ok(known);
        }
        let _reading = self.projects.reading.lock().await;
        match self.projects.known() {
            Some(known) => Ok(known),
            None => wave(self.read_project()).await,
        }
    }

    /// A copy that is fresh.
    pub(super) async fn fresh_project(&self) -> Result<KnownProject, LookupError> {
        let _reading = self.projects.reading.lock().await;
        match self.projects.known() {
            Some(known) if known.is_fresh(self.clock.now()) => Ok(known),
            _ => self.read_project().await,
        }
    }

    /// A newer copy than `seen`, in which something unknown might be found; `None` when it is too soon to look again.
    pub(super) async fn newer_project(
        &self,
        seen: &KnownProject,
    ) -> Result<Option<KnownProject>, LookupError> {
        let _reading = self.projects.reading.lock().await;
        if let Some(known) = self.projects.known().filter(|known| !known.is(seen)) {
            return Ok(Some(known));
        }
        let at = self.clock.now();
        if let Some(miss) = self.projects.recent_miss(at) {
            // A copy that was read since then knows better than a read that failed.
            let failure = miss.failure.filter(|_| seen.read_at.seconds_since(miss.at) <= 0);
            return failure.map_or(Ok(None), Err);
        }
        // Counts also when the request ends in the middle of the read.
        let cut_off = StoreError::Unavailable("the project was not read in time".to_owned());
        self.projects.remember(Miss { at, failure: Some(cut_off.into()) });
        let read = wave(self.read_project()).await;
        self.projects.remember(Miss { at, failure: read.as_ref().err().cloned() });
        read.map(Some)
    }

    pub(super) async fn read_project(&self) -> Result<KnownProject, LookupError> {
        let read_at = self.clock.now();
        let project = self.store.project(&self.project_id).await?;
        let known = project.map(|project| KnownProject { project: Arc::new(project), read_at });
        self.projects.set(known.clone());
        known.ok_or(LookupError::UnknownProject)
    }
}
