//! Projects: the secrets that authenticate callers, and the public keys and issuers of session JWTs.

mod jwt_issuers;
mod key_set;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};
use thiserror::Error;

pub use jwt_issuers::{IgnoredIssuer, JwtIssuer, JwtIssuerError, JwtIssuers};
pub use key_set::{KeyFault, KeySet, PublishedKey, UnsuitableKey};

use super::hex::hex;

/// The SHA-256 hash of a project secret, in lower-case hexadecimal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretHash(String);

impl SecretHash {
    /// Hashes `secret`.
    #[must_use]
    pub fn of(secret: &str) -> Self {
        Self(hex(&Sha256::digest(secret)))
    }

    /// Parses 64 lower-case hexadecimal digits. Returns `None` for other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        (digits && text.len() == 64).then(|| Self(text.to_owned()))
    }

    /// Returns the hash as 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Errors that occur when parsing or changing a project.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProjectError {
    /// The project would have more than two secrets. Two are valid at a time, for rotation.
    #[error(
        "a project has at most two valid secrets at a time; run `orgctl project retire-secret` if every caller uses the newer one, or `orgctl project retire-secret --newer` if no caller uses it"
    )]
    TooManySecrets,
    /// The text is not a JSON object `{"keys": [...]}`.
    #[error("expected a JWKS of RSA public keys, each with kid, n and e: {0}")]
    NotAKeySet(String),
    /// A key cannot verify session JWTs.
    #[error("{0}")]
    UnsuitableKey(UnsuitableKey),
    /// A different key has the same `kid`.
    #[error(
        "the project already has a different key with kid {kid}; remove that key first, or use another kid for the new \
         key"
    )]
    KidTaken {
        /// The `kid`.
        kid: String,
    },
    /// No key has this `kid`.
    #[error("the project has no key with kid {kid}")]
    UnknownKey {
        /// The `kid`.
        kid: String,
    },
    /// The project would have too many further issuers.
    #[error(
        "a project has at most {} further issuers; remove one first with `orgctl project issuers remove`",
        JwtIssuers::MAX
    )]
    TooManyIssuers,
    /// The issuer is not one of the project's further issuers.
    #[error("the project has no further issuer {issuer}")]
    UnknownIssuer {
        /// The issuer.
        issuer: String,
    },
    /// The project would have no secret, so no caller could authenticate.
    #[error("the project has only one valid secret; rotate it first, so that callers have another")]
    LastSecret,
}

/// The credentials of a project: up to two secrets, and the public keys and further issuers of its session JWTs.
///
/// ```
/// use org_discovery::domain::{KeySet, Project, SecretHash};
///
/// let project = Project::new(vec![SecretHash::of("secret-test-old")], KeySet::default())?;
/// let project = project.with_secret(SecretHash::of("secret-test-new"))?;
/// assert!(project.accepts("secret-test-old"));
/// assert!(project.accepts("secret-test-new"));
/// assert!(!project.accepts("secret-test-other"));
/// # Ok::<(), org_discovery::domain::ProjectError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    secrets: Vec<SecretHash>,
    keys: KeySet,
    jwt_issuers: JwtIssuers,
}

impl Project {
    /// Creates a project from its secrets, the oldest first, and its keys, without further issuers.
    ///
    /// # Errors
    /// [`ProjectError::TooManySecrets`] if there are more than two secrets.
    pub fn new(secrets: Vec<SecretHash>, keys: KeySet) -> Result<Self, ProjectError> {
        Self { secrets, keys, jwt_issuers: JwtIssuers::default() }.with_checked_secrets()
    }

    fn with_checked_secrets(self) -> Result<Self, ProjectError> {
        if self.secrets.len() > 2 { Err(ProjectError::TooManySecrets) } else { Ok(self) }
    }

    /// Returns true if `secret` is one of the project's secrets. The comparison takes constant time.
    #[must_use]
    pub fn accepts(&self, secret: &str) -> bool {
        let presented = SecretHash::of(secret);
        let any = self
            .secrets
            .iter()
            .fold(Choice::from(0), |any, valid| any | valid.0.as_bytes().ct_eq(presented.0.as_bytes()));
        any.into()
    }

    /// Adds a secret, the first step of a rotation.
    ///
    /// # Errors
    /// [`ProjectError::TooManySecrets`] if the project has two secrets.
    pub fn with_secret(mut self, secret: SecretHash) -> Result<Self, ProjectError> {
        self.secrets.push(secret);
        self.with_checked_secrets()
    }

    /// Removes one of the project's two secrets, the last step of a rotation.
    ///
    /// # Errors
    /// [`ProjectError::LastSecret`] if the project has fewer than two secrets.
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

    /// Replaces the keys.
    #[must_use]
    pub fn with_keys(self, keys: KeySet) -> Self {
        Self { keys, ..self }
    }

    /// Replaces the further issuers.
    #[must_use]
    pub fn with_jwt_issuers(self, jwt_issuers: JwtIssuers) -> Self {
        Self { jwt_issuers, ..self }
    }

    /// Returns the hashes of the secrets, the oldest first.
    #[must_use]
    pub fn secrets(&self) -> &[SecretHash] {
        &self.secrets
    }

    /// Returns the keys that verify session JWTs.
    #[must_use]
    pub fn keys(&self) -> &KeySet {
        &self.keys
    }

    /// Returns the issuers of session JWTs that are accepted in addition to `stytch.com/<project_id>`.
    #[must_use]
    pub fn jwt_issuers(&self) -> &JwtIssuers {
        &self.jwt_issuers
    }
}

/// One of a project's two valid secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichSecret {
    /// The older secret. Remove it when every caller uses the newer one.
    Older,
    /// The newer secret. Remove it to undo a rotation.
    Newer,
}
