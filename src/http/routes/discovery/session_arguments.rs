//! The request body: one of three credentials.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    domain::{OpaqueToken, SessionJwt},
    http::ApiError,
    service::Credential,
};

/// The three credential fields with unparsed values. Unknown fields are ignored.
#[derive(Deserialize, Default)]
struct Fields<'b> {
    #[serde(borrow)]
    intermediate_session_token: Option<&'b RawValue>,
    #[serde(borrow)]
    session_token: Option<&'b RawValue>,
    #[serde(borrow)]
    session_jwt: Option<&'b RawValue>,
}

/// Parses the credential in a body. A missing field, `null`, an empty string and an empty body all mean that there is
/// no value, because SDKs of different languages use each of them.
pub(super) fn read_credential(body: &[u8]) -> Result<Credential, ApiError> {
    let fields = read_fields(body)?;
    let intermediate = parse_argument("intermediate_session_token", fields.intermediate_session_token)?;
    let token = parse_argument("session_token", fields.session_token)?;
    let jwt = parse_argument("session_jwt", fields.session_jwt)?;
    match (intermediate, token, jwt) {
        (None, None, None) => Err(ApiError::NoSessionArguments),
        (Some(text), None, None) => Ok(Credential::Intermediate(parse_token(&text)?)),
        (None, Some(text), None) => Ok(Credential::SessionToken(parse_token(&text)?)),
        (None, None, Some(text)) => Ok(Credential::SessionJwt(Box::new(SessionJwt::parse(&text)?))),
        _ => Err(ApiError::TooManySessionArguments),
    }
}

fn read_fields(body: &[u8]) -> Result<Fields<'_>, ApiError> {
    if body.is_empty() {
        return Ok(Fields::default());
    }
    let not_json =
        || ApiError::BadRequest("The body must be one JSON object, with each known key at most once.".into());
    // The parser does not validate the values of unknown fields as UTF-8.
    let text = std::str::from_utf8(body).map_err(|_| not_json())?;
    // serde would also accept an array with one element for each field.
    if !text.trim_ascii_start().starts_with('{') {
        return Err(not_json());
    }
    serde_json::from_str(text).map_err(|_| not_json())
}

fn parse_argument(name: &str, value: Option<&RawValue>) -> Result<Option<String>, ApiError> {
    let Some(value) = value else {
        return Ok(None);
    };
    let text: Option<String> = serde_json::from_str(value.get())
        .map_err(|_| ApiError::BadRequest(format!("The value of {name} must be a string or null.")))?;
    Ok(text.filter(|text| !text.is_empty()))
}

fn parse_token(text: &str) -> Result<OpaqueToken, ApiError> {
    OpaqueToken::parse(text).map_err(|_| ApiError::InvalidSessionToken)
}
