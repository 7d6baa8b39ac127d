//! Encodes response bodies within Lambda's size limit.
//!
//! Lambda limits a response to 6 MB, measured as a JSON document that contains the body as a string. The response for a
//! person with two thousand memberships comes close to that, so large bodies are compressed for clients that accept it.
//! If the response is still too large, its largest entries are removed.

mod entries_to_keep;
mod gzip;
mod plain_text;
mod remove_largest;

use lambda_http::{
    Body,
    http::{HeaderMap, header::ACCEPT_ENCODING},
};

pub use entries_to_keep::{EntrySize, entries_to_keep};

use super::response::ResponseEntry;
use crate::domain::discovery::MembershipType;
use gzip::{Gzip, gzip};
use plain_text::PlainText;
use remove_largest::shorten;

/// The size above which bodies are compressed.
const COMPRESS_ABOVE: usize = 1_000_000;
/// The maximum size of a response as Lambda measures it, minus some space for headers.
const MAX_RESPONSE_BYTES: usize = 5_900_000;
/// The maximum size of a compressed body, which base64 makes a third longer.
const MAX_GZIP_BYTES: usize = MAX_RESPONSE_BYTES / 4 * 3;

/// An encoded body within the limit.
#[derive(Debug)]
pub(super) struct Encoded {
    pub(super) body: Body,
    /// True if the body is compressed.
    pub(super) gzip: bool,
    /// The membership types of the removed entries.
    pub(super) removed: Vec<MembershipType>,
}

/// Encodes `body` for a client that sent these headers. It is compressed only if the gateway supports binary bodies. If
/// the body does not fit, the largest of `entries`, the entries of its list, are removed. Returns `None` if the body
/// does not fit without any of the removable entries.
pub(super) fn encode(
    body: String,
    entries: &[ResponseEntry],
    request_headers: &HeaderMap,
    supports_binary: bool,
) -> Option<Encoded> {
    let compress = body.len() > COMPRESS_ABOVE && supports_binary && accepts_gzip(request_headers);
    if compress && let Some(compressed) = gzip(body.as_bytes(), MAX_GZIP_BYTES) {
        return Some(Encoded { body: Body::Binary(compressed), gzip: true, removed: Vec::new() });
    }
    if plain_text::fits(&body) {
        return Some(Encoded { body: Body::Text(body), gzip: false, removed: Vec::new() });
    }
    let (body, removed) = if compress {
        shorten(&body, entries, Gzip::new()).map(|(bytes, removed)| (Body::Binary(bytes), removed))?
    } else {
        shorten(&body, entries, PlainText).map(|(text, removed)| (Body::Text(text), removed))?
    };
    Some(Encoded { body, gzip: compress, removed })
}

/// Returns true if `Accept-Encoding` contains `gzip`, or otherwise `*`, with a weight above zero (RFC 9110, section
/// 12.5.3).
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let codings: Vec<(&str, &str)> = values
        .flat_map(|value| value.split(','))
        .map(|coding| coding.split_once(';').unwrap_or((coding, "")))
        .collect();
    let accepted = |encoding: &str| {
        let named = codings.iter().find(|(name, _)| name.trim().eq_ignore_ascii_case(encoding))?;
        let weight =
            named.1.trim().to_ascii_lowercase().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f32>);
        Some(weight.is_ok_and(|weight| weight > 0.0))
    };
    accepted("gzip").or_else(|| accepted("*")).unwrap_or(false)
}
