//! Items: attributes by name.

use std::{collections::HashMap, fmt::Display, str::FromStr};

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;

use crate::{domain::log_hash, store::StoreError};

/// The attributes of an item, or of a key.
pub type Item = HashMap<String, AttributeValue>;

/// The version of the form in which items are written. A reader refuses what it does not know.
pub const SCHEMA: &str = "1";
/// The attribute that holds the version of the form.
pub const SCHEMA_ATTRIBUTE: &str = "schema";

/// What is wrong with an item.
#[derive(Debug)]
pub struct Damage(pub String);

impl Damage {
    /// The error that tells of it, with the key hidden.
    #[must_use]
    pub fn of_item(self, table: &'static str, key: &str) -> StoreError {
        StoreError::Damaged { table, key_hash: log_hash(key), reason: self.0 }
    }
}

/// A text attribute.
pub fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
pub fn number(value: impl Display) -> AttributeValue {
    AttributeValue::N(format!("{value}"))
}

/// An item with the schema's version and these attributes.
pub fn item<const N: usize>(attributes: [(&str, AttributeValue); N]) -> Item {
    let mut item = key(attributes);
    item.insert(SCHEMA_ATTRIBUTE.to_owned(), number(SCHEMA));
    item
}

/// A key of these attributes.
pub fn key<const N: usize>(attributes: [(&str, AttributeValue); N]) -> Item {
    attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn missing(name: &str) -> Damage {
    Damage(format!("{name} is missing"))
}

/// Reads one item's attributes.
#[derive(Clone, Copy)]
pub struct Attributes<'i>(&'i Item);

impl<'i> Attributes<'i> {
    /// Reads an item of the known schema.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is missing or malformed.
    pub fn of(item: &'i Item) -> Result<Self, Damage> {
        let attributes = Self(item);
        let schema: u64 = attributes.number(SCHEMA_ATTRIBUTE)?;
        if schema.to_string() == SCHEMA {
            Ok(attributes)
        } else {
            Err(Damage(format!("schema {schema} is not known")))
        }
    }

    /// A text that must be there.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is missing or malformed.
    pub fn text(self, name: &str) -> Result<&'i str, Damage> {
        self.optional_text(name)?.ok_or_else(|| missing(name))
    }

    /// A text that may be absent.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is missing or malformed.
    pub fn optional_text(self, name: &str) -> Result<Option<&'i str>, Damage> {
        match self.0.get(name) {
            None | Some(AttributeValue::Null(_)) => Ok(None),
            Some(AttributeValue::S(text)) => Ok(Some(text)),
            Some(_) => Err(Damage(format!("{name} is not a string"))),
        }
    }

    /// A number that must be there.
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

    /// A list of texts; absent is empty.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is missing or malformed.
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

    /// A text that must be there and passes `parse`.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is missing or malformed.
    pub fn parsed<T, E>(self, name: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, Damage> {
        self.optional_parsed(name, parse)?.ok_or_else(|| missing(name))
    }

    /// A text that may be absent, and passes `parse` otherwise.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is missing or malformed.
    pub fn optional_parsed<T, E>(
        self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Damage> {
        let parsed = self.optional_text(name)?.map(parse).transpose();
        parsed.map_err(|_| Damage(format!("{name} is malformed")))
    }

    /// JSON text that must be there. The parser's message is left out where it could quote the value.
    ///
    /// # Errors
    /// [`Damage`] when the attribute is missing or malformed.
    pub fn json<T: DeserializeOwned>(self, name: &str) -> Result<T, Damage> {
        serde_json::from_str(self.text(name)?).map_err(|error| {
            Damage(format!("{name} cannot be read: {:?} at line {}", error.classify(), error.line()))
        })
    }
}
