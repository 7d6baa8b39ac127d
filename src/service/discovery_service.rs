//! The service and its dependencies.

use super::project_cache::ProjectCache;
use crate::domain::ProjectId;

/// Authenticates callers and loads facts, for one project.
#[derive(Debug)]
pub struct DiscoveryService<S, C> {
    pub(super) store: S,
    pub(super) clock: C,
    pub(super) project_id: ProjectId,
    pub(super) project_cache: ProjectCache,
}

impl<S, C> DiscoveryService<S, C> {
    /// Creates a service that reads from `store`.
    #[must_use]
    pub fn new(store: S, clock: C, project_id: ProjectId) -> Self {
        Self { store, clock, project_id, project_cache: ProjectCache::default() }
    }

    /// Returns the id of the project that this deployment serves.
    #[must_use]
    pub fn project_id(&self) -> &ProjectId {
        &self.project_id
    }

    /// Returns the clock, which determines what has expired.
    #[must_use]
    pub fn clock(&self) -> &C {
        &self.clock
    }
}
