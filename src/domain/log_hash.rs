//! Truncated hashes that replace personal data and keys in logs.

use sha2::{Digest, Sha256};

use super::hex::hex;

/// Returns the first 16 hexadecimal digits of the SHA-256 hash of `key`.
///
/// Use it to log personal data or keys: equal keys have equal hashes, so an operator can search for all log lines about
/// a person. The hash hides a key only if an attacker cannot guess the key.
#[must_use]
pub fn log_hash(key: &str) -> String {
    hex(&Sha256::digest(key)[..8])
}
