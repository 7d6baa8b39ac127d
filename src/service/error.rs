//! Errors of the service.

use thiserror::Error;

use crate::{domain::SessionJwtError, store::StoreError};

/// An error that ends a request.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ServiceError {
    /// The caller's project is not the one that this deployment serves, or the project was never set up.
    #[error("the project is not known")]
    UnknownProject,
    /// The secret is not one of the project's.
    #[error("the secret is not valid")]
    WrongSecret,
    /// The JWT is not valid.
    #[error(transparent)]
    SessionJwt(#[from] SessionJwtError),
    /// The intermediate session is unknown, expired, or of another project.
    #[error("the intermediate session could not be found")]
    IntermediateSessionNotFound,
    /// The member session is unknown, expired, revoked, of another project, or its Member was deleted.
    #[error("the session could not be found")]
    SessionNotFound,
    /// A read failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The answer is empty because of corrupt items, or it depends on one whether the session is valid. An empty list would be
    /// wrong.
    #[error("damaged items left nothing to answer with")]
    Damaged,
}
