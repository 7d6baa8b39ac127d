//! The public half of a KMS key, as a JWK.

use aws_sdk_kms::{Client, error::ProvideErrorMetadata, types::KeyUsageType};
use org_discovery_admin::causes::root_cause;
use serde_json::Value;
use thiserror::Error;

use super::KmsKeyArn;
use crate::RsaPublicKey;

/// The error for a public key that cannot be read, or that cannot verify session JWTs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PublicKeyError {
    /// KMS did not return the key.
    #[error("KMS did not return the public key: {0}")]
    Unavailable(String),
    /// The key is not an RSA key for signatures.
    #[error("the KMS key must be an RSA key for signatures (key spec RSA_2048, key usage SIGN_VERIFY)")]
    NotRsa,
}

/// Reads the public half of a KMS key as a JWK with this `kid`.
///
/// # Errors
/// [`PublicKeyError`].
pub async fn public_jwk(client: &Client, arn: &KmsKeyArn, kid: &str) -> Result<Value, PublicKeyError> {
    let request = client.get_public_key().key_id(arn.as_str());
    let key = request.send().await.map_err(|error| {
        let code = error.code().map(str::to_owned);
        PublicKeyError::Unavailable(code.unwrap_or_else(|| root_cause(&error).to_string()))
    })?;
    if key.key_usage() != Some(&KeyUsageType::SignVerify) {
        return Err(PublicKeyError::NotRsa);
    }
    let der = key.public_key().ok_or(PublicKeyError::NotRsa)?;
    let key = RsaPublicKey::from_spki(der.as_ref()).ok_or(PublicKeyError::NotRsa)?;
    Ok(key.jwk(kid))
}
