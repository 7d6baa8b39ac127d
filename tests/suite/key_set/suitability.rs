//! Which keys of a JWKS verify session JWTs.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use org_discovery::domain::KeySet;
use serde_json::{Value, json};

use super::{changed, key_set, names, store_jwks};
use crate::session_jwts::{FORGE, claims_of};
use test_support::{KEY, KID, TestApp, small_world};

/// A modulus of this many significant bits, behind some zero bytes.
fn modulus(bits: usize, zeros: usize) -> Value {
    let mut bytes = vec![0xff; bits.div_ceil(8)];
    bytes[0] >>= (8 - bits % 8) % 8;
    let bytes: Vec<u8> = std::iter::repeat_n(0, zeros).chain(bytes).collect();
    json!(URL_SAFE_NO_PAD.encode(bytes))
}

fn exponent(bytes: &[u8]) -> Value {
    json!(URL_SAFE_NO_PAD.encode(bytes))
}

/// Changes of a key after which it is still suitable.
fn suitable() -> Vec<(&'static str, Option<Value>)> {
    vec![
        ("use", None),
        ("use", Some(Value::Null)),
        ("use", Some(json!("sig"))),
        ("alg", None),
        ("alg", Some(Value::Null)),
        ("alg", Some(json!("RS256"))),
        ("key_ops", None),
        ("key_ops", Some(Value::Null)),
        ("key_ops", Some(json!(["verify"]))),
        ("key_ops", Some(json!(["sign", "verify"]))),
        ("x5c", Some(json!(["MIIB"]))),
        ("x5t#S256", Some(json!(7))),
        ("n", Some(modulus(2048, 0))),
        ("n", Some(modulus(2048, 3))),
        ("n", Some(modulus(8192, 0))),
        ("e", Some(exponent(&[3]))),
        ("e", Some(exponent(&[0, 0, 3]))),
        ("e", Some(exponent(&[1, 0, 1]))),
        ("e", Some(exponent(&[1, 0xff, 0xff, 0xff, 0xff]))),
    ]
}

