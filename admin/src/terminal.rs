//! Escapes text for a terminal.
//!
//! Names, metadata and ids come from customers. A control character in them can move the cursor, hide text or forge a
//! line of output, and a bidirectional control character can reorder the displayed text.

use std::{borrow::Cow, fmt::Write};

/// Replaces control characters, bidirectional control characters and line breaks with `\u{…}` escapes.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    escape_where(text, is_unsafe, |escaped, character| {
        let _ = write!(escaped, "{}", character.escape_unicode());
    })
}

/// Replaces the same characters in JSON text with JSON escapes. Line breaks are kept, because in valid JSON they only
/// separate tokens.
#[must_use]
pub fn escape_json(json: &str) -> Cow<'_, str> {
    let is_escaped = |character| character != '\n' && is_unsafe(character);
    escape_where(json, is_escaped, |escaped, character| {
        let _ = write!(escaped, "\\u{:04x}", u32::from(character));
    })
}

/// Returns true if a terminal could interpret the character instead of displaying it.
#[must_use]
pub fn is_unsafe(character: char) -> bool {
    let is_bidirectional_control = matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    // U+2028 is a line separator, U+2029 a paragraph separator.
    character.is_control() || is_bidirectional_control || matches!(character, '\u{2028}' | '\u{2029}')
}

fn escape_where(
    text: &str,
    is_escaped: impl Fn(char) -> bool,
    escape: impl Fn(&mut String, char),
) -> Cow<'_, str> {
    if !text.chars().any(&is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_escaped(character) {
            escape(&mut escaped, character);
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}
