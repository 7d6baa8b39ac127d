//! The object of an item: its JSON text, and a checksum by which it is known to be the text of an answer.
//!
//! Whoever writes items may leave fields out, put them in another order, or write `1e3`. An answer does not: it has every field, in
//! one order. So an object is read, and written anew by each answer, unless the checksum says that this is just what would
//! come out. It is no proof against anybody, but it does not survive an edit of the text by hand.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};

use super::attributes::{Item, key, number, text};
use crate::domain::CachedJson;

/// The attribute with an object's JSON text.
pub const OBJECT: &str = "object";
/// The attribute with the checksum of a text that is written exactly as an answer contains it.
pub const CHECKSUM: &str = "checksum";
/// Stands before the text in a checksum. It changes whenever an object comes to be written in another way, such as with a
/// field more: then what was written before is not the text of an answer any more.
const FORM: &[u8] = b"1:";

/// The attributes that hold an object.
///
/// # Errors
/// [`Damage`] when the attribute is missing or malformed.
pub fn object_attributes<T: Serialize + DeserializeOwned>(object: &T) -> serde_json::Result<Item> {
    let written = serde_json::to_string(object)?;
    let read: T = serde_json::from_str(&written)?;
    let is_answered_so = serde_json::to_string(&read)? == written;
    let stated = is_answered_so.then(|| (CHECKSUM.to_owned(), number(checksum(&written))));
    let mut attributes = key([(OBJECT, text(written))]);
    attributes.extend(stated);
    Ok(attributes)
}

/// An item's object with its text, where the item says that it is the text of an answer. Takes the text from the item.
pub fn with_text<T: Serialize>(object: T, mut item: Item) -> CachedJson<T> {
    match answered_text(&mut item) {
        Some(text) => CachedJson::with_text(object, text),
        None => object.into(),
    }
}

fn answered_text(item: &mut Item) -> Option<String> {
    let stated: u32 = item.get(CHECKSUM)?.as_n().ok()?.parse().ok()?;
    let AttributeValue::S(text) = item.remove(OBJECT)? else {
        return None;
    };
    (checksum(&text) == stated).then_some(text)
}

fn checksum(text: &str) -> u32 {
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(FORM);
    checksum.update(text.as_bytes());
    checksum.finalize()
}