/// Changes of a key after which it is not, each with the reason.
fn unsuitable() -> Vec<(&'static str, Option<Value>, &'static str)> {
    let (r#use, alg, ops) =
        ("its use is not sig", "its alg is not RS256", "its key_ops do not contain verify");
    let (kty, private) = ("its kty is not RSA", "it holds private parts");
    let exponent_fault = "its exponent is not an odd number from 3 to 33 bits";
    vec![
        ("use", Some(json!("enc")), r#use),
        ("use", Some(json!("")), r#use),
        ("use", Some(json!("SIG")), r#use),
        ("use", Some(json!(["sig"])), "it is not a JSON Web Key"),
        ("alg", Some(json!("PS256")), alg),
        ("alg", Some(json!("RS384")), alg),
        ("alg", Some(json!("RSA-OAEP")), alg),
        ("alg", Some(json!("rs256")), alg),
        ("alg", Some(json!(256)), "it is not a JSON Web Key"),
        ("key_ops", Some(json!([])), ops),
        ("key_ops", Some(json!(["sign"])), ops),
        ("key_ops", Some(json!(["encrypt", "wrapKey"])), ops),
        ("key_ops", Some(json!("verify")), "it is not a JSON Web Key"),
        ("kty", None, kty),
        ("kty", Some(json!("EC")), kty),
        ("kty", Some(json!("rsa")), kty),
        ("kid", None, "it has no kid"),
        ("kid", Some(json!("")), "it has no kid"),
        ("n", None, "it has no n"),
        ("e", None, "it has no e"),
        ("n", Some(modulus(2047, 0)), "its modulus has 2047 significant bits, not 2,048 to 8,192"),
        ("n", Some(modulus(2047, 9)), "its modulus has 2047 significant bits, not 2,048 to 8,192"),
        ("n", Some(modulus(1024, 200)), "its modulus has 1024 significant bits, not 2,048 to 8,192"),
        ("n", Some(modulus(8193, 0)), "its modulus has 8193 significant bits, not 2,048 to 8,192"),
        ("n", Some(json!("")), "its modulus has 0 significant bits, not 2,048 to 8,192"),
        ("n", Some(json!("a+/=")), "its n is not base64url without padding"),
        ("e", Some(json!("AQAB==")), "its e is not base64url without padding"),
        ("e", Some(json!("")), exponent_fault),
        ("e", Some(exponent(&[0])), exponent_fault),
        ("e", Some(exponent(&[1])), exponent_fault),
        ("e", Some(exponent(&[0, 1])), exponent_fault),
        ("e", Some(exponent(&[2])), exponent_fault),
        ("e", Some(exponent(&[1, 0, 0])), exponent_fault),
        ("e", Some(exponent(&[3, 0, 0, 0, 1])), exponent_fault),
        ("d", Some(json!("AQAB")), private),
        ("k", Some(json!("AQAB")), private),
    ]
}

/// Whether the function uses a key for signatures is seen from outside: this is the reason alone.
#[test]
fn each_unsuitable_key_has_its_reason() {
    for (field, value) in suitable() {
        let jwks = json!({"keys": [changed("key", field, value.clone())]}).to_string();
        let keys = KeySet::parse(&jwks).unwrap_or_else(|error| panic!("{field} {value:?}: {error}"));
        assert!(keys.get("key").is_some() && keys.unsuitable().is_empty(), "{field} {value:?}");
    }
    for (field, value, reason) in unsuitable() {
        let jwks = json!({"keys": [KEY.public(), changed("key", field, value.clone())]}).to_string();
        let keys = KeySet::read(&jwks).unwrap_or_else(|error| panic!("{field} {value:?}: {error}"));
        let [unsuitable] = keys.unsuitable() else { panic!("{field} {value:?} is suitable") };
        assert!(unsuitable.fault.to_string().starts_with(reason), "{field} {value:?}: {unsuitable}");
        assert_eq!(unsuitable.position, 2);
        assert!(keys.get("key").is_none() && keys.get(KID).is_some(), "{field} {value:?}");
        assert!(KeySet::parse(&jwks).is_err(), "{field} {value:?}");
    }
}

#[test]
fn non_object_key_is_unsuitable() {
    for key in [json!(null), json!("key"), json!([]), json!(7)] {
        let keys = KeySet::read(&json!({"keys": [key, KEY.public()]}).to_string()).expect("a set");
        assert_eq!((keys.unsuitable().len(), keys.get(KID).is_some()), (1, true), "{key}");
    }
    let twice =
        r#"{"keys": [{"kty": "RSA", "kid": "a", "use": "enc", "use": "sig", "n": "AQAB", "e": "AQAB"}]}"#;
    let twice = KeySet::read(twice).expect("a set").unsuitable()[0].to_string();
    assert!(twice.starts_with("key a: it is not a JSON Web Key: duplicate field `use`"), "{twice}");
}

#[test]
fn malformed_key_set_is_an_error() {
    for text in ["", "[]", "{}", r#"{"keys": {}}"#, r#"{"keys": null}"#, r#"{"keys": []"#] {
        assert!(KeySet::read(text).is_err(), "{text}");
    }
    assert!(KeySet::read(r#"{"keys": []}"#).expect("a set").is_empty());
}

#[test]
fn leading_zeros_do_not_change_key_text() {
    let read = |n, e| {
        let mut key = changed("key", "n", Some(n));
        key["e"] = e;
        KeySet::parse(&json!({"keys": [key]}).to_string()).expect("a key")
    };
    let plain = read(modulus(2048, 0), exponent(&[3]));
    assert_eq!(read(modulus(2048, 2), exponent(&[0, 3])), plain);
    assert_eq!(plain.sizes().collect::<Vec<_>>(), [("key", 2048)]);
    assert_eq!(read(modulus(2049, 0), exponent(&[3])).sizes().next(), Some(("key", 2049)));
}

/// Signs with the forger's key.
fn signed(app: &TestApp) -> Value {
    let header = json!({"alg": "RS256", "kid": FORGE.public()["kid"], "typ": "JWT"});
    json!({"session_jwt": FORGE.sign(&header, &claims_of(&app.session_jwt("member")))})
}

#[tokio::test]
async fn stored_unsuitable_key_verifies_nothing() {
    let app = TestApp::start(small_world()).await;
    let forge = |field: &str, value: Option<&Value>| {
        let mut key = FORGE.public();
        if let Some(value) = value {
            key[field] = value.clone();
        }
        key
    };
    store_jwks(&app, &[forge("", None), KEY.public()]).await;
    app.clock.advance(61);
    assert_eq!(app.post(signed(&app)).await.outcome(), "200", "the key alone is good");
    for (field, value, reason) in unsuitable().into_iter().filter(|(_, value, _)| value.is_some()) {
        store_jwks(&app, &[forge(field, value.as_ref()), json!(null), KEY.public()]).await;
        app.clock.advance(61);
        assert_eq!(app.post(signed(&app)).await.error_type(), "jwt_invalid_claims", "{field}: {reason}");
        assert_eq!(app.discover_by_jwt("member").await.outcome(), "200", "{field}: {reason}");
        assert_eq!(app.discover("ist").await.outcome(), "200", "{field}: {reason}");
        assert_eq!(names(&key_set(&app).await), [KID], "{field}: {reason}");
    }
}

#[tokio::test]
async fn duplicate_key_name_belongs_to_first_key() {
    let app = TestApp::start(small_world()).await;
    let mut second = FORGE.public();
    second["kid"] = json!(KID);
    store_jwks(&app, &[KEY.public(), second.clone()]).await;
    app.clock.advance(61);
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "200");
    assert_eq!(names(&key_set(&app).await), [KID], "once");
    store_jwks(&app, &[second, KEY.public()]).await;
    app.clock.advance(61);
    assert_eq!(app.discover_by_jwt("member").await.error_type(), "jwt_invalid_claims");
}
