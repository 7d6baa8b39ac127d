//! Opaque tokens: the secrets that identify sessions.

use std::fmt;

use base64::{
    Engine,
    engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD},
};
use serde::{Deserialize, Deserializer, de};
use thiserror::Error;

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
