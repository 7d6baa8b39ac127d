//! Opaque session tokens.

use std::fmt;

use base64::{
    Engine,
    engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD},
};
use serde::{Deserialize, Deserializer, de};
use thiserror::Error;

/// The error for text that does not have the format of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected a token of 43 to 512 base64url characters")]
pub struct TokenError;

/// An intermediate session token or a session token: a secret that identifies a session.
///
/// The format is checked before any read from DynamoDB. Debug output does not contain the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct OpaqueToken(String);

impl OpaqueToken {
    /// Parses a token of 43 to 512 base64url characters, with correct padding or without padding.
    ///
    /// # Errors
    /// [`TokenError`] if `text` has another format.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let alphabet = if text.ends_with('=') { URL_SAFE } else { URL_SAFE_NO_PAD };
        let well_formed = (43..=512).contains(&text.len()) && alphabet.decode(text).is_ok();
        well_formed.then(|| Self(text.to_owned())).ok_or(TokenError)
    }

    /// Creates a token from random bytes: 32 for an intermediate session token and 33 for a session token, as in
    /// Stytch.
    #[must_use]
    pub fn from_random(bytes: &[u8]) -> Self {
        Self(URL_SAFE.encode(bytes))
    }

    /// Returns the secret. Use it only to hash the token or to hand it to the caller that requested it.
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
