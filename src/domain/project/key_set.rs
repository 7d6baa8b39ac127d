//! Public keys, as a JWKS (RFC 7517).

use std::fmt;

use jsonwebtoken::DecodingKey;
use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::ProjectError;

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
    #[serde(flatten, skip_serializing)]
    private: PrivateParts,
}

/// What makes an RSA key private (RFC 7518, 6.3.2), and the value of a symmetric one.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
struct PrivateParts {
    d: Option<IgnoredAny>,
    p: Option<IgnoredAny>,
    q: Option<IgnoredAny>,
    dp: Option<IgnoredAny>,
    dq: Option<IgnoredAny>,
    qi: Option<IgnoredAny>,
    oth: Option<IgnoredAny>,
    k: Option<IgnoredAny>,
}

impl PrivateParts {
    fn any(&self) -> bool {
        *self != Self::default()
    }
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
            if key.private.any() {
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

    /// This set and the keys of another. A key that stands in both, the same under the same name, is there once.
    ///
    /// # Errors
    /// [`ProjectError::KeyNameTaken`] when the sets have different keys under one name.
    pub fn with(mut self, other: Self) -> Result<Self, ProjectError> {
        for (json, key) in other.json.keys.into_iter().zip(other.keys) {
            match self.json.keys.iter().find(|known| known.kid == json.kid) {
                Some(known) if *known != json => return Err(ProjectError::KeyNameTaken { kid: json.kid }),
                Some(_) => {}
                None => {
                    self.json.keys.push(json);
                    self.keys.push(key);
                }
            }
        }
        Ok(self)
    }

    /// This set without the key of this name.
    ///
    /// # Errors
    /// [`ProjectError::UnknownKey`] when there is none.
    pub fn without(mut self, kid: &str) -> Result<Self, ProjectError> {
        let index = self.json.keys.iter().position(|key| key.kid == kid);
        let index = index.ok_or_else(|| ProjectError::UnknownKey { kid: kid.to_owned() })?;
        self.json.keys.remove(index);
        self.keys.remove(index);
        Ok(self)
    }

    /// Name and size, in bits, of every key.
    pub fn sizes(&self) -> impl Iterator<Item = (&str, usize)> {
        self.json.keys.iter().map(|key| (key.kid.as_str(), key.n.len() * 6 / 8 * 8))
    }

    /// The name of the key with this modulus, in base64url.
    #[must_use]
    pub fn name_of(&self, modulus: &str) -> Option<&str> {
        self.json.keys.iter().find(|key| key.n == modulus).map(|key| key.kid.as_str())
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
