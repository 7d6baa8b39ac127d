//! Bodies in the form in which Lambda carries them.
//!
//! A function's answer may be 6 MB, counted as Lambda sees it: a JSON document with the body as one of its strings. A person
//! with two thousand memberships comes near that, so a large body is compressed for clients that accept it.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use lambda_http::{
    Body,
    http::{HeaderMap, header::ACCEPT_ENCODING},
};
use memchr::memchr_iter;

/// Bodies above this size are compressed.
const COMPRESS_ABOVE: usize = 1_000_000;
/// The largest answer, as Lambda counts it, with some room for headers.
const LARGEST: usize = 5_900_000;

/// A body that fits, and whether it is compressed.
#[derive(Debug)]
pub(super) struct Encoded {
    pub(super) body: Body,
    pub(super) gzip: bool,
}

/// The form for a client that sent these headers, behind a gateway that carries binary bodies or not; `None` when there is
/// none that fits.
pub(super) fn encode(body: String, request_headers: &HeaderMap, carries_binary: bool) -> Option<Encoded> {
    if body.len() > COMPRESS_ABOVE && carries_binary && accepts_gzip(request_headers) {
        let compressed = gzip(body.as_bytes())?;
        let fits = compressed.len().div_ceil(3) * 4 <= LARGEST;
        return fits.then_some(Encoded { body: Body::Binary(compressed), gzip: true });
    }
    fits_as_text(&body).then_some(Encoded { body: Body::Text(body), gzip: false })
}

/// Whether a JSON text can be a string of another. In there no byte of it takes more than two, and only a large one has to be
/// looked through.
fn fits_as_text(json: &str) -> bool {
    let count = |byte| memchr_iter(byte, json.as_bytes()).count();
    let escapes = || count(b'"') + count(b'\\');
    json.len() * 2 <= LARGEST || json.len() + escapes() <= LARGEST
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 8), Compression::fast());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// Whether `gzip`, or else `*`, is named with a weight above zero (RFC 9110, section 12.5.3).
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
