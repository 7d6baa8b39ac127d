//! The signer of session JWTs.

use std::future::Future;

use thiserror::Error;

use org_discovery::domain::{IssuedSession, KeySet, ProjectId, SessionJwt, Timestamp};
use tracing::warn;

/// Signs the session JWTs of new member sessions.
pub trait SessionJwtSigner: Send + Sync {
    /// Returns the id of the signing key, or `None` if there is no key.
    fn kid(&self) -> Option<&str>;

    /// Returns the session JWT of a session, or an empty string if there is no key that callers could verify it with.
    fn sign(
        &self,
        project: &ProjectId,
        session: &IssuedSession<'_>,
        now: Timestamp,
    ) -> impl Future<Output = Result<String, SigningError>> + Send;
}

impl<S: SessionJwtSigner> SessionJwtSigner for &S {
    fn kid(&self) -> Option<&str> {
        S::kid(self)
    }

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

/// A signer that signs only if callers can verify the result: with a key of the project, and a JWT of at most 8 KiB.
#[derive(Debug, Clone, Copy)]
pub struct VerifiableSessionJwts<'s, S> {
    /// The signer.
    pub signer: &'s S,
    /// The project's keys.
    pub keys: &'s KeySet,
}

impl<S: SessionJwtSigner> SessionJwtSigner for VerifiableSessionJwts<'_, S> {
    fn kid(&self) -> Option<&str> {
        self.signer.kid()
    }

    async fn sign(
        &self,
        project: &ProjectId,
        session: &IssuedSession<'_>,
        now: Timestamp,
    ) -> Result<String, SigningError> {
        if let Some(kid) = self.kid().filter(|kid| self.keys.get(kid).is_none()) {
            warn!(kid, "session JWT not signed: the project's keys lack the signing key");
            return Ok(String::new());
        }
        let jwt = self.signer.sign(project, session, now).await?;
        if jwt.len() > SessionJwt::MAX_LEN {
            warn!(bytes = jwt.len(), "session JWT omitted: it is larger than 8 KiB");
            return Ok(String::new());
        }
        Ok(jwt)
    }
}

/// A signer without a key.
#[derive(Debug, Clone, Copy)]
pub struct NoSessionJwts;

impl SessionJwtSigner for NoSessionJwts {
    fn kid(&self) -> Option<&str> {
        None
    }

    async fn sign(&self, _: &ProjectId, _: &IssuedSession<'_>, _: Timestamp) -> Result<String, SigningError> {
        Ok(String::new())
    }
}
