//! Detects the encoding of input. Only UTF-8 is supported, with or without the byte order mark that editors and shells
//! on Windows write.

use std::io::{self, Read, Seek, SeekFrom};

use thiserror::Error;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// An encoding that is detected but not supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UnsupportedEncoding {
    /// Compressed with gzip.
    #[error("is compressed with gzip; decompress it first")]
    Gzip,
    /// UTF-16, little-endian byte order mark.
    #[error("is encoded in UTF-16 (little-endian); convert it to UTF-8 first")]
    Utf16LittleEndian,
    /// UTF-16, big-endian byte order mark.
    #[error("is encoded in UTF-16 (big-endian); convert it to UTF-8 first")]
    Utf16BigEndian,
    /// Not UTF-8, and not a known encoding.
    #[error("is not text in UTF-8; convert it to UTF-8 first")]
    Unknown,
}

impl UnsupportedEncoding {
    fn from_first_bytes(first: &[u8]) -> Option<Self> {
        match first {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0xff, 0xfe, ..] => Some(Self::Utf16LittleEndian),
            [0xfe, 0xff, ..] => Some(Self::Utf16BigEndian),
            _ => None,
        }
    }
}

/// The start of a file's content.
pub(super) enum ContentStart {
    /// UTF-8. Contains the position after the byte order mark, if there is one.
    Utf8(SeekFrom),
    Unsupported(UnsupportedEncoding),
}

/// Detects the encoding of a file, and seeks to the start of its content.
pub(super) fn find_content(file: &mut (impl Read + Seek)) -> io::Result<ContentStart> {
    let mut first = Vec::with_capacity(BYTE_ORDER_MARK.len());
    file.by_ref().take(BYTE_ORDER_MARK.len() as u64).read_to_end(&mut first)?;
    if let Some(encoding) = UnsupportedEncoding::from_first_bytes(&first) {
        return Ok(ContentStart::Unsupported(encoding));
    }
    let start = SeekFrom::Start(if first == BYTE_ORDER_MARK { BYTE_ORDER_MARK.len() as u64 } else { 0 });
    file.seek(start)?;
    Ok(ContentStart::Utf8(start))
}

/// Decodes UTF-8 text, and removes a leading byte order mark.
///
/// # Errors
/// [`UnsupportedEncoding`] if the bytes are not UTF-8.
pub fn decode_text(bytes: Vec<u8>) -> Result<String, UnsupportedEncoding> {
    if let Some(encoding) = UnsupportedEncoding::from_first_bytes(&bytes) {
        return Err(encoding);
    }
    let text = String::from_utf8(bytes).map_err(|_| UnsupportedEncoding::Unknown)?;
    Ok(without_byte_order_mark(&text).to_owned())
}

/// Removes one leading byte order mark.
#[must_use]
pub fn without_byte_order_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
