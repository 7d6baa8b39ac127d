//! Suitability of JWKS keys for verifying session JWTs.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use org_discovery::domain::KeySet;
use serde_json::{Value, json};

use super::{changed, key_ids, key_set, store_jwks};
use crate::session_jwts::{RAW_SIGNER, claims_of};
use test_support::{KEY, KID, TestApp, small_data_set};

/// A modulus of this many significant bits after some leading zero bytes.
fn modulus(bits: usize, zeros: usize) -> Value {
    let mut bytes = vec![0xff; bits.div_ceil(8)];
    bytes[0] >>= (8 - bits % 8) % 8;
    let bytes: Vec<u8> = std::iter::repeat_n(0, zeros).chain(bytes).collect();
    json!(URL_SAFE_NO_PAD.encode(bytes))
}

fn exponent(bytes: &[u8]) -> Value {
    json!(URL_SAFE_NO_PAD.encode(bytes))
}

/// A key field and its new value, or `None` to remove it.
struct KeyChange {
    field: &'static str,
    value: Option<Value>,
}

fn set(field: &'static str, value: Value) -> KeyChange {
    KeyChange { field, value: Some(value) }
}

fn removed(field: &'static str) -> KeyChange {
    KeyChange { field, value: None }
}

/// A change that makes a key unsuitable, and the beginning of the reported reason.
struct Fault {
    change: KeyChange,
    reason: &'static str,
}

impl KeyChange {
    fn because(self, reason: &'static str) -> Fault {
        Fault { change: self, reason }
    }
}

/// Changes that leave a key suitable.
fn suitable() -> [KeyChange; 19] {
    [
        removed("use"),
        set("use", Value::Null),
        set("use", json!("sig")),
        removed("alg"),
        set("alg", Value::Null),
        set("alg", json!("RS256")),
        removed("key_ops"),
        set("key_ops", Value::Null),
        set("key_ops", json!(["verify"])),
        set("key_ops", json!(["sign", "verify"])),
        set("x5c", json!(["MIIB"])),
        set("x5t#S256", json!(7)),
        set("n", modulus(2048, 0)),
        set("n", modulus(2048, 3)),
        set("n", modulus(8192, 0)),
        set("e", exponent(&[3])),
        set("e", exponent(&[0, 0, 3])),
        set("e", exponent(&[1, 0, 1])),
        set("e", exponent(&[1, 0xff, 0xff, 0xff, 0xff])),
    ]
}

/// Changes that make a key unsuitable.
fn unsuitable() -> impl Iterator<Item = Fault> {
    unsuitable_descriptions().into_iter().chain(unsuitable_numbers())
}

