//! A project's secrets and public keys: who may ask, and whose JWTs count.

mod key_set;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};
use thiserror::Error;

pub use key_set::{KeyFault, KeySet, PublishedKey, UnsuitableKey};

use super::hex::hex;

/// SHA-256 of a secret, in lower-case hexadecimal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretHash(String);

impl SecretHash {
    /// The hash of `secret`.
    #[must_use]
    pub fn of(secret: &str) -> Self {
        Self(hex(&Sha256::digest(secret)))
    }

    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        (digits && text.len() == 64).then(|| Self(text.to_owned()))
    }

    /// 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a project cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProjectError {
    /// Two secrets are valid at a time, for rotation; no more.
    #[error("a project has at most two valid secrets at a time; retire one first")]
    TooManySecrets,
    /// The key set is not a JSON object `{"keys": [...]}`.
    #[error("expected a JWKS of RSA public keys, each with kid, n and e: {0}")]
    NotAKeySet(String),
    /// A key that cannot verify session JWTs.
    #[error("{0}")]
    UnsuitableKey(UnsuitableKey),
    /// Another key has the name already.
    #[error(
        "the project has another key of the name {kid}; remove that one first, or give the new one its own name"
    )]
    KeyNameTaken {
        /// The name.
        kid: String,
    },
    /// No key has this name.
    #[error("the project has no key {kid}")]
    UnknownKey {
        /// The name.
        kid: String,
    },
    /// Without a secret nobody could ask.
    #[error("the project has only one valid secret; rotate it first, so that callers have another")]
    LastSecret,
}

/// What the deployment knows about its project.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    secrets: Vec<SecretHash>,
    keys: KeySet,
}

impl Project {
    /// A project with these valid secrets and these keys.
    ///
    /// # Errors
    /// [`ProjectError::TooManySecrets`] when there are more than two.
    pub fn new(secrets: Vec<SecretHash>, keys: KeySet) -> Result<Self, ProjectError> {
        if secrets.len() > 2 {
            return Err(ProjectError::TooManySecrets);
        }
        Ok(Self { secrets, keys })
    }

    /// Whether `secret` is one of the valid ones, in a time that tells nothing about which or how nearly.
    #[must_use]
    pub fn accepts(&self, secret: &str) -> bool {
        let presented = SecretHash::of(secret);
        let any = self
            .secrets
            .iter()
            .fold(Choice::from(0), |any, valid| any | valid.0.as_bytes().ct_eq(presented.0.as_bytes()));
        any.into()
    }

    /// The same project with one more valid secret.
    ///
    /// # Errors
    /// [`ProjectError::TooManySecrets`] when there are two already.
    pub fn with_secret(mut self, secret: SecretHash) -> Result<Self, ProjectError> {
        self.secrets.push(secret);
        Self::new(self.secrets, self.keys)
    }

    /// The same project without the older of its two secrets, or without the newer one.
    ///
    /// # Errors
    /// [`ProjectError::LastSecret`] when there are not two.
    pub fn without_secret(mut self, which: WhichSecret) -> Result<Self, ProjectError> {
        if self.secrets.len() < 2 {
            return Err(ProjectError::LastSecret);
        }
        match which {
            WhichSecret::Older => drop(self.secrets.remove(0)),
            WhichSecret::Newer => drop(self.secrets.pop()),
        }
        Ok(self)
    }

    /// The same project with these keys instead.
    #[must_use]
    pub fn with_keys(self, keys: KeySet) -> Self {
        Self { keys, ..self }
    }

    /// The valid secrets' hashes, the oldest first.
    #[must_use]
    pub fn secrets(&self) -> &[SecretHash] {
        &self.secrets
    }

    /// The keys that sign session JWTs.
    #[must_use]
    pub fn keys(&self) -> &KeySet {
        &self.keys
    }
}

/// One of a project's two valid secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichSecret {
    /// The one that was valid first: it goes once every caller has the new one.
    Older,
    /// The one that came last: it goes when it should never have been made.
    Newer,
}
