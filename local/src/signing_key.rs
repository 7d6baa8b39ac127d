//! A key for session JWTs that exists only in this process.

use std::{error::Error, sync::Arc};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use org_discovery::domain::{IssuedSession, ProjectId, Timestamp};
use org_discovery_admin::exchange::{SessionJwtSigner, SigningError};
use serde_json::{Value, json};

/// An RSA key pair that signs session JWTs with RS256.
#[derive(Debug, Clone)]
pub struct SigningKey {
    kid: String,
    /// The key pair.
    pub pair: Arc<KeyPair>,
}

impl SigningKey {
    /// Generates a key pair of 2,048 bits, with this key id.
    ///
    /// # Errors
    /// When the key pair cannot be generated.
    pub fn generate(kid: &str) -> Result<Self, Box<dyn Error>> {
        Ok(Self { kid: kid.to_owned(), pair: Arc::new(KeyPair::generate(KeySize::Rsa2048)?) })
    }

    /// Returns the public half as a JWK.
    #[must_use]
    pub fn public(&self) -> Value {
        let (n, e) = (self.pair.public_key().modulus(), self.pair.public_key().exponent());
        json!({
            "kty": "RSA",
            "kid": self.kid,
            "alg": "RS256",
            "use": "sig",
            "n": URL_SAFE_NO_PAD.encode(n.big_endian_without_leading_zero()),
            "e": URL_SAFE_NO_PAD.encode(e.big_endian_without_leading_zero()),
        })
    }

    /// Signs a session JWT in Stytch's format, which expires after five minutes.
    ///
    /// # Errors
    /// When the claims cannot be written, or the key cannot sign.
    pub fn session_jwt(
        &self,
        project: &ProjectId,
        session: &IssuedSession<'_>,
        now: Timestamp,
    ) -> Result<String, Box<dyn Error>> {
        self.sign(&self.header(), &session.claims(project, now)?)
    }

    /// Returns the JOSE header that names this key.
    #[must_use]
    pub fn header(&self) -> Value {
        json!({"alg": "RS256", "kid": self.kid, "typ": "JWT"})
    }

    /// Signs a header and claims with RS256, even if the header names another algorithm.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn sign(&self, header: &Value, claims: &Value) -> Result<String, Box<dyn Error>> {
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let message =
            format!("{}.{}", part(header.to_string().as_bytes()), part(claims.to_string().as_bytes()));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)?;
        Ok(format!("{message}.{}", part(&signature)))
    }
}

impl SessionJwtSigner for SigningKey {
    fn kid(&self) -> Option<&str> {
        Some(&self.kid)
    }

    async fn sign(
        &self,
        project: &ProjectId,
        session: &IssuedSession<'_>,
        now: Timestamp,
    ) -> Result<String, SigningError> {
        self.session_jwt(project, session, now).map_err(|error| SigningError(error.to_string()))
    }
}
