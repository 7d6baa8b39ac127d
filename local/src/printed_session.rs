//! A loaded session with its credentials.

use std::error::Error;

use org_discovery::domain::{Clock, IssuedSession, ProjectId, SystemClock};
use org_discovery_admin::import::{LoadedSession, SessionCredential};
use org_discovery_local::signing_key::SigningKey;

/// A session and its credentials, as they are printed.
#[derive(Debug, Clone)]
pub struct PrintedSession {
    pub loaded: LoadedSession,
    /// The session JWT of a member session.
    pub session_jwt: Option<String>,
}

impl PrintedSession {
    /// Signs a session JWT for a member session.
    pub fn new(loaded: LoadedSession, project: &ProjectId, key: &SigningKey) -> Result<Self, Box<dyn Error>> {
        let session_jwt = match &loaded.credential {
            SessionCredential::Intermediate(_) => None,
            SessionCredential::Member(_, session) => {
                let authentication_factors = &loaded.entry.authentication_factors;
                let (expires_at, organization_slug) = (loaded.expires_at, "");
                let signed =
                    IssuedSession::new(session, authentication_factors, organization_slug, expires_at);
                Some(key.session_jwt(project, &signed, SystemClock.now())?)
            }
        };
        Ok(Self { loaded, session_jwt })
    }

    /// Returns the request fields that present the session, each with its value.
    pub fn credentials(&self) -> Vec<(&'static str, &str)> {
        match &self.loaded.credential {
            SessionCredential::Intermediate(token) => {
                vec![("intermediate_session_token", token.expose())]
            }
            SessionCredential::Member(token, _) => {
                let jwt = self.session_jwt.as_deref().map(|jwt| ("session_jwt", jwt));
                [("session_token", token.expose())].into_iter().chain(jwt).collect()
            }
        }
    }
}
