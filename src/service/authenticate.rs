//! Authenticates callers by project secret.

use std::fmt;

use super::{CachedProject, DiscoveryService, ServiceError};
use crate::{domain::Clock, store::Reads};

/// An authenticated caller, with the copy of the project that contains its secret.
#[derive(Clone)]
pub struct Caller {
    secret: String,
    pub(super) project: CachedProject,
}

/// Debug output never contains the secret.
impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller").field("project", &self.project).finish_non_exhaustive()
    }
}

impl Caller {
    /// Returns the copy of the project that contains the caller's secret.
    #[must_use]
    pub fn project(&self) -> &CachedProject {
        &self.project
    }

    /// Authenticates the caller again with another copy of the project.
    pub(super) fn with_project(self, project: CachedProject) -> Result<Self, ServiceError> {
        let caller = Self { project, ..self };
        if caller.is_accepted() { Ok(caller) } else { Err(ServiceError::WrongSecret) }
    }

    fn is_accepted(&self) -> bool {
        self.project.project().accepts(&self.secret)
    }
}

impl<S: Reads, C: Clock> DiscoveryService<S, C> {
    /// Authenticates a caller. A secret that the cached copy of the project does not contain may be new, so the project
    /// is read again, at most once every ten seconds.
    ///
    /// # Errors
    /// [`ServiceError::UnknownProject`], [`ServiceError::WrongSecret`], or [`ServiceError::Store`].
    pub async fn authenticate(&self, project_id: &str, secret: &str) -> Result<Caller, ServiceError> {
        if project_id != self.project_id.as_str() {
            return Err(ServiceError::UnknownProject);
        }
        let caller = Caller { secret: secret.to_owned(), project: self.cached_or_first_project().await? };
        if caller.is_accepted() {
            return Ok(caller);
        }
        match self.newer_project(&caller.project).await? {
            Some(project) => caller.with_project(project),
            None => Err(ServiceError::WrongSecret),
        }
    }

    /// Authenticates the caller with a copy of the project that is less than a minute old. Requests are rejected for
    /// their content only after this, because the error for a removed secret takes precedence.
    ///
    /// # Errors
    /// [`ServiceError::WrongSecret`], [`ServiceError::UnknownProject`], or [`ServiceError::Store`].
    pub async fn reauthenticate(&self, caller: Caller) -> Result<Caller, ServiceError> {
        if caller.project.is_fresh(self.clock.now()) {
            return Ok(caller);
        }
        let project = self.fresh_project().await?;
        caller.with_project(project)
    }
}
