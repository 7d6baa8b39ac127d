//! The request fields of both routes that exchange an intermediate session: its token, and the options of the new session.

use org_discovery::{
    domain::{JsonObject, OpaqueToken},
    http::{ApiError, parse_fields, parse_token, text_field},
};
use org_discovery_admin::exchange::SessionOptions;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::raw_fields::RawFields;

const TOKEN: &str = "intermediate_session_token";
/// The lifetimes of a session in Stytch's API, in minutes.
const MIN_MINUTES: i64 = 5;
const DEFAULT_MINUTES: i64 = 60;
/// The largest JSON text of custom claims, in bytes.
const MAX_CLAIMS_BYTES: usize = 4 * 1024;
/// The registered claims of RFC 7519, section 4.1.
const REGISTERED_CLAIMS: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
/// The prefix of Stytch's own claims.
const STYTCH_CLAIMS: &str = "https://stytch.com/";

/// The unparsed fields. Each route has more, which it parses itself; unknown fields are ignored.
#[derive(Deserialize, Default)]
struct Fields<'b> {
    #[serde(borrow)]
    intermediate_session_token: Option<&'b RawValue>,
    #[serde(borrow)]
    session_duration_minutes: Option<&'b RawValue>,
    #[serde(borrow)]
    session_custom_claims: Option<&'b RawValue>,
}

/// Parses the token of the intermediate session, and the options of a session that lasts at most `max_minutes`.
pub(super) fn read_session(body: &[u8], max_minutes: i64) -> Result<(OpaqueToken, SessionOptions), ApiError> {
    let fields: Fields<'_> = parse_fields(body)?;
    let token = text_field(TOKEN, fields.intermediate_session_token)?;
    let token = parse_token(&token.ok_or(ApiError::NoSessionArguments(TOKEN))?)?;
    let minutes = duration(fields.session_duration_minutes, max_minutes)?;
    let custom_claims = custom_claims(fields.session_custom_claims)?;
    let options = SessionOptions::new(minutes * 60, custom_claims);
    Ok((token, options.map_err(|refusal| ApiError::BadRequest(refusal.to_string()))?))
}

fn duration(value: Option<&RawValue>, max_minutes: i64) -> Result<i64, ApiError> {
    let refused = || {
        let range = format!("{MIN_MINUTES} to {max_minutes}");
        ApiError::BadRequest(format!("The value of session_duration_minutes must be a number from {range}."))
    };
    let Some(value) = value else {
        return Ok(DEFAULT_MINUTES.min(max_minutes));
    };
    let minutes: Option<i64> = serde_json::from_str(value.get()).map_err(|_| refused())?;
    let minutes = minutes.unwrap_or_else(|| DEFAULT_MINUTES.min(max_minutes));
    if (MIN_MINUTES..=max_minutes).contains(&minutes) { Ok(minutes) } else { Err(refused()) }
}

/// Parses custom claims. A claim with the value `null` is absent, as in Stytch's API.
fn custom_claims(value: Option<&RawValue>) -> Result<Option<JsonObject>, ApiError> {
    let refused =
        |reason: &str| ApiError::BadRequest(format!("The value of session_custom_claims {reason}."));
    let Some(value) = value.filter(|value| value.get() != "null") else {
        return Ok(None);
    };
    let not_an_object = || refused("must be a JSON object or null");
    if value.get().len() > MAX_CLAIMS_BYTES {
        return Err(refused("must have at most 4,096 bytes"));
    }
    let mut claims: RawFields<'_> = serde_json::from_str(value.get()).map_err(|_| not_an_object())?;
    if let Some(name) = claims.repeated() {
        return Err(refused(&format!("must not repeat the claim {name}")));
    }
    claims.retain(|_, value| value.get() != "null");
    if let Some((name, _)) = claims.0.iter().find(|(name, _)| is_reserved(name)) {
        return Err(refused(&format!("must not contain the reserved claim {name}")));
    }
    if claims.0.is_empty() {
        return Ok(None);
    }
    let text = RawFields::to_json(claims.0.iter().map(|(name, value)| (name.as_str(), value.get())));
    serde_json::from_str(&text).map(Some).map_err(|_| not_an_object())
}

fn is_reserved(name: &str) -> bool {
    REGISTERED_CLAIMS.contains(&name) || name.starts_with(STYTCH_CLAIMS)
}
