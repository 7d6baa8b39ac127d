//! Building and parsing items.

use std::{collections::HashMap, fmt::Display, str::FromStr};

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;

use crate::{domain::log_hash, store::StoreError};

/// The attributes of an item, or of a key.
pub type Item = HashMap<String, AttributeValue>;

/// The schema version of all items. An item with another version is damaged.
pub const SCHEMA_VERSION: &str = "1";
/// The attribute that contains the schema version.
pub const SCHEMA_ATTRIBUTE: &str = "schema";

/// The reason why an item is damaged.
#[derive(Debug)]
pub struct Damage(pub String);

impl Damage {
    /// Converts the reason to an error that contains only a hash of the key.
    #[must_use]
    pub fn of_item(self, table: &'static str, key: &str) -> StoreError {
        StoreError::Damaged { table, key_hash: log_hash(key), reason: self.0 }
    }
}

/// Returns a string attribute.
pub fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// Returns a number attribute.
pub fn number(value: impl Display) -> AttributeValue {
    AttributeValue::N(format!("{value}"))
}

/// Returns an item with the schema version and the given attributes.
pub fn item<const N: usize>(attributes: [(&str, AttributeValue); N]) -> Item {
    let mut item = key(attributes);
    item.insert(SCHEMA_ATTRIBUTE.to_owned(), number(SCHEMA_VERSION));
    item
}

/// Returns a key with the given attributes.
pub fn key<const N: usize>(attributes: [(&str, AttributeValue); N]) -> Item {
    attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn missing(name: &str) -> Damage {
    Damage(format!("{name} is missing"))
}

/// Removes a string attribute from an item and returns its text, without copying it.
pub(crate) fn take_text(item: &mut Item, name: &str) -> Option<String> {
    match item.remove(name)? {
        AttributeValue::S(text) => Some(text),
        _ => None,
    }
}

/// Parses the attributes of one item.
#[derive(Clone, Copy)]
pub struct Attributes<'i>(&'i Item);

impl<'i> Attributes<'i> {
    /// Checks the schema version of an item.
    ///
    /// # Errors
    /// [`Damage`] when the schema version is missing, malformed or unknown.
    pub fn of(item: &'i Item) -> Result<Self, Damage> {
        let attributes = Self(item);
        let schema: u64 = attributes.number(SCHEMA_ATTRIBUTE)?;
        if schema.to_string() == SCHEMA_VERSION {
            Ok(attributes)
        } else {
            Err(Damage(format!("unknown schema version {schema}")))
        }
    }

    /// Returns a required string.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is missing or malformed.
    pub fn text(self, name: &str) -> Result<&'i str, Damage> {
        self.optional_text(name)?.ok_or_else(|| missing(name))
    }

    /// Returns an optional string.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is malformed.
    pub fn optional_text(self, name: &str) -> Result<Option<&'i str>, Damage> {
        match self.0.get(name) {
            None | Some(AttributeValue::Null(_)) => Ok(None),
            Some(AttributeValue::S(text)) => Ok(Some(text)),
            Some(_) => Err(Damage(format!("{name} is not a string"))),
        }
    }

    /// Returns a required number.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is missing or malformed.
    pub fn number<T: FromStr>(self, name: &str) -> Result<T, Damage> {
        match self.0.get(name) {
            Some(AttributeValue::N(digits)) => {
                digits.parse().map_err(|_| Damage(format!("{name} is out of range")))
            }
            Some(_) => Err(Damage(format!("{name} is not a number"))),
            None => Err(missing(name)),
        }
    }

    /// Returns a list of strings. A missing attribute is an empty list.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is malformed.
    pub fn texts(self, name: &str) -> Result<Vec<&'i str>, Damage> {
        let wrong = || Damage(format!("{name} is not a list of strings"));
        match self.0.get(name) {
            None => Ok(Vec::new()),
            Some(AttributeValue::L(values)) => {
                let texts = values.iter().map(|value| value.as_s().map(String::as_str).map_err(|_| wrong()));
                texts.collect()
            }
            Some(_) => Err(wrong()),
        }
    }

    /// Parses a required string with `parse`.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is missing or malformed.
    pub fn parsed<T, E>(self, name: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, Damage> {
        self.optional_parsed(name, parse)?.ok_or_else(|| missing(name))
    }

    /// Parses an optional string with `parse`.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is malformed.
    pub fn optional_parsed<T, E>(
        self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Damage> {
        let parsed = self.optional_text(name)?.map(parse).transpose();
        parsed.map_err(|_| Damage(format!("{name} is malformed")))
    }

    /// Parses a required JSON text with `parse`. The error omits the parser's message, which could quote the value.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is missing or malformed.
    pub fn json_with<T>(
        self,
        name: &str,
        parse: impl FnOnce(&str) -> serde_json::Result<T>,
    ) -> Result<T, Damage> {
        parse(self.text(name)?).map_err(|error| {
            Damage(format!("{name} cannot be parsed: {:?} at line {}", error.classify(), error.line()))
        })
    }

    /// Parses a required JSON text. The error omits the parser's message, which could quote the value.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is missing or malformed.
    pub fn json<T: DeserializeOwned>(self, name: &str) -> Result<T, Damage> {
        self.json_with(name, |text| serde_json::from_str(text))
    }
}
