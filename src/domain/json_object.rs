//! Free-form JSON objects, which the project stores and answers without interpreting them.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeMap};
use serde_json::value::RawValue;

use super::portable_json::check_portable;

/// A free-form JSON object, kept as text: numbers such as `1.0` and the order of keys are preserved. Only white space
/// between tokens is dropped. Empty (`{}`) by default.
///
/// The text is one that every common JSON parser accepts, because it becomes part of an answer: one organization's
/// metadata must not make the whole answer unreadable.
#[derive(Clone, Default)]
pub struct JsonObject(Option<Box<RawValue>>);

impl JsonObject {
    /// The JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_deref().map_or("{}", RawValue::get)
    }
}

impl PartialEq for JsonObject {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for JsonObject {}

/// Metadata may hold anything, so debug output shows none of it.
impl fmt::Debug for JsonObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonObject({} bytes)", self.as_str().len())
    }
}

impl Serialize for JsonObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(raw) => raw.serialize(serializer),
            None => serializer.serialize_map(Some(0))?.end(),
        }
    }
}

impl<'de> Deserialize<'de> for JsonObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        check_portable(raw.get()).map_err(de::Error::custom)?;
        let raw = compact(raw).map_err(de::Error::custom)?;
        match raw.get() {
            "{}" => Ok(Self(None)),
            text if text.starts_with('{') => Ok(Self(Some(raw))),
            _ => Err(de::Error::custom("expected a JSON object")),
        }
    }
}

/// Drops the white space between the tokens of valid JSON.
pub(crate) fn compact(json: Box<RawValue>) -> serde_json::Result<Box<RawValue>> {
    let mut tokens = Tokens::default();
    if json.get().bytes().all(|byte| tokens.keep(byte)) {
        return Ok(json);
    }
    let mut tokens = Tokens::default();
    let kept: Vec<u8> = json.get().bytes().filter(|byte| tokens.keep(*byte)).collect();
    // White space is ASCII, so what is left is text still.
    RawValue::from_string(String::from_utf8(kept).map_err(de::Error::custom)?)
}

/// Where in JSON text one is.
#[derive(Default)]
struct Tokens {
    in_string: bool,
    escaped: bool,
}

impl Tokens {
    /// Whether the next byte belongs to a token.
    fn keep(&mut self, byte: u8) -> bool {
        let keep = self.in_string || !byte.is_ascii_whitespace();
        self.in_string ^= byte == b'"' && !self.escaped;
        self.escaped = self.in_string && byte == b'\\' && !self.escaped;
        keep
    }
}
