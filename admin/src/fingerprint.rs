//! 64-bit numbers that replace values where many values would take too much memory. They are no secure hashes.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Returns a number for `value`, equal in every run. Two values have the same number by chance about once in 10^19 pairs.
#[must_use]
pub fn fingerprint(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