fn unsuitable_descriptions() -> [Fault; 18] {
    let (r#use, alg, ops) =
        ("its use is not sig", "its alg is not RS256", "its key_ops do not contain verify");
    let kty = "its kty is not RSA";
    [
        set("use", json!("enc")).because(r#use),
        set("use", json!("")).because(r#use),
        set("use", json!("SIG")).because(r#use),
        set("use", json!(["sig"])).because("it is not a JSON Web Key"),
        set("alg", json!("PS256")).because(alg),
        set("alg", json!("RS384")).because(alg),
        set("alg", json!("RSA-OAEP")).because(alg),
        set("alg", json!("rs256")).because(alg),
        set("alg", json!(256)).because("it is not a JSON Web Key"),
        set("key_ops", json!([])).because(ops),
        set("key_ops", json!(["sign"])).because(ops),
        set("key_ops", json!(["encrypt", "wrapKey"])).because(ops),
        set("key_ops", json!("verify")).because("it is not a JSON Web Key"),
        removed("kty").because(kty),
        set("kty", json!("EC")).because(kty),
        set("kty", json!("rsa")).because(kty),
        removed("kid").because("it has no kid"),
        set("kid", json!("")).because("it has no kid"),
    ]
}

fn unsuitable_numbers() -> [Fault; 18] {
    let exponent_fault = "its exponent is not an odd number of 2 to 33 bits";
    let private = "it contains private key material";
    [
        removed("n").because("it has no n"),
        removed("e").because("it has no e"),
        set("n", modulus(2047, 0)).because("its modulus has 2047 significant bits, not 2,048 to 8,192"),
        set("n", modulus(2047, 9)).because("its modulus has 2047 significant bits, not 2,048 to 8,192"),
        set("n", modulus(1024, 200)).because("its modulus has 1024 significant bits, not 2,048 to 8,192"),
        set("n", modulus(8193, 0)).because("its modulus has 8193 significant bits, not 2,048 to 8,192"),
        set("n", json!("")).because("its modulus has 0 significant bits, not 2,048 to 8,192"),
        set("n", json!("a+/=")).because("its n is not base64url without padding"),
        set("e", json!("AQAB==")).because("its e is not base64url without padding"),
        set("e", json!("")).because(exponent_fault),
        set("e", exponent(&[0])).because(exponent_fault),
        set("e", exponent(&[1])).because(exponent_fault),
        set("e", exponent(&[0, 1])).because(exponent_fault),
        set("e", exponent(&[2])).because(exponent_fault),
        set("e", exponent(&[1, 0, 0])).because(exponent_fault),
        set("e", exponent(&[3, 0, 0, 0, 1])).because(exponent_fault),
        set("d", json!("AQAB")).because(private),
        set("k", json!("AQAB")).because(private),
    ]
}

/// Checks only the reported reason: another test checks that the function does not verify signatures with such a key.
#[test]
fn each_unsuitable_key_reports_its_reason() {
    for KeyChange { field, value } in suitable() {
        let jwks = json!({"keys": [changed("key", field, value.clone())]}).to_string();
        let keys = KeySet::parse(&jwks).unwrap_or_else(|error| panic!("{field} {value:?}: {error}"));
        assert!(keys.get("key").is_some() && keys.unsuitable().is_empty(), "{field} {value:?}");
    }
    for Fault { change: KeyChange { field, value }, reason } in unsuitable() {
        let jwks = json!({"keys": [KEY.public(), changed("key", field, value.clone())]}).to_string();
        let keys = KeySet::parse_lenient(&jwks).unwrap_or_else(|error| panic!("{field} {value:?}: {error}"));
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
        let keys = KeySet::parse_lenient(&json!({"keys": [key, KEY.public()]}).to_string()).expect("a set");
        assert_eq!((keys.unsuitable().len(), keys.get(KID).is_some()), (1, true), "{key}");
    }
    let duplicate_field =
        r#"{"keys": [{"kty": "RSA", "kid": "a", "use": "enc", "use": "sig", "n": "AQAB", "e": "AQAB"}]}"#;
    let duplicate_field = KeySet::parse_lenient(duplicate_field).expect("a set").unsuitable()[0].to_string();
    assert!(
        duplicate_field.starts_with("key a: it is not a JSON Web Key: duplicate field `use`"),
        "{duplicate_field}"
    );
}

#[test]
fn malformed_key_set_is_an_error() {
    for text in ["", "[]", "{}", r#"{"keys": {}}"#, r#"{"keys": null}"#, r#"{"keys": []"#] {
        assert!(KeySet::parse_lenient(text).is_err(), "{text}");
    }
    assert!(KeySet::parse_lenient(r#"{"keys": []}"#).expect("a set").is_empty());
}

#[test]
fn leading_zeros_do_not_change_key_set() {
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

/// Returns a request body with a session JWT signed by the raw signer.
fn signed(app: &TestApp) -> Value {
    let header = json!({"alg": "RS256", "kid": RAW_SIGNER.public()["kid"], "typ": "JWT"});
    json!({"session_jwt": RAW_SIGNER.sign(&header, &claims_of(&app.session_jwt("member")))})
}

#[tokio::test]
async fn stored_unsuitable_key_verifies_nothing() {
    let app = TestApp::start(small_data_set()).await;
    let raw_signer_key = |field: &str, value: Option<&Value>| {
        let mut key = RAW_SIGNER.public();
        if let Some(value) = value {
            key[field] = value.clone();
        }
        key
    };
    store_jwks(&app, &[raw_signer_key("", None), KEY.public()]).await;
    app.clock.advance(61);
    assert_eq!(app.post(signed(&app)).await.outcome(), "200", "the unchanged key is suitable");
    for Fault { change: KeyChange { field, value }, reason } in unsuitable() {
        if value.is_none() {
            continue;
        }
        store_jwks(&app, &[raw_signer_key(field, value.as_ref()), json!(null), KEY.public()]).await;
        app.clock.advance(61);
        assert_eq!(app.post(signed(&app)).await.error_type(), "jwt_invalid_claims", "{field}: {reason}");
        assert_eq!(app.discover_by_jwt("member").await.outcome(), "200", "{field}: {reason}");
        assert_eq!(app.discover("ist").await.outcome(), "200", "{field}: {reason}");
        assert_eq!(key_ids(&key_set(&app).await), [KID], "{field}: {reason}");
    }
}

#[tokio::test]
async fn duplicate_kid_refers_to_first_key() {
    let app = TestApp::start(small_data_set()).await;
    let mut second = RAW_SIGNER.public();
    second["kid"] = json!(KID);
    store_jwks(&app, &[KEY.public(), second.clone()]).await;
    app.clock.advance(61);
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "200");
    assert_eq!(key_ids(&key_set(&app).await), [KID], "published once");
    store_jwks(&app, &[second, KEY.public()]).await;
    app.clock.advance(61);
    assert_eq!(app.discover_by_jwt("member").await.error_type(), "jwt_invalid_claims");
}
