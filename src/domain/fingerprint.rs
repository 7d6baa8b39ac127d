//! Numbers that stand for values where the values would take too much memory.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A number for `value`, alike in every run. Two values share one by chance about once in 10^19 pairs.
#[must_use]
pub fn fingerprint(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
