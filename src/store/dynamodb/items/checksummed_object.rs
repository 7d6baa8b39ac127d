//! The JSON text of an item's object, and a checksum that allows the text to be copied into responses.
//!
//! A writer may omit fields, order them differently, or write numbers as `1e3`. A response contains every field in a
//! fixed order, so objects are parsed and serialized again. A valid checksum means that serializing would produce
//! exactly the stored text, which is then copied. The checksum detects manual edits of the text; it is not a protection
//! against attackers.

use serde::{Serialize, de::DeserializeOwned};

use super::attributes::{Item, key, number, take_text, text};
use crate::domain::{CachedJson, Revision};

/// The attribute that contains an object's JSON text.
pub const OBJECT: &str = "object";
/// The attribute that contains the checksum of a text that responses may copy.
pub const CHECKSUM: &str = "checksum";
/// The attribute that contains the revision of an object's item.
const REVISION: &str = "revision";
/// The prefix of the text in the checksum. It must change whenever the serialization of an object changes, for example
/// when a field is added, so that texts stored earlier are no longer copied.
const FORMAT_VERSION: &[u8] = b"1:";

/// Returns the attributes of an object.
///
/// # Errors
/// When the object cannot be serialized, or its text cannot be parsed.
pub fn object_attributes<T: Serialize + DeserializeOwned>(object: &T) -> serde_json::Result<Item> {
    let json = serde_json::to_string(object)?;
    let parsed: T = serde_json::from_str(&json)?;
    let is_reproducible = serde_json::to_string(&parsed)? == json;
    let checksum = is_reproducible.then(|| (CHECKSUM.to_owned(), number(checksum(&json))));
    let mut attributes = key([(OBJECT, text(json))]);
    attributes.extend(checksum);
    Ok(attributes)
}

/// Returns an item's object, with its revision, and with its text if the checksum is valid.
pub fn with_text<T: Serialize>(object: T, mut item: Item) -> CachedJson<T> {
    let revision = take_text(&mut item, REVISION).and_then(Revision::of_text);
    let object = match checksummed_text(&mut item) {
        Some(text) => CachedJson::with_text(object, text),
        None => object.into(),
    };
    object.at_revision(revision)
}

fn checksummed_text(item: &mut Item) -> Option<String> {
    let stored: u32 = item.get(CHECKSUM)?.as_n().ok()?.parse().ok()?;
    let text = take_text(item, OBJECT)?;
    (checksum(&text) == stored).then_some(text)
}

fn checksum(text: &str) -> u32 {
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(FORMAT_VERSION);
    checksum.update(text.as_bytes());
    checksum.finalize()
}
