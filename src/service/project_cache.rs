//! The cached copy of the project's secrets, keys and issuers.

use std::sync::{Arc, Mutex, PoisonError};

use super::ServiceError;
use crate::domain::{Project, Timestamp};

/// The minimum time between two refreshes for callers without credentials.
const SECONDS_BETWEEN_REFRESHES: i64 = 60;
/// The minimum time between two reads caused by unknown secrets or keys.
const SECONDS_BETWEEN_MISSES: i64 = 10;

/// A copy of the project with the time at which it was read.
#[derive(Debug, Clone)]
pub struct CachedProject {
    project: Arc<Project>,
    read_at: Timestamp,
}

impl CachedProject {
    /// The age, in seconds, from which a copy must be refreshed before a request can succeed with it.
    pub(super) const FRESH_SECONDS: i64 = 60;

    pub(super) fn new(project: Project, read_at: Timestamp) -> Self {
        Self { project: Arc::new(project), read_at }
    }

    /// Returns the project.
    #[must_use]
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Returns true if the copy is less than a minute old. A copy from the future, after the clock was set back, is not
    /// fresh.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.is_younger_than(Self::FRESH_SECONDS, now)
    }

    pub(super) fn is_not_newer_than(&self, time: Timestamp) -> bool {
        self.read_at.seconds_since(time) <= 0
    }

    pub(super) fn is_younger_than(&self, seconds: i64, now: Timestamp) -> bool {
        (0..seconds).contains(&now.seconds_since(self.read_at))
    }

    pub(super) fn is_same_copy(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.project, &other.project)
    }
}

/// The cached copy, and the results of recent reads.
#[derive(Debug, Default)]
pub(super) struct ProjectCache {
    known: Mutex<Option<CachedProject>>,
    last_miss: Mutex<Option<Miss>>,
    last_refresh: Mutex<Option<Refresh>>,
    /// Locked during a read, so that concurrent requests share it.
    pub(super) reading: tokio::sync::Mutex<()>,
}

/// A read caused by an unknown secret or key.
#[derive(Debug, Clone)]
pub(super) struct Miss {
    pub(super) at: Timestamp,
    /// The error of the read. Until the next read is allowed, callers with an unknown secret or key get this error,
    /// because their secret or key may be valid.
    pub(super) failure: Option<ServiceError>,
}

/// A read for a caller without credentials.
#[derive(Debug, Clone)]
pub(super) struct Refresh {
    pub(super) at: Timestamp,
    /// The error of the read. If no usable copy exists, callers get it until the next refresh is allowed.
    pub(super) failure: Option<ServiceError>,
}

impl ProjectCache {
    pub(super) fn known(&self) -> Option<CachedProject> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn replace(&self, known: Option<CachedProject>) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }

    /// Returns the last read caused by an unknown secret or key, or `None` if another one is allowed.
    pub(super) fn recent_miss(&self, now: Timestamp) -> Option<Miss> {
        let last = self.last_miss.lock().unwrap_or_else(PoisonError::into_inner).clone();
        last.filter(|miss| (0..SECONDS_BETWEEN_MISSES).contains(&now.seconds_since(miss.at)))
    }

    pub(super) fn record_miss(&self, miss: Miss) {
        *self.last_miss.lock().unwrap_or_else(PoisonError::into_inner) = Some(miss);
    }

    /// Returns the last refresh for a caller without credentials, or `None` if another one is allowed.
    pub(super) fn recent_refresh(&self, now: Timestamp) -> Option<Refresh> {
        let last = self.last_refresh.lock().unwrap_or_else(PoisonError::into_inner).clone();
        last.filter(|refresh| (0..SECONDS_BETWEEN_REFRESHES).contains(&now.seconds_since(refresh.at)))
    }

    pub(super) fn record_refresh(&self, refresh: Refresh) {
        *self.last_refresh.lock().unwrap_or_else(PoisonError::into_inner) = Some(refresh);
    }
}
