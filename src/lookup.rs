//! From a caller and a credential to facts.
//!
//! Three waves of reads at most: the session, then everything that the person's address leads to, then the organizations.
//! A caller who is not entitled, or a credential that is malformed, costs none of them.

mod error;
mod facts;
mod project_cache;
mod public_keys;
mod rehearsal;
mod selection;

use std::fmt;

use tokio::join;

pub use error::LookupError;
pub use facts::{Joinable, decide, members_life_lasts};
pub use project_cache::KnownProject;

use crate::{
    domain::{
        Clock, OpaqueToken, ProjectId, SessionClaims, SessionJwt, SessionJwtError, TokenHash,
        discovery::Facts,
    },
    store::Reads,
};
use project_cache::ProjectCache;

/// Finds what an answer needs.
#[derive(Debug)]
pub struct Lookup<S, C> {
    store: S,
    clock: C,
    project_id: ProjectId,
    projects: ProjectCache,
}

/// What names the session, well formed but not looked up.
#[derive(Debug, Clone)]
pub enum Credential {
    /// An intermediate session token.
    Intermediate(OpaqueToken),
    /// A session token.
    SessionToken(OpaqueToken),
    /// A session JWT.
    SessionJwt(Box<SessionJwt>),
}

impl Credential {
    /// The field of a request that holds such a credential.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Intermediate(_) => "intermediate_session_token",
            Self::SessionToken(_) => "session_token",
            Self::SessionJwt(_) => "session_jwt",
        }
    }
}

/// A caller whose secret is valid, as far as the known project goes.
#[derive(Clone)]
pub struct Caller {
    secret: String,
    project: KnownProject,
}

/// The secret never shows in debug output.
impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller").field("project", &self.project).finish_non_exhaustive()
    }
}

impl<S: Reads, C: Clock> Lookup<S, C> {
    /// Looks up in `store`, for one project.
    #[must_use]
    pub fn new(store: S, clock: C, project_id: ProjectId) -> Self {
        Self { store, clock, project_id, projects: ProjectCache::default() }
    }

    /// The project that this deployment serves.
    #[must_use]
    pub fn project_id(&self) -> &ProjectId {
        &self.project_id
    }

    /// What tells the time.
    #[must_use]
    pub fn clock(&self) -> &C {
        &self.clock
    }

    /// Reads the project ahead of the first request, and beside it what a request would read for a person whom nobody
    /// knows: gives the facts about that one, where the store answers.
    ///
    /// # Errors
    /// [`LookupError`] when the project cannot be read; the first request will try again.
    pub async fn prime(&self) -> Result<Option<Facts>, LookupError> {
        let (project, facts) = join!(self.known_project(), Box::pin(self.rehearse()));
        project.map(|_| facts)
    }

    /// Checks who calls. A secret that the known copy of the project does not have may be new: it causes one read, and no
    /// more than one in ten seconds.
    ///
    /// # Errors
    /// [`LookupError::UnknownProject`], [`LookupError::WrongSecret`], or [`LookupError::Store`].
    pub async fn authenticate(&self, project_id: &str, secret: &str) -> Result<Caller, LookupError> {
        if project_id != self.project_id.as_str() {
            return Err(LookupError::UnknownProject);
        }
        let caller = Caller { secret: secret.to_owned(), project: self.known_project().await? };
        if caller.is_accepted() {
            return Ok(caller);
        }
        match self.newer_project(&caller.project).await? {
            Some(project) => Caller { project, ..caller }.accepted(),
            None => Err(LookupError::WrongSecret),
        }
    }

    /// Reads everything that the answer depends on.
    ///
    /// A copy of the project that is older than a minute is read again beside the session, and decides before there is an
    /// answer: a function that was frozen for hours must not accept yesterday's secrets and keys.
    ///
    /// # Errors
    /// Every [`LookupError`].
    pub async fn facts(&self, caller: Caller, credential: &Credential) -> Result<Facts, LookupError> {
        let (caller, named) = self.name_session(caller, credential).await?;
        if caller.project.is_fresh(self.clock.now()) {
            return self.gather(named).await;
        }
        let (entitled, facts) = join!(self.is_still_entitled(caller, credential), self.gather(named));
        entitled.and(facts)
    }

    /// What the credential names. A JWT is verified here, without a read unless its key is unknown.
    async fn name_session(
        &self,
        caller: Caller,
        credential: &Credential,
    ) -> Result<(Caller, NamedSession), LookupError> {
        let jwt = match credential {
            Credential::Intermediate(token) => {
                let hash = TokenHash::of_intermediate(&self.project_id, token);
                return Ok((caller, NamedSession::Opaque(hash)));
            }
            Credential::SessionToken(token) => {
                let hash = TokenHash::of_session_token(&self.project_id, token);
                return Ok((caller, NamedSession::Opaque(hash)));
            }
            Credential::SessionJwt(jwt) => jwt,
        };
        let caller = match self.verify(jwt, &caller) {
            Ok(claims) => return Ok((caller, NamedSession::Signed(claims))),
            Err(error) => self.with_newer_keys(caller, error).await?,
        };
        let claims = self.verify(jwt, &caller)?;
        Ok((caller, NamedSession::Signed(claims)))
    }

    /// The caller with keys that may know better than those by which a JWT was refused for `refusal`, if there are any.
    async fn with_newer_keys(&self, caller: Caller, refusal: SessionJwtError) -> Result<Caller, LookupError> {
        let newer = if !caller.project.is_fresh(self.clock.now()) {
            Some(self.fresh_project().await?)
        } else if refusal == SessionJwtError::UnknownKey {
            self.newer_project(&caller.project).await?
        } else {
            None
        };
        let project = newer.ok_or(LookupError::SessionJwt(refusal))?;
        Caller { project, ..caller }.accepted()
    }

    fn verify(&self, jwt: &SessionJwt, caller: &Caller) -> Result<Box<SessionClaims>, SessionJwtError> {
        jwt.verify(&self.project_id, caller.project.project(), self.clock.now()).map(Box::new)
    }

    /// Makes sure of a caller before a request is refused for what it asks: where the copy of the project is older than a
    /// minute, a fresh one decides whether the secret is still valid.
    ///
    /// # Errors
    /// [`LookupError::WrongSecret`], [`LookupError::UnknownProject`], or [`LookupError::Store`].
    pub async fn confirm(&self, caller: Caller) -> Result<Caller, LookupError> {
        if caller.project.is_fresh(self.clock.now()) {
            return Ok(caller);
        }
        let project = self.fresh_project().await?;
        Caller { project, ..caller }.accepted()
    }

    async fn is_still_entitled(&self, caller: Caller, credential: &Credential) -> Result<(), LookupError> {
        let caller = self.confirm(caller).await?;
        if let Credential::SessionJwt(jwt) = credential {
            self.verify(jwt, &caller)?;
        }
        Ok(())
    }
}

/// A session's name, believed.
enum NamedSession {
    Opaque(TokenHash),
    Signed(Box<SessionClaims>),
}

impl Caller {
    fn is_accepted(&self) -> bool {
        self.project.project().accepts(&self.secret)
    }

    fn accepted(self) -> Result<Self, LookupError> {
        if self.is_accepted() { Ok(self) } else { Err(LookupError::WrongSecret) }
    }
}
