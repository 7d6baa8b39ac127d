//! The request's body: one of three ways to name a session.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::ApiError;
use crate::{
    domain::{OpaqueToken, SessionJwt},
    lookup::Credential,
};

/// The three fields, not yet looked into. Fields that are not known are ignored.
#[derive(Deserialize, Default)]
struct Fields<'b> {
    #[serde(borrow)]
    intermediate_session_token: Option<&'b RawValue>,
    #[serde(borrow)]
    session_token: Option<&'b RawValue>,
    #[serde(borrow)]
    session_jwt: Option<&'b RawValue>,
}

/// Reads the credential out of a body. `null`, an empty string, a missing key, and for all three an empty body, mean that
/// nothing was given: the SDKs of different languages write it in each of these ways.
pub(super) fn read_credential(body: &[u8]) -> Result<Credential, ApiError> {
    let fields = read_fields(body)?;
    let intermediate = given("intermediate_session_token", fields.intermediate_session_token)?;
    let token = given("session_token", fields.session_token)?;
    let jwt = given("session_jwt", fields.session_jwt)?;
    match (intermediate, token, jwt) {
        (None, None, None) => Err(ApiError::NoSessionArguments),
        (Some(text), None, None) => Ok(Credential::Intermediate(opaque(&text)?)),
        (None, Some(text), None) => Ok(Credential::SessionToken(opaque(&text)?)),
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
    // The parser does not look into fields that are not known.
    let text = std::str::from_utf8(body).map_err(|_| not_json())?;
    // serde would take a list for the object, field by field.
    if !text.trim_ascii_start().starts_with('{') {
        return Err(not_json());
    }
    serde_json::from_str(text).map_err(|_| not_json())
}

fn given(name: &str, value: Option<&RawValue>) -> Result<Option<String>, ApiError> {
    let Some(value) = value else {
        return Ok(None);
    };
    let text: Option<String> = serde_json::from_str(value.get())
        .map_err(|_| ApiError::BadRequest(format!("The value of {name} must be a string or null.")))?;
    Ok(text.filter(|text| !text.is_empty()))
}

fn opaque(text: &str) -> Result<OpaqueToken, ApiError> {
    OpaqueToken::parse(text).map_err(|_| ApiError::InvalidSessionToken)
}
