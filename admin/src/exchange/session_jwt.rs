//! The signer of session JWTs.

use std::future::Future;

use thiserror::Error;

use org_discovery::domain::{IssuedSession, ProjectId, Timestamp};

/// Signs the session JWTs of new member sessions.
pub trait SessionJwtSigner: Send + Sync {
    /// Returns the session JWT of a session, or an empty string if there is no key that callers could verify it with.
    fn sign(
        &self,
        project: &ProjectId,
        session: &IssuedSession<'_>,
        now: Timestamp,
    ) -> impl Future<Output = Result<String, SigningError>> + Send;
}

impl<S: SessionJwtSigner> SessionJwtSigner for &S {
    async fn sign(
        &self,
        project: &ProjectId,
        session: &IssuedSession<'_>,
        now: Timestamp,
    ) -> Result<String, SigningError> {
        S::sign(self, project, session, now).await
    }
}

/// The error for a session JWT that could not be signed, with its cause.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the session JWT could not be signed: {0}")]
pub struct SigningError(pub String);

/// A signer without a key.
#[derive(Debug, Clone, Copy)]
pub struct NoSessionJwts;

impl SessionJwtSigner for NoSessionJwts {
    async fn sign(&self, _: &ProjectId, _: &IssuedSession<'_>, _: Timestamp) -> Result<String, SigningError> {
        Ok(String::new())
    }
}
