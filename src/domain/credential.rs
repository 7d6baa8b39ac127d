//! What a caller presents to name a session.

use std::fmt;

use base64::{
    Engine,
    engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD},
};
use serde::{Deserialize, Deserializer, de};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{MemberSessionId, ProjectId};

/// A text that cannot be a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected a token of 43 to 512 base64url characters")]
pub struct TokenError;

/// A secret that names a session. Its shape is checked before it costs a read, and it never shows in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct OpaqueToken(String);

impl OpaqueToken {
    /// Checks the shape of `text`: 43 to 512 characters of strict base64url, padded wholly or
    /// not at all.
    ///
    /// # Errors
    /// [`TokenError`] for any other text.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let alphabet = if text.ends_with('=') { URL_SAFE } else { URL_SAFE_NO_PAD };
        let well_formed = (43..=512).contains(&text.len()) && alphabet.decode(text).is_ok();
        well_formed.then(|| Self(text.to_owned())).ok_or(TokenError)
    }

    /// Makes a token of random bytes: 32 for an intermediate session, 33 for a session, as Stytch does.
    #[must_use]
    pub fn from_random(bytes: &[u8]) -> Self {
        Self(URL_SAFE.encode(bytes))
    }

    /// The secret itself, for the one who asked for it to be minted.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for OpaqueToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl fmt::Debug for OpaqueToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpaqueToken(…)")
    }
}

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
        Self::new(CredentialKind::Intermediate, project, &token.0)
    }

    /// The place of the session that a session token names.
    #[must_use]
    pub fn of_session_token(project: &ProjectId, token: &OpaqueToken) -> Self {
        Self::new(CredentialKind::SessionToken, project, &token.0)
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

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let nibbles = bytes.iter().flat_map(|b| [b >> 4, b & 15]);
    nibbles.map(|n| char::from(DIGITS[usize::from(n)])).collect()
}
