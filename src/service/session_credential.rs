//! The credential of a request.

use crate::domain::{OpaqueToken, SessionJwt};

/// A well-formed credential whose session has not been read yet.
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
    /// Returns the name of the request field for this kind of credential.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Intermediate(_) => "intermediate_session_token",
            Self::SessionToken(_) => "session_token",
            Self::SessionJwt(_) => "session_jwt",
        }
    }
}
