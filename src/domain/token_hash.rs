//! Hashes of session credentials.

use sha2::{Digest, Sha256};

use super::{MemberSessionId, OpaqueToken, ProjectId, hex::hex};

/// The kind of a session credential. The kind is part of the hash, so a credential of one kind never matches another
/// kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CredentialKind {
    /// An intermediate session token.
    Intermediate,
    /// A session token.
    SessionToken,
    /// A member session id, which is accepted only in a verified session JWT.
    SessionId,
}

impl CredentialKind {
    const ALL: [Self; 3] = [Self::Intermediate, Self::SessionToken, Self::SessionId];

    /// Parses a kind's name. Returns `None` for other text.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Returns the kind's name, which is part of the hash and of the session's item.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intermediate => "ist",
            Self::SessionToken => "session-token",
            Self::SessionId => "session-id",
        }
    }
}

/// The hash of a session credential, which is the key of the session's item.
///
/// It is the SHA-256 hash of kind, project id and credential, separated by zero bytes, in lower-case hexadecimal. The
/// credential itself is never stored.
///
/// ```
/// use org_discovery::domain::{MemberSessionId, ProjectId, TokenHash};
///
/// let project = ProjectId::parse("project-test-00000000-0000-4000-8000-000000000000")?;
/// let hash = TokenHash::of_session_id(&project, &MemberSessionId::parse("session-test-1")?);
/// assert_eq!(hash.as_str().len(), 64);
/// assert_eq!(hash.kind().as_str(), "session-id");
/// # Ok::<(), org_discovery::domain::IdentifierError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenHash {
    kind: CredentialKind,
    hex: String,
}

impl TokenHash {
    /// Hashes an intermediate session token.
    #[must_use]
    pub fn of_intermediate(project: &ProjectId, token: &OpaqueToken) -> Self {
        Self::new(CredentialKind::Intermediate, project, token.expose())
    }

    /// Hashes a session token.
    #[must_use]
    pub fn of_session_token(project: &ProjectId, token: &OpaqueToken) -> Self {
        Self::new(CredentialKind::SessionToken, project, token.expose())
    }

    /// Hashes a member session id.
    #[must_use]
    pub fn of_session_id(project: &ProjectId, id: &MemberSessionId) -> Self {
        Self::new(CredentialKind::SessionId, project, id.as_str())
    }

    fn new(kind: CredentialKind, project: &ProjectId, credential: &str) -> Self {
        let digest = Sha256::new()
            .chain_update(kind.as_str())
            .chain_update([0])
            .chain_update(project.as_str())
            .chain_update([0])
            .chain_update(credential)
            .finalize();
        Self { kind, hex: hex(&digest) }
    }

    /// Returns the kind of the hashed credential.
    #[must_use]
    pub fn kind(&self) -> CredentialKind {
        self.kind
    }

    /// Returns the hash as 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.hex
    }
}
