//! Resolves a credential to a session.

use super::{Caller, Credential, DiscoveryService, ServiceError};
use crate::{
    domain::{Clock, CredentialKind, Session, SessionClaims, SessionJwt, SessionJwtError, TokenHash},
    store::Reads,
};

/// A reference to a session that the store may contain.
pub(super) enum SessionRef {
    /// The hash of a token.
    Token(TokenHash),
    /// The claims of a verified JWT.
    Jwt(Box<SessionClaims>),
}

impl<S: Reads, C: Clock> DiscoveryService<S, C> {
    /// Resolves a credential to a session reference. Verifies a JWT, which reads the project again only if its key is unknown
    /// or the cached copy is older than a minute. Returns the caller with the copy of the project that verified the JWT.
    pub(super) async fn resolve(
        &self,
        caller: Caller,
        credential: &Credential,
    ) -> Result<(Caller, SessionRef), ServiceError> {
        match credential {
            Credential::Intermediate(token) => {
                let hash = TokenHash::of_intermediate(&self.project_id, token);
                Ok((caller, SessionRef::Token(hash)))
            }
            Credential::SessionToken(token) => {
                let hash = TokenHash::of_session_token(&self.project_id, token);
                Ok((caller, SessionRef::Token(hash)))
            }
            Credential::SessionJwt(jwt) => {
                let (caller, claims) = self.verify_or_refresh(caller, jwt).await?;
                Ok((caller, SessionRef::Jwt(claims)))
            }
        }
    }

    async fn verify_or_refresh(
        &self,
        caller: Caller,
        jwt: &SessionJwt,
    ) -> Result<(Caller, Box<SessionClaims>), ServiceError> {
        let refusal = match self.verify(jwt, &caller) {
            Ok(claims) => return Ok((caller, claims)),
            Err(refusal) => refusal,
        };
        let caller = self.with_newer_keys(caller, refusal).await?;
        let claims = self.verify(jwt, &caller)?;
        Ok((caller, claims))
    }

    /// Returns the caller with a newer copy of the project, whose keys may accept a JWT that was refused. Fails with `refusal`
    /// if there is no newer copy.
    async fn with_newer_keys(
        &self,
        caller: Caller,
        refusal: SessionJwtError,
    ) -> Result<Caller, ServiceError> {
        let newer = if !caller.project.is_fresh(self.clock.now()) {
            Some(self.fresh_project().await?)
        } else if refusal == SessionJwtError::UnknownKey {
            self.newer_project(&caller.project).await?
        } else {
            None
        };
        let project = newer.ok_or(ServiceError::SessionJwt(refusal))?;
        caller.with_project(project)
    }

    pub(super) fn verify(
        &self,
        jwt: &SessionJwt,
        caller: &Caller,
    ) -> Result<Box<SessionClaims>, SessionJwtError> {
        jwt.verify(&self.project_id, caller.project.project(), self.clock.now()).map(Box::new)
    }

    /// Reads a session that has not expired.
    ///
    /// # Errors
    /// [`ServiceError::IntermediateSessionNotFound`] or [`ServiceError::SessionNotFound`] when it does not exist or has expired,
    /// or [`ServiceError::Store`].
    pub async fn live_session(&self, hash: &TokenHash) -> Result<Session, ServiceError> {
        let found = self.store.session(hash).await?;
        let live = found.filter(|session| !session.is_expired(self.clock.now()));
        live.ok_or(match hash.kind() {
            CredentialKind::Intermediate => ServiceError::IntermediateSessionNotFound,
            CredentialKind::SessionToken | CredentialKind::SessionId => ServiceError::SessionNotFound,
        })
    }
}
