//! Errors that end a request.

use thiserror::Error;

use crate::{domain::SessionJwtError, store::StoreError};

/// An error that ends a request.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ServiceError {
    /// The caller's project is not the one that this deployment serves, or it does not exist.
    #[error("unknown project")]
    UnknownProject,
    /// The project does not have this secret.
    #[error("invalid project secret")]
    WrongSecret,
    /// The JWT is not valid.
    #[error(transparent)]
    SessionJwt(#[from] SessionJwtError),
    /// The intermediate session does not exist, has expired, or belongs to another project.
    #[error("intermediate session not found")]
    IntermediateSessionNotFound,
    /// The member session does not exist, has expired, was revoked, or belongs to another project, or its Member was
    /// deleted.
    #[error("session not found")]
    SessionNotFound,
    /// A read failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Damaged items leave the result empty, so an empty list could be wrong; or a damaged item determines whether the
    /// session is valid.
    #[error("damaged items prevent a correct response")]
    Damaged,
}
