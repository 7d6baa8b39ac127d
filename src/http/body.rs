//! Response bodies within the size limit of Lambda.
//!
//! A response of a function may have 6 MB, as a JSON document in which the body is a string. A person with two thousand
//! memberships comes near that, so a large body is compressed for clients that accept it. If the response is still too large,
//! its largest entries are removed.

mod entries_that_fit;
mod gzip;
mod plain_text;
mod shorten;

use lambda_http::{
    Body,
    http::{HeaderMap, header::ACCEPT_ENCODING},
};

pub use entries_that_fit::{EntrySize, entries_that_fit};

use super::response::ResponseEntry;
use crate::domain::discovery::MembershipType;
use gzip::{Gzip, gzip};
use plain_text::PlainText;
use shorten::shorten;

/// The size above which bodies are compressed.
const COMPRESS_ABOVE: usize = 1_000_000;
/// The largest response as Lambda counts it, less some room for headers.
const LARGEST: usize = 5_900_000;
/// The largest compressed body, which base64 makes longer by a third.
const LARGEST_GZIP: usize = LARGEST / 4 * 3;

/// A body within the limit.
#[derive(Debug)]
pub(super) struct Encoded {
    pub(super) body: Body,
    /// True if the body is compressed.
    pub(super) gzip: bool,
    /// The relations of the entries that were removed.
    pub(super) removed: Vec<MembershipType>,
}

/// Encodes `body` for a client that sent these headers, behind a gateway that supports binary bodies or not. If the body does
/// not fit, the largest of `entries`, the entries of its list, are removed. Returns `None` if it does not fit without all
/// entries that may be removed.
pub(super) fn encode(
    body: String,
    entries: &[ResponseEntry],
    request_headers: &HeaderMap,
    carries_binary: bool,
) -> Option<Encoded> {
    let compress = body.len() > COMPRESS_ABOVE && carries_binary && accepts_gzip(request_headers);
    if compress && let Some(compressed) = gzip(body.as_bytes(), LARGEST_GZIP) {
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

/// Returns whether `gzip`, or else `*`, is named with a weight above zero (RFC 9110, section 12.5.3).
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let codings: Vec<(&str, &str)> = values
        .flat_map(|value| value.split(','))
        .map(|coding| coding.split_once(';').unwrap_or((coding, "")))
        .collect();
    let accepted = |wanted: &str| {
        let named = codings.iter().find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))?;
        let weight =
            named.1.trim().to_ascii_lowercase().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f32>);
        Some(weight.is_ok_and(|weight| weight > 0.0))
    };
    accepted("gzip").or_else(|| accepted("*")).unwrap_or(false)
}
