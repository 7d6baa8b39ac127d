//! The public keys of a project, as a JWKS (RFC 7517).

mod public_key;

use std::fmt;

use jsonwebtoken::DecodingKey;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use public_key::{JsonWebKey, PublicKey};
pub use public_key::{KeyFault, UnsuitableKey};

use super::ProjectError;

/// The public keys whose signatures a project's session JWTs may carry. Every key is suitable for RS256.
#[derive(Clone, Default)]
pub struct KeySet {
    keys: Vec<PublicKey>,
    decoding: Vec<DecodingKey>,
    unsuitable: Vec<UnsuitableKey>,
}

/// A JWKS whose keys are not read yet: one bad key must not hide the others.
#[derive(Deserialize)]
struct JsonWebKeySet<'j> {
    #[serde(borrow)]
    keys: Vec<&'j RawValue>,
}

/// A public key with the fields that clients of Stytch expect, in alphabetical order.
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
    /// Reads a JWKS and keeps the keys that are suitable. [`Self::unsuitable`] lists the others.
    ///
    /// # Errors
    /// [`ProjectError::NotAKeySet`] when the text is not an object with a list of keys.
    pub fn read(jwks: &str) -> Result<Self, ProjectError> {
        let set: JsonWebKeySet<'_> =
            serde_json::from_str(jwks).map_err(|error| ProjectError::NotAKeySet(error.to_string()))?;
        let mut read = Self::default();
        for (index, key) in set.keys.into_iter().enumerate() {
            read.add(index + 1, key.get());
        }
        Ok(read)
    }

    /// Reads a JWKS of which every key must be suitable.
    ///
    /// # Errors
    /// [`ProjectError::NotAKeySet`], or [`ProjectError::UnsuitableKey`] for the first key that is not.
    pub fn parse(jwks: &str) -> Result<Self, ProjectError> {
        let read = Self::read(jwks)?;
        match read.unsuitable.first() {
            Some(unsuitable) => Err(ProjectError::UnsuitableKey(unsuitable.clone())),
            None => Ok(read),
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

    /// Inserts the key, unless the same key is in the set under the same name.
    fn insert(&mut self, key: PublicKey, decoding: DecodingKey) -> Result<(), KeyFault> {
        match self.keys.iter().find(|known| known.kid == key.kid) {
            Some(known) if *known == key => Ok(()),
            Some(_) => Err(KeyFault::RepeatedName),
            None => {
                self.keys.push(key);
                self.decoding.push(decoding);
                Ok(())
            }
        }
    }

    /// The keys of the JWKS that was read which cannot verify session JWTs. They are never used or stored.
    #[must_use]
    pub fn unsuitable(&self) -> &[UnsuitableKey] {
        &self.unsuitable
    }

    /// Whether no key is suitable.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The key of this name.
    #[must_use]
    pub fn get(&self, kid: &str) -> Option<&DecodingKey> {
        let index = self.keys.iter().position(|key| key.kid == kid)?;
        self.decoding.get(index)
    }

    /// This set and the keys of another. A key that is in both, the same under the same name, is there once.
    ///
    /// # Errors
    /// [`ProjectError::KeyNameTaken`] when the sets have different keys under one name.
    pub fn with(mut self, other: Self) -> Result<Self, ProjectError> {
        for (key, decoding) in other.keys.into_iter().zip(other.decoding) {
            let kid = key.kid.clone();
            self.insert(key, decoding).map_err(|_| ProjectError::KeyNameTaken { kid })?;
        }
        Ok(self)
    }

    /// This set without the key of this name.
    ///
    /// # Errors
    /// [`ProjectError::UnknownKey`] when it is absent.
    pub fn without(mut self, kid: &str) -> Result<Self, ProjectError> {
        let index = self.keys.iter().position(|key| key.kid == kid);
        let index = index.ok_or_else(|| ProjectError::UnknownKey { kid: kid.to_owned() })?;
        self.keys.remove(index);
        self.decoding.remove(index);
        Ok(self)
    }

    /// Name and size, in significant bits, of every key.
    pub fn sizes(&self) -> impl Iterator<Item = (&str, usize)> {
        self.keys.iter().map(|key| (key.kid.as_str(), key.bits))
    }

    /// The name of the key with this modulus, in base64url without leading zeros.
    #[must_use]
    pub fn name_of(&self, modulus: &str) -> Option<&str> {
        self.keys.iter().find(|key| key.n == modulus).map(|key| key.kid.as_str())
    }

    /// The modulus of every key, in base64url without leading zeros: it identifies a key whatever its name is.
    pub fn moduli(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| key.n.as_str())
    }

    /// Every key as clients get it.
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

    /// The set as JSON text, in the form in which it is stored.
    ///
    /// # Errors
    /// Never in practice: the set holds nothing but text.
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
