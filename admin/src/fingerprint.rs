//! 64-bit hashes that replace values where storing them would take too much memory. They are not cryptographic.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Returns a hash of `value`, the same in every run. Two different values collide with a probability of about 1 in
/// 10^19.
#[must_use]
pub fn fingerprint(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
