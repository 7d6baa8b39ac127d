//! Session JWTs as RFC 8725 demands, and every credential in the place of another.

mod claims;
mod credential_confusion;
mod forge;
mod header;
mod issuer_audience;
mod signature;
mod times;
mod token_format;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

pub use forge::{FORGE, FORGE_KID};
use test_support::{KEY, SECRET, TestApp, small_world};

const SESSION: &str = "https://stytch.com/session";
const ORGANIZATION: &str = "https://stytch.com/organization";
const INVALID: &str = "jwt_invalid_claims";
const UNPARSABLE: &str = "unable_to_parse_session_jwt";

/// The small world, whose project has two keys: the usual one, and one that can sign in every way.
async fn app() -> TestApp {
    let app = TestApp::start(small_world()).await;
    app.set_project(&[SECRET], &[KEY.public(), FORGE.public()]).await;
    app.clock.advance(61);
    assert_eq!(ask(&app, &app.session_jwt("member")).await, "200", "which also reads the keys");
    app.reads.forget();
    app
}

/// Returns the outcome of a request with this JWT: a success, or a well-formed error that repeats no part of the JWT.
async fn ask(app: &TestApp, jwt: &str) -> String {
    let answer = app.post(json!({"session_jwt": jwt})).await;
    if answer.status == 200 {
        assert_eq!(answer.listing(), ["Acme: active_member"]);
        return "200".to_owned();
    }
    for part in jwt.split('.').filter(|part| part.len() > 8) {
        assert!(!answer.text().contains(part), "{part} in {}", answer.text());
    }
    answer.error_type()
}

/// What a JWT claims.
pub fn claims_of(jwt: &str) -> Value {
    let claims = jwt.split('.').nth(1).expect("claims");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).expect("base64url")).expect("JSON")
}

/// Valid claims of Ann's session.
fn claims(app: &TestApp) -> Value {
    claims_of(&app.session_jwt("member"))
}

/// A valid header of the forger's key.
fn header() -> Value {
    json!({"alg": "RS256", "kid": FORGE_KID, "typ": "JWT"})
}

/// `base` with one key set, or removed for `None`.
fn with(mut base: Value, key: &str, value: Option<Value>) -> Value {
    let object = base.as_object_mut().expect("an object");
    match value {
        Some(value) => object.insert(key.to_owned(), value),
        None => object.remove(key),
    };
    base
}
