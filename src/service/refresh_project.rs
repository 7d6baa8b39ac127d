//! Reads the project and refreshes the cached copy.

use super::{CachedProject, DiscoveryService, ServiceError, project_cache::Miss};
use crate::{
    domain::Clock,
    request_context::round_trip,
    store::{Reads, StoreError},
};

impl<S: Reads, C: Clock> DiscoveryService<S, C> {
    /// Returns the cached copy, regardless of its age, or reads the project if there is no copy.
    pub(super) async fn cached_or_first_project(&self) -> Result<CachedProject, ServiceError> {
        if let Some(known) = self.project_cache.known() {
            return Ok(known);
        }
        let _reading = self.project_cache.reading.lock().await;
        match self.project_cache.known() {
            Some(known) => Ok(known),
            None => round_trip(self.read_project()).await,
        }
    }

    /// Returns a fresh copy, reading the project if necessary.
    pub(super) async fn fresh_project(&self) -> Result<CachedProject, ServiceError> {
        let _reading = self.project_cache.reading.lock().await;
        match self.project_cache.known() {
            Some(known) if known.is_fresh(self.clock.now()) => Ok(known),
            _ => self.read_project().await,
        }
    }

    /// Returns a copy that is newer than `seen` and may contain a secret or key that `seen` lacks. Returns `None` if
    /// another read is not allowed yet.
    pub(super) async fn newer_project(
        &self,
        seen: &CachedProject,
    ) -> Result<Option<CachedProject>, ServiceError> {
        let _reading = self.project_cache.reading.lock().await;
        if let Some(known) = self.project_cache.known().filter(|known| !known.is_same_copy(seen)) {
            return Ok(Some(known));
        }
        let at = self.clock.now();
        if let Some(miss) = self.project_cache.recent_miss(at) {
            return match miss.failure {
                Some(failure) if seen.is_not_newer_than(miss.at) => Err(failure),
                // A later read has succeeded, so the failure no longer matters.
                Some(_) | None => Ok(None),
            };
        }
        // Stays recorded if the request is canceled during the read.
        let canceled = StoreError::Unavailable("the project was not read in time".to_owned());
        self.project_cache.record_miss(Miss { at, failure: Some(canceled.into()) });
        let read = round_trip(self.read_project()).await;
        self.project_cache.record_miss(Miss { at, failure: read.as_ref().err().cloned() });
        read.map(Some)
    }

    /// Reads the project and replaces the cached copy.
    pub(super) async fn read_project(&self) -> Result<CachedProject, ServiceError> {
        let read_at = self.clock.now();
        let project = self.store.project(&self.project_id).await?;
        let known = project.map(|project| CachedProject::new(project, read_at));
        self.project_cache.replace(known.clone());
        known.ok_or(ServiceError::UnknownProject)
    }
}
