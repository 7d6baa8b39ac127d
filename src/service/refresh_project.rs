//! Reads the project and refreshes the cached copy.

use super::{DiscoveryService, KnownProject, ServiceError, project_cache::Miss};
use crate::{
    domain::Clock,
    request_context::round_trip,
    store::{Reads, StoreError},
};

impl<S: Reads, C: Clock> DiscoveryService<S, C> {
    /// Returns the cached copy of any age, or reads the first one.
    pub(super) async fn known_project(&self) -> Result<KnownProject, ServiceError> {
        if let Some(known) = self.project_cache.known() {
            return Ok(known);
        }
        let _reading = self.project_cache.reading.lock().await;
        match self.project_cache.known() {
            Some(known) => Ok(known),
            None => round_trip(self.read_project()).await,
        }
    }

    /// Returns a fresh copy.
    pub(super) async fn fresh_project(&self) -> Result<KnownProject, ServiceError> {
        let _reading = self.project_cache.reading.lock().await;
        match self.project_cache.known() {
            Some(known) if known.is_fresh(self.clock.now()) => Ok(known),
            _ => self.read_project().await,
        }
    }

    /// Returns a newer copy than `seen`, which may contain an unknown secret or key; `None` if another read is not allowed yet.
    pub(super) async fn newer_project(
        &self,
        seen: &KnownProject,
    ) -> Result<Option<KnownProject>, ServiceError> {
        let _reading = self.project_cache.reading.lock().await;
        if let Some(known) = self.project_cache.known().filter(|known| !known.is_same_copy(seen)) {
            return Ok(Some(known));
        }
        let at = self.clock.now();
        if let Some(miss) = self.project_cache.recent_miss(at) {
            return match miss.failure {
                Some(failure) if seen.is_not_newer_than(miss.at) => Err(failure),
                // The failed read does not matter after a later one that succeeded.
                Some(_) | None => Ok(None),
            };
        }
        // If the request ends during the read, this remains.
        let cut_off = StoreError::Unavailable("the project was not read in time".to_owned());
        self.project_cache.remember_miss(Miss { at, failure: Some(cut_off.into()) });
        let read = round_trip(self.read_project()).await;
        self.project_cache.remember_miss(Miss { at, failure: read.as_ref().err().cloned() });
        read.map(Some)
    }

    /// Reads the project and replaces the cached copy.
    pub(super) async fn read_project(&self) -> Result<KnownProject, ServiceError> {
        let read_at = self.clock.now();
        let project = self.store.project(&self.project_id).await?;
        let known = project.map(|project| KnownProject::new(project, read_at));
        self.project_cache.replace(known.clone());
        known.ok_or(ServiceError::UnknownProject)
    }
}
