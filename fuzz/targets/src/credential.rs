//! Tokens and session JWTs: only signed JWTs are accepted.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use org_discovery::domain::{OpaqueToken, SessionJwt, Timestamp};

use super::{fields, memory_store};

/// Parses a token and a JWT. If the first field is `text`, the rest of the input is the token or JWT. Otherwise the
/// further fields are a JWT's header and claims, to which the demo JWT's signature is appended.
pub fn run(data: &[u8]) {
    let [format, header, claims] = fields(data);
    if format == "text" {
        return check(&format!("{header}\n{claims}"), header.trim());
    }
    let (_, signature) = memory_store::JWT.rsplit_once('.').expect("three parts");
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
    check(&claims, &format!("{header}.{claims}.{signature}"));
}

fn check(token: &str, jwt: &str) {
    if let Ok(parsed) = OpaqueToken::parse(token) {
        assert_eq!(parsed.expose(), token);
    }
    let Ok(parsed) = SessionJwt::parse(jwt) else {
        return;
    };
    let now = Timestamp::EPOCH.plus_seconds(1_800_000_000);
    let verified = parsed.verify(&memory_store::project_id(), &memory_store::project(), now);
    let signed = |jwt: &str| jwt.rsplit_once('.').map(|(signed, _)| signed.to_owned());
    assert!(verified.is_err() || signed(jwt) == signed(memory_store::JWT), "accepted, but not signed: {jwt}");
}
