//! A key of the project that signs anything, in any way.

use std::sync::LazyLock;

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{self, KeyPair as _, RsaEncoding},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

pub const FORGE_KID: &str = "jwk-test-33333333-3333-4333-8333-333333333333";

/// One key for all tests, because generating one is slow.
pub static FORGE: LazyLock<Forge> =
    LazyLock::new(|| Forge { pair: KeyPair::generate(KeySize::Rsa2048).expect("a key") });

/// A key that belongs to no project.
pub static STRANGER: LazyLock<Forge> =
    LazyLock::new(|| Forge { pair: KeyPair::generate(KeySize::Rsa2048).expect("a key") });

pub struct Forge {
    pair: KeyPair,
}

impl Forge {
    /// The public half, as a JWK.
    pub fn public(&self) -> Value {
        let (n, e) = (self.pair.public_key().modulus(), self.pair.public_key().exponent());
        json!({
            "kty": "RSA",
            "kid": FORGE_KID,
            "n": URL_SAFE_NO_PAD.encode(n.big_endian_without_leading_zero()),
            "e": URL_SAFE_NO_PAD.encode(e.big_endian_without_leading_zero()),
        })
    }

    /// A JWT by RS256 of this header and these claims.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(&header.to_string(), &claims.to_string())
    }

    /// A token by RS256 of any two texts.
    pub fn sign_text(&self, header: &str, claims: &str) -> String {
        self.sign_as(&signature::RSA_PKCS1_SHA256, header, claims)
    }

    /// A token by any algorithm of RSA, of any two texts.
    pub fn sign_as(&self, algorithm: &'static dyn RsaEncoding, header: &str, claims: &str) -> String {
        let message = message(header, claims);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(algorithm, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .expect("a signature");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// A token by HS256 with this secret.
pub fn sign_by_secret(secret: &[u8], header: &Value, claims: &Value) -> String {
    let message = message(&header.to_string(), &claims.to_string());
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// Header and claims in base64url, with a dot between them.
pub fn message(header: &str, claims: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}
