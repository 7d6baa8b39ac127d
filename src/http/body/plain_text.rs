//! Uncompressed bodies. In Lambda's JSON document, a quote or a backslash of the body takes two bytes.

use memchr::memchr2_iter;

use super::{MAX_RESPONSE_BYTES, remove_largest::Encoding};

/// Returns true if a JSON text fits. Escaping at most doubles the length, so only a large text is searched for
/// characters to escape.
pub(super) fn fits(json: &str) -> bool {
    json.len() * 2 <= MAX_RESPONSE_BYTES || size(json) <= MAX_RESPONSE_BYTES
}

/// Returns the size of a JSON text as a string within another JSON text.
fn size(json: &str) -> usize {
    json.len() + memchr2_iter(b'"', b'\\', json.as_bytes()).count()
}

/// The encoding that does not change the text.
pub(super) struct PlainText;

impl Encoding for PlainText {
    type Part<'t> = &'t str;
    type Body = String;
    const MAX_BYTES: usize = MAX_RESPONSE_BYTES;
    const OVERHEAD: usize = 0;
    const COMMA_SIZE: usize = 1;

    fn encode_part<'t>(&mut self, text: &'t str) -> Option<(&'t str, usize)> {
        Some((text, size(text)))
    }

    fn join(head: &str, entries: Vec<&str>, tail: &str) -> String {
        [head, &entries.join(","), tail].concat()
    }
}
