//! Truncated hashes that replace personal data and keys in logs.

use sha2::{Digest, Sha256};

use super::credential::hex;

/// Returns the first 16 hexadecimal digits of the SHA-256 of `key`. Equal keys have equal hashes, so that log lines about one
/// person can be found. The hash does not reveal a key that cannot be guessed.
#[must_use]
pub fn log_hash(key: &str) -> String {
    hex(&Sha256::digest(key)[..8])
}
