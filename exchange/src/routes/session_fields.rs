//! The request fields that describe the new session.

use org_discovery::{domain::JsonObject, http::ApiError};
use org_discovery_admin::exchange::SessionOptions;
use serde_json::{Map, Value, value::RawValue};

/// The lifetimes of a session in Stytch's API, in minutes.
const MIN_MINUTES: i64 = 5;
const DEFAULT_MINUTES: i64 = 60;
/// The largest JSON text of custom claims, in bytes.
const MAX_CLAIMS_BYTES: usize = 4 * 1024;
/// The registered claims of RFC 7519, section 4.1.
const REGISTERED_CLAIMS: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
/// The prefix of Stytch's own claims.
const STYTCH_CLAIMS: &str = "https://stytch.com/";

/// The unparsed fields.
pub(super) struct SessionFields<'b> {
    pub(super) session_duration_minutes: Option<&'b RawValue>,
    pub(super) session_custom_claims: Option<&'b RawValue>,
}

impl SessionFields<'_> {
    /// Parses the options of a session that lasts at most `max_minutes`.
    pub(super) fn options(&self, max_minutes: i64) -> Result<SessionOptions, ApiError> {
        let minutes = duration(self.session_duration_minutes, max_minutes)?;
        let custom_claims = custom_claims(self.session_custom_claims)?;
        Ok(SessionOptions { seconds: minutes * 60, custom_claims })
    }
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
    let object: JsonObject =
        serde_json::from_str(value.get()).map_err(|_| refused("must be a JSON object or null"))?;
    if object.as_str().len() > MAX_CLAIMS_BYTES {
        return Err(refused("must have at most 4,096 bytes"));
    }
    let mut claims: Map<String, Value> =
        serde_json::from_str(object.as_str()).map_err(|_| refused("must be a JSON object or null"))?;
    claims.retain(|_, value| !value.is_null());
    if let Some(name) = claims.keys().find(|name| is_reserved(name)) {
        return Err(refused(&format!("must not contain the reserved claim {name}")));
    }
    if claims.is_empty() {
        return Ok(None);
    }
    let text = Value::Object(claims).to_string();
    serde_json::from_str(&text).map(Some).map_err(|_| refused("must be a JSON object or null"))
}

fn is_reserved(name: &str) -> bool {
    REGISTERED_CLAIMS.contains(&name) || name.starts_with(STYTCH_CLAIMS)
}
