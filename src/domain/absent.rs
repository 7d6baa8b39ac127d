//! `null` and a missing key say the same: nothing was given.

use serde::{Deserialize, Deserializer};

/// Reads `null` as the type's default. With `#[serde(default)]` beside it a missing key does the same.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
