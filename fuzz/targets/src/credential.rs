//! Tokens and session JWTs: nothing is believed that was not signed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use org_discovery::domain::{OpaqueToken, SessionJwt, Timestamp};

use super::{fields, world};

/// What comes first: `text` for the rest as it is, anything else for a header and claims, signed with the demo's signature.
pub fn run(data: &[u8]) {
    let [form, header, claims] = fields(data);
    if form == "text" {
        return check(&format!("{header}\n{claims}"), header.trim());
    }
    let (_, signature) = world::JWT.rsplit_once('.').expect("three parts");
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
    let verified =
        parsed.verify(&world::project_id(), &world::project(), Timestamp::EPOCH.plus_seconds(1_800_000_000));
    let signed = |jwt: &str| jwt.rsplit_once('.').map(|(signed, _)| signed.to_owned());
    assert!(verified.is_err() || signed(jwt) == signed(world::JWT), "{jwt} was never signed");
}
