//! Uncompressed bodies: strings in Lambda's JSON document, in which a quote or a backslash takes two bytes.

use memchr::memchr2_iter;

use super::{LARGEST, shorten::Encoding};

/// Returns whether a JSON text fits. A byte takes two at most, so only a large text is searched.
pub(super) fn fits(json: &str) -> bool {
    json.len() * 2 <= LARGEST || size(json) <= LARGEST
}

/// Returns the size of a JSON text as a string in another JSON text.
fn size(json: &str) -> usize {
    json.len() + memchr2_iter(b'"', b'\\', json.as_bytes()).count()
}

/// The encoding that leaves a text as it is.
pub(super) struct PlainText;

impl Encoding for PlainText {
    type Part<'t> = &'t str;
    type Whole = String;
    const LARGEST: usize = LARGEST;
    const AROUND: usize = 0;
    const COMMA: usize = 1;

    fn part<'t>(&mut self, text: &'t str) -> Option<(&'t str, usize)> {
        Some((text, size(text)))
    }

    fn whole(head: &str, entries: Vec<&str>, tail: &str) -> String {
        [head, &entries.join(","), tail].concat()
    }
}
