//! A project's secrets and public keys: who may ask, and whose JWTs count.

use std::fmt;

use jsonwebtoken::DecodingKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};
use thiserror::Error;

use super::credential::hex;

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
    #[error("a project has at most two valid secrets at a time")]
    TooManySecrets,
    /// The key set is not a JSON object `{"keys": [...]}` of RSA keys, each with `kid`, `n` and `e`.
    #[error("expected a JWKS of RSA public keys, each with kid, n and e: {0}")]
    NotAKeySet(String),
    /// A private part does not belong into a table.
    #[error("key {kid} holds private parts; give only the public key")]
    PrivateKey {
        /// The key.
        kid: String,
    },
    /// RS256 needs 2,048 bits.
    #[error("key {kid} is shorter than 2,048 bits")]
    ShortKey {
        /// The key.
        kid: String,
    },
    /// Two keys cannot share a name.
    #[error("key {kid} stands in the set twice")]
    RepeatedKey {
        /// The key.
        kid: String,
    },
}

/// The public keys whose signatures a project's session JWTs may carry.
#[derive(Clone, Default)]
pub struct KeySet {
    json: JsonWebKeySet,
    keys: Vec<DecodingKey>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct JsonWebKeySet {
    keys: Vec<JsonWebKey>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct JsonWebKey {
    kty: RsaOnly,
    kid: String,
    n: String,
    e: String,
    #[serde(default, skip_serializing)]
    d: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum RsaOnly {
    #[serde(rename = "RSA")]
    Rsa,
}

impl KeySet {
    /// Reads a JWKS (RFC 7517).
    ///
    /// # Errors
    /// [`ProjectError`] for anything but distinct RSA public keys of at least 2,048 bits.
    pub fn parse(jwks: &str) -> Result<Self, ProjectError> {
        let json: JsonWebKeySet =
            serde_json::from_str(jwks).map_err(|error| ProjectError::NotAKeySet(error.to_string()))?;
        for (index, key) in json.keys.iter().enumerate() {
            let kid = key.kid.clone();
            if json.keys[..index].iter().any(|earlier| earlier.kid == kid) {
                return Err(ProjectError::RepeatedKey { kid });
            }
            if key.d.is_some() {
                return Err(ProjectError::PrivateKey { kid });
            }
            if key.n.len() * 6 < 2048 {
                return Err(ProjectError::ShortKey { kid });
            }
        }
        let keys = json.keys.iter().map(decoding_key).collect::<Result<_, _>>()?;
        Ok(Self { json, keys })
    }

    /// The key of this name.
    #[must_use]
    pub fn get(&self, kid: &str) -> Option<&DecodingKey> {
        let index = self.json.keys.iter().position(|key| key.kid == kid)?;
        self.keys.get(index)
    }

    /// The modulus of every key, in base64url: what tells keys apart whatever they are called.
    pub fn moduli(&self) -> impl Iterator<Item = &str> {
        self.json.keys.iter().map(|key| key.n.as_str())
    }

    /// The set as JSON text, public parts only.
    ///
    /// # Errors
    /// Never in practice: the set holds nothing but text.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(&self.json)
    }
}

fn decoding_key(key: &JsonWebKey) -> Result<DecodingKey, ProjectError> {
    DecodingKey::from_rsa_components(&key.n, &key.e)
        .map_err(|error| ProjectError::NotAKeySet(error.to_string()))
}

impl PartialEq for KeySet {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.json.keys.iter().map(|key| &key.kid)).finish()
    }
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

    /// The valid secrets' hashes.
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
