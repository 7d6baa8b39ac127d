//! Free-form JSON objects, which are stored and returned without interpretation.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeMap};
use serde_json::value::RawValue;

use super::portable_json::check_portable;

/// A free-form JSON object, such as an organization's metadata.
///
/// The text is preserved, including key order and number formats such as `1.0`. Only whitespace between tokens is
/// removed. The default is `{}`.
///
/// An object becomes part of a response, so it is accepted only if every common JSON parser accepts it. Otherwise one
/// organization's metadata could make the whole response unreadable.
///
/// ```
/// use org_discovery::domain::JsonObject;
///
/// let object: JsonObject = serde_json::from_str(r#"{"z": 1.0, "a": [true]}"#)?;
/// assert_eq!(object.as_str(), r#"{"z":1.0,"a":[true]}"#);
/// // Not an object; larger than a double; half of a surrogate pair.
/// for refused in ["[]", r#"{"a": 1e999}"#, r#"{"a": "\ud800"}"#] {
///     assert!(serde_json::from_str::<JsonObject>(refused).is_err());
/// }
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct JsonObject(Option<Box<RawValue>>);

impl JsonObject {
    /// Returns the JSON text, without whitespace between tokens.
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

/// Shows only the length, because metadata can contain personal data.
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

/// Removes whitespace between the tokens of valid JSON.
pub(crate) fn compact(json: Box<RawValue>) -> serde_json::Result<Box<RawValue>> {
    let mut scanner = TokenScanner::default();
    if json.get().bytes().all(|byte| scanner.is_in_token(byte)) {
        return Ok(json);
    }
    let mut scanner = TokenScanner::default();
    let kept: Vec<u8> = json.get().bytes().filter(|byte| scanner.is_in_token(*byte)).collect();
    // The removed bytes are ASCII, so the rest is still UTF-8.
    RawValue::from_string(String::from_utf8(kept).map_err(de::Error::custom)?)
}

/// The state of a scan through JSON text.
#[derive(Default)]
struct TokenScanner {
    in_string: bool,
    escaped: bool,
}

impl TokenScanner {
    /// Reads the next byte and returns true if it is part of a token.
    fn is_in_token(&mut self, byte: u8) -> bool {
        let is_in_token = self.in_string || !byte.is_ascii_whitespace();
        self.in_string ^= byte == b'"' && !self.escaped;
        self.escaped = self.in_string && byte == b'\\' && !self.escaped;
        is_in_token
    }
}
