//! Accessors and serde implementations for validated string types.

use std::fmt;

use serde::{
    Deserializer,
    de::{Error, Visitor},
};

/// Deserializes a string with `parse`, without an intermediate copy.
///
/// # Errors
/// If the value is not a string, or `parse` fails.
pub(crate) fn deserialize_parsed<'de, D: Deserializer<'de>, T, E: fmt::Display>(
    deserializer: D,
    parse: fn(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(ParseVisitor(parse))
}

struct ParseVisitor<T, E>(fn(&str) -> Result<T, E>);

impl<T, E: fmt::Display> Visitor<'_> for ParseVisitor<T, E> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<Err: Error>(self, text: &str) -> Result<T, Err> {
        (self.0)(text).map_err(Err::custom)
    }
}

/// Implements `as_str`, `Display` and serde for a newtype over `String` with a `parse` constructor.
macro_rules! string_newtype {
    ($name:ident) => {
        impl $name {
            /// Returns the validated text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::domain::string_newtype::deserialize_parsed(deserializer, Self::parse)
            }
        }
    };
}

pub(crate) use string_newtype;
