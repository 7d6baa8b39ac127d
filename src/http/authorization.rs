//! Basic authentication (RFC 7617) with project id and project secret.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use lambda_http::http::{HeaderMap, header::AUTHORIZATION};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The maximum length of the header. A project id and a secret are much shorter.
const MAX_HEADER_BYTES: usize = 1024;

/// The caller's project id and secret. It does not implement `Debug`, because it contains a secret.
pub(super) struct BasicCredentials {
    pub(super) project_id: String,
    pub(super) secret: String,
}

impl BasicCredentials {
    /// Parses the `Authorization` header. Returns `None` if it is missing, repeated or malformed.
    pub(super) fn read(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let (value, None) = (values.next()?, values.next()) else {
            return None;
        };
        let (scheme, encoded) =
            value.to_str().ok().filter(|text| text.len() <= MAX_HEADER_BYTES)?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let pair = String::from_utf8(BASE64.decode(encoded.trim_matches(' ')).ok()?).ok()?;
        if pair.chars().any(char::is_control) {
            return None;
        }
        let (project_id, secret) = pair.split_once(':')?;
        Some(Self { project_id: project_id.to_owned(), secret: secret.to_owned() })
    }
}
