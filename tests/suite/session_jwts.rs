//! Session JWT validation as RFC 8725 requires, and credentials sent in the wrong field.

mod claims;
mod credential_confusion;
mod further_issuers;
mod header;
mod issuer_audience;
mod raw_signer;
mod signature;
mod times;
mod token_format;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

pub use raw_signer::{RAW_SIGNER, RAW_SIGNER_KID};
use test_support::{KEY, SECRET, TestApp, small_data_set};

const SESSION: &str = "https://stytch.com/session";
const ORGANIZATION: &str = "https://stytch.com/organization";
const INVALID: &str = "jwt_invalid_claims";
const UNPARSABLE: &str = "unable_to_parse_session_jwt";

/// Starts an app with the small data set. Its project has two keys: the usual one and that of the raw signer.
async fn app() -> TestApp {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&[SECRET], &[KEY.public(), RAW_SIGNER.public()]).await;
    app.clock.advance(61);
    assert_eq!(jwt_outcome(&app, &app.session_jwt("member")).await, "200", "the request also reads the keys");
    app.reads.clear();
    app
}

/// Returns the outcome of a request with this JWT: a success, or an error that contains no part of the JWT.
async fn jwt_outcome(app: &TestApp, jwt: &str) -> String {
    let response = app.post(json!({"session_jwt": jwt})).await;
    if response.status == 200 {
        assert_eq!(response.listing(), ["Acme: active_member"]);
        return "200".to_owned();
    }
    for part in jwt.split('.').filter(|part| part.len() > 8) {
        assert!(!response.text().contains(part), "{part} in {}", response.text());
    }
    response.error_type()
}

/// Decodes the claims of a JWT.
pub fn claims_of(jwt: &str) -> Value {
    let claims = jwt.split('.').nth(1).expect("claims");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).expect("base64url")).expect("JSON")
}

/// Returns valid claims for Ann's session.
fn claims(app: &TestApp) -> Value {
    claims_of(&app.session_jwt("member"))
}

/// Returns a valid header with the raw signer's `kid`.
fn header() -> Value {
    json!({"alg": "RS256", "kid": RAW_SIGNER_KID, "typ": "JWT"})
}

/// Returns `base` with one key set, or removed for `None`.
fn with(mut base: Value, key: &str, value: Option<Value>) -> Value {
    let object = base.as_object_mut().expect("an object");
    match value {
        Some(value) => object.insert(key.to_owned(), value),
        None => object.remove(key),
    };
    base
}
