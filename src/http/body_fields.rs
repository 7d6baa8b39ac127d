//! Fields of JSON request bodies.
//!
//! A missing field, `null`, an empty string and an empty body all mean that there is no value, because SDKs of different
//! languages use each of them. Unknown fields are ignored.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::ApiError;
use crate::domain::OpaqueToken;

/// The message for a body that is not a JSON object or repeats a known key.
pub const NOT_ONE_OBJECT: &str = "The body must be one JSON object, with each known key at most once.";

/// Parses a body as a struct of optional, unparsed values.
///
/// # Errors
/// [`ApiError::BadRequest`] if the body is not a JSON object, or a known key is repeated.
pub fn parse_fields<'b, T: Deserialize<'b> + Default>(body: &'b [u8]) -> Result<T, ApiError> {
    if body.is_empty() {
        return Ok(T::default());
    }
    let not_json = || ApiError::BadRequest(NOT_ONE_OBJECT.into());
    // The parser does not validate the values of unknown fields as UTF-8.
    let text = std::str::from_utf8(body).map_err(|_| not_json())?;
    // serde would also accept an array with one element for each field.
    if !text.trim_ascii_start().starts_with('{') {
        return Err(not_json());
    }
    serde_json::from_str(text).map_err(|_| not_json())
}

/// Parses the string value of a field.
///
/// # Errors
/// [`ApiError::BadRequest`] if the value is neither a string nor null.
pub fn text_field(name: &str, value: Option<&RawValue>) -> Result<Option<String>, ApiError> {
    let Some(value) = value else {
        return Ok(None);
    };
    let text: Option<String> = serde_json::from_str(value.get())
        .map_err(|_| ApiError::BadRequest(format!("The value of {name} must be a string or null.")))?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// Parses a token.
///
/// # Errors
/// [`ApiError::InvalidSessionToken`] if it is malformed.
pub fn parse_token(text: &str) -> Result<OpaqueToken, ApiError> {
    OpaqueToken::parse(text).map_err(|_| ApiError::InvalidSessionToken)
}
