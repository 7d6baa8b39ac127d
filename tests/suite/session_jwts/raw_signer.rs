//! RSA keys that sign any header and claims with any algorithm.

use std::sync::LazyLock;

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{self, KeyPair as _, RsaEncoding},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

pub const RAW_SIGNER_KID: &str = "jwk-test-33333333-3333-4333-8333-333333333333";

/// The key that the tests add to the project. All tests share it, because generating a key is slow.
pub static RAW_SIGNER: LazyLock<RawSigner> =
    LazyLock::new(|| RawSigner { pair: KeyPair::generate(KeySize::Rsa2048).expect("a key") });

/// A key that belongs to no project.
pub static FOREIGN_SIGNER: LazyLock<RawSigner> =
    LazyLock::new(|| RawSigner { pair: KeyPair::generate(KeySize::Rsa2048).expect("a key") });

pub struct RawSigner {
    pair: KeyPair,
}

impl RawSigner {
    /// Returns the public key as a JWK.
    pub fn public(&self) -> Value {
        let (n, e) = (self.pair.public_key().modulus(), self.pair.public_key().exponent());
        json!({
            "kty": "RSA",
            "kid": RAW_SIGNER_KID,
            "n": URL_SAFE_NO_PAD.encode(n.big_endian_without_leading_zero()),
            "e": URL_SAFE_NO_PAD.encode(e.big_endian_without_leading_zero()),
        })
    }

    /// Signs a JWT with RS256.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(&header.to_string(), &claims.to_string())
    }

    /// Signs any two strings with RS256.
    pub fn sign_text(&self, header: &str, claims: &str) -> String {
        self.sign_as(&signature::RSA_PKCS1_SHA256, header, claims)
    }

    /// Signs any two strings with any RSA algorithm.
    pub fn sign_as(&self, algorithm: &'static dyn RsaEncoding, header: &str, claims: &str) -> String {
        let signing_input = signing_input(header, claims);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(algorithm, &SystemRandom::new(), signing_input.as_bytes(), &mut signature)
            .expect("a signature");
        format!("{signing_input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Signs a token with HS256 and this secret.
pub fn sign_with_hmac(secret: &[u8], header: &Value, claims: &Value) -> String {
    let signing_input = signing_input(&header.to_string(), &claims.to_string());
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signing_input.as_bytes());
    format!("{signing_input}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// Returns the signing input: header and claims in base64url, separated by a dot.
pub fn signing_input(header: &str, claims: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}
