//! Why there are no facts.

use thiserror::Error;

use crate::{domain::SessionJwtError, store::StoreError};

/// A look-up that ended early.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LookupError {
    /// The caller names another project than this deployment's, or the project was never set up.
    #[error("the project is not known")]
    UnknownProject,
    /// None of the project's valid secrets.
    #[error("the secret is not valid")]
    WrongSecret,
    /// The JWT is not to be believed.
    #[error(transparent)]
    SessionJwt(#[from] SessionJwtError),
    /// No such intermediate session: unknown, expired, or of another project.
    #[error("the intermediate session could not be found")]
    IntermediateSessionNotFound,
    /// No such member session: unknown, expired, revoked, of another project, or its Member is gone.
    #[error("the session could not be found")]
    SessionNotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Damaged items left nothing to show, or hide whether the session is alive. An empty list would be a lie.
    #[error("damaged items left nothing to answer with")]
    Damaged,
}
