//! JWT headers: only RS256, only keys of the project by `kid`, and no embedded key.

use aws_lc_rs::signature::{
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RsaEncoding,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    INVALID, RAW_SIGNER, RAW_SIGNER_KID, UNPARSABLE, app, claims, header, jwt_outcome,
    raw_signer::{FOREIGN_SIGNER, sign_with_hmac, signing_input},
    with,
};
use test_support::{KID, Read};

#[tokio::test]
async fn raw_signer_signs_valid_tokens() {
    let app = app().await;
    assert_eq!(jwt_outcome(&app, &RAW_SIGNER.sign(&header(), &claims(&app))).await, "200");
    assert_eq!(app.reads.list()[..2].iter().filter(|read| **read == Read::Project).count(), 0);
}

#[tokio::test]
async fn only_rs256_is_accepted() {
    let app = app().await;
    let claims = claims(&app).to_string();
    let algorithms: [(&str, &'static dyn RsaEncoding); 12] = [
        ("RS384", &RSA_PKCS1_SHA384),
        ("RS512", &RSA_PKCS1_SHA512),
        ("PS256", &RSA_PSS_SHA256),
        ("PS384", &RSA_PSS_SHA384),
        // The signature is RS256, but the header's algorithm is not.
        ("RS384", &RSA_PKCS1_SHA256),
        ("PS256", &RSA_PKCS1_SHA256),
        ("rs256", &RSA_PKCS1_SHA256),
        ("Rs256", &RSA_PKCS1_SHA256),
        ("RS256 ", &RSA_PKCS1_SHA256),
        ("none", &RSA_PKCS1_SHA256),
        ("", &RSA_PKCS1_SHA256),
        // The header's algorithm is RS256, but the signature is not.
        ("RS256", &RSA_PSS_SHA256),
    ];
    for (name, algorithm) in algorithms {
        let header = with(header(), "alg", Some(json!(name)));
        let jwt = RAW_SIGNER.sign_as(algorithm, &header.to_string(), &claims);
        assert_eq!(jwt_outcome(&app, &jwt).await, INVALID, "{name}");
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn unsigned_token_is_refused() {
    let app = app().await;
    let claims = claims(&app).to_string();
    for name in ["none", "None", "NONE", "nOnE", "", "RS256", "HS256"] {
        let header = with(header(), "alg", Some(json!(name)));
        let jwt = format!("{}.", signing_input(&header.to_string(), &claims));
        assert_eq!(jwt_outcome(&app, &jwt).await, INVALID, "{name:?}");
    }
}

#[tokio::test]
async fn public_key_is_refused_as_hmac_secret() {
    let app = app().await;
    let modulus = RAW_SIGNER.public()["n"].as_str().unwrap().to_owned();
    let bytes = URL_SAFE_NO_PAD.decode(&modulus).unwrap();
    let jwk = RAW_SIGNER.public().to_string();
    for secret in [modulus.as_bytes(), &bytes, jwk.as_bytes(), b""] {
        for name in ["HS256", "RS256"] {
            let header = with(header(), "alg", Some(json!(name)));
            assert_eq!(
                jwt_outcome(&app, &sign_with_hmac(secret, &header, &claims(&app))).await,
                INVALID,
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn key_is_found_only_by_exact_kid() {
    let app = app().await;
    let claims = claims(&app);
    let signed = |kid: Option<Value>| RAW_SIGNER.sign(&with(header(), "kid", kid), &claims);
    assert_eq!(jwt_outcome(&app, &signed(None)).await, INVALID, "no kid");
    assert_eq!(jwt_outcome(&app, &signed(Some(Value::Null))).await, INVALID, "null");
    assert_eq!(
        jwt_outcome(&app, &signed(Some(json!(KID)))).await,
        INVALID,
        "the kid of another key of the project"
    );
    assert!(app.reads.list().is_empty());
    let upper = RAW_SIGNER_KID.to_uppercase();
    for unknown in [
        "",
        "x",
        "jwk-test-44444444-4444-4444-8444-444444444444",
        "../../dev/null",
        "' OR '1'='1",
        "\0",
        &upper,
    ] {
        assert_eq!(jwt_outcome(&app, &signed(Some(json!(unknown)))).await, INVALID, "{unknown:?}");
    }
    assert_eq!(app.reads.list(), [Read::Project], "one read for new keys, and none for the session");
}

#[tokio::test]
async fn header_with_embedded_key_is_refused() {
    let app = app().await;
    let jwk = FOREIGN_SIGNER.public();
    let cases = [
        ("jwk", jwk.clone()),
        ("jwk", json!({})),
        ("jwk", RAW_SIGNER.public()),
        ("jku", json!("https://attacker.example/jwks.json")),
        ("jku", json!("")),
        ("x5u", json!("https://attacker.example/chain.pem")),
        ("x5c", json!(["MIIB"])),
        ("x5c", json!([])),
    ];
    for (name, value) in cases {
        let header = with(header(), name, Some(value.clone()));
        for key in [&RAW_SIGNER, &FOREIGN_SIGNER] {
            assert_eq!(
                jwt_outcome(&app, &key.sign(&header, &claims(&app))).await,
                INVALID,
                "{name}: {value}"
            );
        }
        let without_kid = with(header, "kid", None);
        assert_eq!(
            jwt_outcome(&app, &FOREIGN_SIGNER.sign(&without_kid, &claims(&app))).await,
            INVALID,
            "{name}: {value}"
        );
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn critical_extension_is_refused() {
    let app = app().await;
    for value in [json!(["exp"]), json!(["b64"]), json!([]), json!("b64"), json!(true)] {
        let header = with(header(), "crit", Some(value.clone()));
        assert_eq!(jwt_outcome(&app, &RAW_SIGNER.sign(&header, &claims(&app))).await, INVALID, "{value}");
    }
}

#[tokio::test]
async fn token_of_another_type_is_refused() {
    let app = app().await;
    for other in ["at+jwt", "JWE", "dpop+jwt", "logout+jwt", "", "JWT ", "application/at+jwt"] {
        let header = with(header(), "typ", Some(json!(other)));
        assert_eq!(jwt_outcome(&app, &RAW_SIGNER.sign(&header, &claims(&app))).await, INVALID, "{other:?}");
    }
    for valid in [None, Some(json!("JWT")), Some(json!("jwt"))] {
        let header = with(header(), "typ", valid.clone());
        assert_eq!(jwt_outcome(&app, &RAW_SIGNER.sign(&header, &claims(&app))).await, "200", "{valid:?}");
    }
}

#[tokio::test]
async fn malformed_header_is_unparsable() {
    let app = app().await;
    let claims = claims(&app).to_string();
    let numbers = |name: &str| with(header(), name, Some(json!(1))).to_string();
    let headers = [
        ("empty", String::new()),
        ("not JSON", "RS256".to_owned()),
        ("null", "null".to_owned()),
        ("a string", "\"RS256\"".to_owned()),
        ("a number", "1".to_owned()),
        ("an empty object", "{}".to_owned()),
        ("no algorithm", with(header(), "alg", None).to_string()),
        ("a number for an algorithm", numbers("alg")),
        ("a number for a kid", numbers("kid")),
        ("a number for a type", numbers("typ")),
        ("two algorithms", header().to_string().replace('{', r#"{"alg":"RS256","#)),
        ("two kids", header().to_string().replace('{', r#"{"kid":"x","#)),
        ("text after the object", format!("{} x", header())),
        ("a list of objects", format!("[{}]", header())),
    ];
    for (name, header) in headers {
        assert_eq!(jwt_outcome(&app, &RAW_SIGNER.sign_text(&header, &claims)).await, UNPARSABLE, "{name}");
    }
}

#[tokio::test]
async fn header_as_list_is_refused() {
    let app = app().await;
    let header = json!(["RS256", RAW_SIGNER_KID, "JWT", null, null, null, null, null]);
    assert_eq!(jwt_outcome(&app, &RAW_SIGNER.sign(&header, &claims(&app))).await, UNPARSABLE);
}
