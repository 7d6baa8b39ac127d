//! Hashes of credentials, under which sessions are stored.

use sha2::{Digest, Sha256};

use super::{MemberSessionId, OpaqueToken, ProjectId, hex::hex};

/// The kinds of text that name a session. One kind is never taken for another: the kind is part of the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CredentialKind {
    /// An intermediate session token.
    Intermediate,
    /// A session token.
    SessionToken,
    /// The id of a member session, which only a signed JWT may present.
    SessionId,
}

impl CredentialKind {
    const EVERY: [Self; 3] = [Self::Intermediate, Self::SessionToken, Self::SessionId];

    /// The kind of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The name that goes into the hash and stands in the row.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intermediate => "ist",
            Self::SessionToken => "session-token",
            Self::SessionId => "session-id",
        }
    }
}

/// Where a session stands in the table: SHA-256 over kind, project and credential, with a zero byte between them, in lower
/// case hexadecimal. The table never holds the credential itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenHash {
    kind: CredentialKind,
    hex: String,
}

impl TokenHash {
    /// The place of the session that an intermediate session token names.
    #[must_use]
    pub fn of_intermediate(project: &ProjectId, token: &OpaqueToken) -> Self {
        Self::new(CredentialKind::Intermediate, project, token.expose())
    }

    /// The place of the session that a session token names.
    #[must_use]
    pub fn of_session_token(project: &ProjectId, token: &OpaqueToken) -> Self {
        Self::new(CredentialKind::SessionToken, project, token.expose())
    }

    /// The place of the session with this id.
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

    /// The kind of credential that was hashed; the row says the same.
    #[must_use]
    pub fn kind(&self) -> CredentialKind {
        self.kind
    }

    /// 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.hex
    }
}
