//! Deserializes `null` like a missing key.

use serde::{Deserialize, Deserializer};

/// Deserializes `null` as the type's default. `#[serde(default)]` on the same field does so for a missing key.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
