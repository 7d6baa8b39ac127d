//! The request body: one of three credentials.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    domain::SessionJwt,
    http::{ApiError, parse_fields, parse_token, text_field},
    service::Credential,
};

/// The three credentials, as the error messages name them.
const CREDENTIALS: &str = "one of session_token, session_jwt, or intermediate_session_token";

/// The three credential fields with unparsed values.
#[derive(Deserialize, Default)]
struct Fields<'b> {
    #[serde(borrow)]
    intermediate_session_token: Option<&'b RawValue>,
    #[serde(borrow)]
    session_token: Option<&'b RawValue>,
    #[serde(borrow)]
    session_jwt: Option<&'b RawValue>,
}

/// Parses the credential in a body.
pub(super) fn read_credential(body: &[u8]) -> Result<Credential, ApiError> {
    let fields: Fields<'_> = parse_fields(body)?;
    let intermediate = text_field("intermediate_session_token", fields.intermediate_session_token)?;
    let token = text_field("session_token", fields.session_token)?;
    let jwt = text_field("session_jwt", fields.session_jwt)?;
    match (intermediate, token, jwt) {
        (None, None, None) => Err(ApiError::NoSessionArguments(CREDENTIALS)),
        (Some(text), None, None) => Ok(Credential::Intermediate(parse_token(&text)?)),
        (None, Some(text), None) => Ok(Credential::SessionToken(parse_token(&text)?)),
        (None, None, Some(text)) => Ok(Credential::SessionJwt(Box::new(SessionJwt::parse(&text)?))),
        _ => Err(ApiError::TooManySessionArguments(CREDENTIALS)),
    }
}
