//! The public keys of a project, parsed from a JWKS (RFC 7517).

mod public_key;

use std::fmt;

use jsonwebtoken::DecodingKey;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use public_key::{JsonWebKey, PublicKey};
pub use public_key::{KeyFault, UnsuitableKey};

use super::ProjectError;

/// The public keys that verify a project's session JWTs.
///
/// A set contains only keys that are suitable for RS256. Use [`parse`](Self::parse) for keys that an operator provides,
/// and [`parse_lenient`](Self::parse_lenient) where one unsuitable key must not disable the others.
#[derive(Clone, Default)]
pub struct KeySet {
    keys: Vec<PublicKey>,
    decoding: Vec<DecodingKey>,
    unsuitable: Vec<UnsuitableKey>,
}

/// A JWKS with unparsed keys, so that one malformed key does not affect the others.
#[derive(Deserialize)]
struct JsonWebKeySet<'j> {
    #[serde(borrow)]
    keys: Vec<&'j RawValue>,
}

/// A public key in the response of the JWKS route, with the fields that clients of Stytch expect, in alphabetical
/// order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublishedKey<'k> {
    alg: &'static str,
    e: &'k str,
    key_ops: [&'static str; 1],
    kid: &'k str,
    kty: &'static str,
    n: &'k str,
    r#use: &'static str,
    x5c: [&'static str; 0],
    #[serde(rename = "x5tS256")]
    x5t_s256: &'static str,
}

impl KeySet {
    /// Parses a JWKS and skips unsuitable keys, which [`unsuitable`](Self::unsuitable) returns.
    ///
    /// # Errors
    /// [`ProjectError::NotAKeySet`] if the text is not an object with an array of keys.
    pub fn parse_lenient(jwks: &str) -> Result<Self, ProjectError> {
        let set: JsonWebKeySet<'_> =
            serde_json::from_str(jwks).map_err(|error| ProjectError::NotAKeySet(error.to_string()))?;
        let mut parsed = Self::default();
        for (index, key) in set.keys.into_iter().enumerate() {
            parsed.add(index + 1, key.get());
        }
        Ok(parsed)
    }

    /// Parses a JWKS and requires that every key is suitable.
    ///
    /// # Errors
    /// [`ProjectError::NotAKeySet`] if the text is not an object with an array of keys; [`ProjectError::UnsuitableKey`]
    /// for the first unsuitable key.
    pub fn parse(jwks: &str) -> Result<Self, ProjectError> {
        let parsed = Self::parse_lenient(jwks)?;
        match parsed.unsuitable.first() {
            Some(unsuitable) => Err(ProjectError::UnsuitableKey(unsuitable.clone())),
            None => Ok(parsed),
        }
    }

    fn add(&mut self, position: usize, key: &str) {
        let (kid, checked) = match JsonWebKey::read(key) {
            Ok(key) => (key.kid.clone(), key.check()),
            Err((kid, fault)) => (kid, Err(fault)),
        };
        if let Err(fault) = checked.and_then(|(key, decoding)| self.insert(key, decoding)) {
            self.unsuitable.push(UnsuitableKey { position, kid, fault });
        }
    }

    /// Inserts the key, unless the set contains an equal key with the same `kid`.
    fn insert(&mut self, key: PublicKey, decoding: DecodingKey) -> Result<(), KeyFault> {
        match self.keys.iter().find(|known| known.kid == key.kid) {
            Some(known) if *known == key => Ok(()),
            Some(_) => Err(KeyFault::DuplicateKid),
            None => {
                self.keys.push(key);
                self.decoding.push(decoding);
                Ok(())
            }
        }
    }

    /// Returns the keys that [`parse_lenient`](Self::parse_lenient) skipped. They are never used or stored.
    #[must_use]
    pub fn unsuitable(&self) -> &[UnsuitableKey] {
        &self.unsuitable
    }

    /// Returns true if the set contains no suitable key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Returns the key with this `kid`.
    #[must_use]
    pub fn get(&self, kid: &str) -> Option<&DecodingKey> {
        let index = self.keys.iter().position(|key| key.kid == kid)?;
        self.decoding.get(index)
    }

    /// Adds the keys of another set. Keys that are equal and have the same `kid` are merged.
    ///
    /// # Errors
    /// [`ProjectError::KidTaken`] if the sets contain different keys with the same `kid`.
    pub fn with(mut self, other: Self) -> Result<Self, ProjectError> {
        for (key, decoding) in other.keys.into_iter().zip(other.decoding) {
            let kid = key.kid.clone();
            self.insert(key, decoding).map_err(|_| ProjectError::KidTaken { kid })?;
        }
        Ok(self)
    }

    /// Removes the key with this `kid`.
    ///
    /// # Errors
    /// [`ProjectError::UnknownKey`] if the set has no such key.
    pub fn without(mut self, kid: &str) -> Result<Self, ProjectError> {
        let index = self.keys.iter().position(|key| key.kid == kid);
        let index = index.ok_or_else(|| ProjectError::UnknownKey { kid: kid.to_owned() })?;
        self.keys.remove(index);
        self.decoding.remove(index);
        Ok(self)
    }

    /// Returns the `kid` and the modulus size in significant bits of each key.
    pub fn sizes(&self) -> impl Iterator<Item = (&str, usize)> {
        self.keys.iter().map(|key| (key.kid.as_str(), key.bits))
    }

    /// Returns the `kid` of the key with this modulus, in base64url without leading zeros.
    #[must_use]
    pub fn kid_of(&self, modulus: &str) -> Option<&str> {
        self.keys.iter().find(|key| key.n == modulus).map(|key| key.kid.as_str())
    }

    /// Returns the modulus of each key, in base64url without leading zeros. The modulus identifies a key independently
    /// of its `kid`.
    pub fn moduli(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| key.n.as_str())
    }

    /// Returns the keys in the format of the JWKS route.
    pub fn published(&self) -> impl Iterator<Item = PublishedKey<'_>> {
        self.keys.iter().map(|key| PublishedKey {
            alg: "RS256",
            e: &key.e,
            key_ops: ["verify"],
            kid: &key.kid,
            kty: "RSA",
            n: &key.n,
            r#use: "sig",
            x5c: [],
            x5t_s256: "",
        })
    }

    /// Serializes the set to JSON for storage. [`parse`](Self::parse) accepts the result.
    ///
    /// # Errors
    /// Never in practice, because the set contains only strings.
    pub fn to_json(&self) -> serde_json::Result<String> {
        #[derive(Serialize)]
        struct Stored<'k> {
            keys: &'k [PublicKey],
        }
        serde_json::to_string(&Stored { keys: &self.keys })
    }
}

impl PartialEq for KeySet {
    fn eq(&self, other: &Self) -> bool {
        self.keys == other.keys
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.kid)).finish()
    }
}
