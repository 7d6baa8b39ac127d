//! Names for what must not stand in a log.

use sha2::{Digest, Sha256};

use super::credential::hex;

/// The first 16 hexadecimal digits of the SHA-256 of `key`: enough to find the same again, and not to find out what it was
/// for who cannot guess it.
#[must_use]
pub fn short_hash(key: &str) -> String {
    hex(&Sha256::digest(key)[..8])
}
