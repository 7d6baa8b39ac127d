//! Parsing and validation of a key of a JWKS.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::DecodingKey;
use serde::{Deserialize, Serialize, de::IgnoredAny};
use thiserror::Error;

/// The modulus sizes, in bits, that are secure and that the cryptography library supports.
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// The largest exponent, in bits, that the cryptography library supports.
const MAX_EXPONENT_BITS: usize = 33;

/// An RSA public key that can verify session JWTs.
///
/// Modulus and exponent are base64url without leading zeros, so that equal keys have equal text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct PublicKey {
    kty: &'static str,
    pub(super) kid: String,
    pub(super) n: String,
    pub(super) e: String,
    #[serde(skip)]
    pub(super) bits: usize,
}

/// Errors for a key of a JWKS that cannot verify session JWTs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyFault {
    /// The key is not an object with the fields of RFC 7517, or a field is repeated or has the wrong type.
    #[error("it is not a JSON Web Key: {0}")]
    Malformed(String),
    /// The key contains private parameters or is symmetric.
    #[error("it contains private key material")]
    Private,
    /// The key type is not RSA.
    #[error("its kty is not RSA")]
    KeyType,
    /// A required field is absent.
    #[error("it has no {0}")]
    Missing(&'static str),
    /// The key is not for signatures (`use`).
    #[error("its use is not sig")]
    Use,
    /// The key is for an algorithm other than RS256 (`alg`).
    #[error("its alg is not RS256")]
    Algorithm,
    /// The key is not for the verification of signatures (`key_ops`).
    #[error("its key_ops do not contain verify")]
    Operations,
    /// A number is not base64url without padding.
    #[error("its {0} is not base64url without padding")]
    Encoding(&'static str),
    /// The modulus is too short to be secure, or too long for the cryptography library.
    #[error("its modulus has {bits} significant bits, not 2,048 to 8,192")]
    Modulus {
        /// The size in significant bits.
        bits: usize,
    },
    /// The exponent is not a valid RSA exponent.
    #[error("its exponent is not an odd number of 2 to 33 bits")]
    Exponent,
    /// A different key of the same set has the same `kid`.
    #[error("another key of the set has the same kid")]
    DuplicateKid,
}

/// A key of a JWKS that cannot verify session JWTs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsuitableKey {
    /// The position in the set, starting at 1.
    pub position: usize,
    /// The `kid`, if the key has one.
    pub kid: Option<String>,
    /// The reason.
    pub fault: KeyFault,
}

/// Escapes the `kid`, which is untrusted text.
impl fmt::Display for UnsuitableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kid {
            Some(kid) => write!(f, "key {}: {}", kid.escape_debug(), self.fault),
            None => write!(f, "key number {}: {}", self.position, self.fault),
        }
    }
}

/// The fields of a JSON Web Key that are relevant for RS256. `null` means absent.
#[derive(Deserialize)]
pub(super) struct JsonWebKey {
    kty: Option<String>,
    pub(super) kid: Option<String>,
    r#use: Option<String>,
    alg: Option<String>,
    key_ops: Option<Vec<String>>,
    n: Option<String>,
    e: Option<String>,
    d: Option<IgnoredAny>,
    p: Option<IgnoredAny>,
    q: Option<IgnoredAny>,
    dp: Option<IgnoredAny>,
    dq: Option<IgnoredAny>,
    qi: Option<IgnoredAny>,
    oth: Option<IgnoredAny>,
    k: Option<IgnoredAny>,
}

impl JsonWebKey {
    /// Parses the fields of one key.
    ///
    /// # Errors
    /// [`KeyFault::Malformed`], with the `kid` if it can be parsed.
    pub(super) fn read(json: &str) -> Result<Self, (Option<String>, KeyFault)> {
        #[derive(Deserialize)]
        struct KeyId {
            kid: Option<String>,
        }
        serde_json::from_str(json).map_err(|error| {
            let kid = serde_json::from_str::<KeyId>(json).ok().and_then(|key| key.kid);
            (kid, KeyFault::Malformed(error.to_string()))
        })
    }

    /// Validates the key for RS256.
    pub(super) fn check(self) -> Result<(PublicKey, DecodingKey), KeyFault> {
        self.check_purpose()?;
        let kid = self.kid.filter(|kid| !kid.is_empty()).ok_or(KeyFault::Missing("kid"))?;
        let n = number("n", self.n)?;
        let e = number("e", self.e)?;
        let bits = significant_bits(&n);
        if !MODULUS_BITS.contains(&bits) {
            return Err(KeyFault::Modulus { bits });
        }
        let odd = e.last().is_some_and(|byte| byte % 2 == 1);
        if !odd || e == [1] || significant_bits(&e) > MAX_EXPONENT_BITS {
            return Err(KeyFault::Exponent);
        }
        let (n, e) = (URL_SAFE_NO_PAD.encode(n), URL_SAFE_NO_PAD.encode(e));
        let decoding = DecodingKey::from_rsa_components(&n, &e)
            .map_err(|error| KeyFault::Malformed(error.to_string()))?;
        Ok((PublicKey { kty: "RSA", kid, n, e, bits }, decoding))
    }

    fn check_purpose(&self) -> Result<(), KeyFault> {
        if self.is_private() {
            return Err(KeyFault::Private);
        }
        if self.kty.as_deref() != Some("RSA") {
            return Err(KeyFault::KeyType);
        }
        if self.r#use.as_ref().is_some_and(|r#use| r#use != "sig") {
            return Err(KeyFault::Use);
        }
        if self.alg.as_ref().is_some_and(|alg| alg != "RS256") {
            return Err(KeyFault::Algorithm);
        }
        if self.key_ops.as_ref().is_some_and(|operations| operations.iter().all(|name| name != "verify")) {
            return Err(KeyFault::Operations);
        }
        Ok(())
    }

    /// Returns true if the key has private parameters (RFC 7518, section 6.3.2) or the value of a symmetric key.
    fn is_private(&self) -> bool {
        let Self { d, p, q, dp, dq, qi, oth, k, .. } = self;
        [d, p, q, dp, dq, qi, oth, k].into_iter().any(Option::is_some)
    }
}

/// Decodes a base64url number and removes leading zeros.
fn number(name: &'static str, text: Option<String>) -> Result<Vec<u8>, KeyFault> {
    let text = text.ok_or(KeyFault::Missing(name))?;
    let mut bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| KeyFault::Encoding(name))?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.drain(..zeros);
    Ok(bytes)
}

fn significant_bits(number: &[u8]) -> usize {
    let unused = number.first().map_or(0, |first| first.leading_zeros() as usize);
    number.len() * 8 - unused
}
