//! A cached copy of the project's secrets and keys.

use std::sync::{Arc, Mutex, PoisonError};

use super::ServiceError;
use crate::domain::{Project, Timestamp};

/// The shortest time between two refreshes for callers without credentials.
const SECONDS_BETWEEN_REFRESHES: i64 = 60;
/// The shortest time between two reads that unknown secrets or keys cause.
const SECONDS_BETWEEN_MISSES: i64 = 10;

/// A copy of the project, with the time at which it was read.
#[derive(Debug, Clone)]
pub struct KnownProject {
    project: Arc<Project>,
    read_at: Timestamp,
}

impl KnownProject {
    /// The age from which a copy is read again before a request is answered with it.
    pub(super) const FRESH_SECONDS: i64 = 60;

    pub(super) fn new(project: Project, read_at: Timestamp) -> Self {
        Self { project: Arc::new(project), read_at }
    }

    /// The project.
    #[must_use]
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Returns whether the copy need not be read again. After a clock has been set back, no copy is fresh.
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
    known: Mutex<Option<KnownProject>>,
    last_miss: Mutex<Option<Miss>>,
    last_refresh: Mutex<Option<Refresh>>,
    /// Held while reading, so that concurrent requests share one read.
    pub(super) reading: tokio::sync::Mutex<()>,
}

/// A read that an unknown secret or key caused.
#[derive(Debug, Clone)]
pub(super) struct Miss {
    pub(super) at: Timestamp,
    /// Its error. Until the next read is allowed, callers with an unknown secret or key get this error, because it may be
    /// valid.
    pub(super) failure: Option<ServiceError>,
}

/// A read for a caller without credentials.
#[derive(Debug, Clone)]
pub(super) struct Refresh {
    pub(super) at: Timestamp,
    /// Its error. Callers get it until the next refresh is allowed, if no copy can be used.
    pub(super) failure: Option<ServiceError>,
}

impl ProjectCache {
    pub(super) fn known(&self) -> Option<KnownProject> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn replace(&self, known: Option<KnownProject>) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }

    /// Returns the last such read, unless another one is allowed again.
    pub(super) fn recent_miss(&self, now: Timestamp) -> Option<Miss> {
        let last = self.last_miss.lock().unwrap_or_else(PoisonError::into_inner).clone();
        last.filter(|miss| (0..SECONDS_BETWEEN_MISSES).contains(&now.seconds_since(miss.at)))
    }

    pub(super) fn remember_miss(&self, miss: Miss) {
        *self.last_miss.lock().unwrap_or_else(PoisonError::into_inner) = Some(miss);
    }

    /// Returns the last refresh for a caller without credentials, unless another one is allowed again.
    pub(super) fn recent_refresh(&self, now: Timestamp) -> Option<Refresh> {
        let last = self.last_refresh.lock().unwrap_or_else(PoisonError::into_inner).clone();
        last.filter(|refresh| (0..SECONDS_BETWEEN_REFRESHES).contains(&now.seconds_since(refresh.at)))
    }

    pub(super) fn remember_refresh(&self, refresh: Refresh) {
        *self.last_refresh.lock().unwrap_or_else(PoisonError::into_inner) = Some(refresh);
    }
}
