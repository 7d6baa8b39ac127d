//! Resolves credentials to sessions.

use super::{Caller, Credential, DiscoveryService, ServiceError};
use crate::{
    domain::{
        Clock, CredentialKind, ProjectId, Session, SessionClaims, SessionJwt, SessionJwtError, TokenHash,
    },
    store::Reads,
};

/// A reference to a session, which may not exist.
#[derive(Debug, Clone)]
pub enum SessionRef {
    /// The hash of a token.
    Token(TokenHash),
    /// The claims of a verified JWT.
    Jwt(Box<SessionClaims>),
}

impl SessionRef {
    /// Returns the hash under which the session is stored.
    #[must_use]
    pub fn token_hash(&self, project: &ProjectId) -> TokenHash {
        match self {
            Self::Token(hash) => hash.clone(),
            Self::Jwt(claims) => TokenHash::of_session_id(project, &claims.member_session_id),
        }
    }
}

impl<S: Reads, C: Clock> DiscoveryService<S, C> {
    /// Authenticates the caller with a copy of the project that is less than a minute old, and resolves a credential to
    /// a session reference. A JWT is verified with the same copy.
    ///
    /// # Errors
    /// Those of [`reauthenticate`](Self::reauthenticate), and [`ServiceError::SessionJwt`].
    pub async fn resolve_session(
        &self,
        caller: Caller,
        credential: &Credential,
    ) -> Result<(Caller, SessionRef), ServiceError> {
        let caller = self.reauthenticate(caller).await?;
        self.resolve(caller, credential).await
    }

    /// Resolves a credential to a session reference, and returns it with the caller. A JWT is verified. If that fails
    /// and its key is unknown or the cached copy of the project is older than a minute, the project is read again, and
    /// the returned caller has the new copy.
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
        let rejection = match self.verify(jwt, &caller) {
            Ok(claims) => return Ok((caller, claims)),
            Err(rejection) => rejection,
        };
        let caller = self.with_newer_keys(caller, rejection).await?;
        let claims = self.verify(jwt, &caller)?;
        Ok((caller, claims))
    }

    /// Returns the caller with a newer copy of the project, whose keys may verify the JWT. Returns `rejection` as the
    /// error if there is no newer copy.
    async fn with_newer_keys(
        &self,
        caller: Caller,
        rejection: SessionJwtError,
    ) -> Result<Caller, ServiceError> {
        let newer = if !caller.project.is_fresh(self.clock.now()) {
            Some(self.fresh_project().await?)
        } else if rejection == SessionJwtError::UnknownKey {
            self.newer_project(&caller.project).await?
        } else {
            None
        };
        let project = newer.ok_or(ServiceError::SessionJwt(rejection))?;
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
    /// [`ServiceError::IntermediateSessionNotFound`] or [`ServiceError::SessionNotFound`] when it does not exist or has
    /// expired, or [`ServiceError::Store`].
    pub async fn live_session(&self, hash: &TokenHash) -> Result<Session, ServiceError> {
        let found = self.store.session(hash).await?;
        let live = found.filter(|session| !session.is_expired(self.clock.now()));
        live.ok_or(match hash.kind() {
            CredentialKind::Intermediate => ServiceError::IntermediateSessionNotFound,
            CredentialKind::SessionToken | CredentialKind::SessionId => ServiceError::SessionNotFound,
        })
    }
}
