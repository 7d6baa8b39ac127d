//! Deserialization of `null` as a default value.

use serde::{Deserialize, Deserializer};

/// Deserializes `null` as the type's default value. Combine it with `#[serde(default)]`, which handles a missing key.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
