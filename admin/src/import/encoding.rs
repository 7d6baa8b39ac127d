//! Byte order marks, which some editors and shells on Windows write before UTF-8 text.

use std::io::{self, Read, Seek, SeekFrom};

const BYTES: &[u8] = "\u{feff}".as_bytes();

/// Removes one leading byte order mark.
#[must_use]
pub fn without_byte_order_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Moves to the first byte after a leading byte order mark, or to the start, and returns the position.
pub(super) fn skip(file: &mut (impl Read + Seek)) -> io::Result<SeekFrom> {
    let mut first = Vec::with_capacity(BYTES.len());
    file.by_ref().take(BYTES.len() as u64).read_to_end(&mut first)?;
    let start = SeekFrom::Start(if first == BYTES { BYTES.len() as u64 } else { 0 });
    file.seek(start)?;
    Ok(start)
}
