//! The format of JWTs: three base64url parts, a maximum size, and claims that are one JSON object.

use serde_json::{Value, json};

use super::{INVALID, ORGANIZATION, RAW_SIGNER, SESSION, UNPARSABLE, app, claims, header, jwt_outcome, with};
use test_support::TestApp;

#[tokio::test]
async fn token_has_three_parts_of_base64url() {
    let app = app().await;
    let jwt = app.session_jwt("member");
    let [header, claims, signature] = jwt.split('.').collect::<Vec<_>>()[..] else { panic!("{jwt}") };
    let padded = header.to_owned() + &"=".repeat((4 - header.len() % 4) % 4);
    let tokens = [
        ("one part", "a".repeat(60)),
        ("two parts", format!("{header}.{claims}")),
        ("four parts", format!("{jwt}.{signature}")),
        ("five parts, as in an encrypted token", format!("{jwt}.a.b")),
        ("a trailing dot", format!("{jwt}.")),
        ("a leading dot", format!(".{jwt}")),
        ("only dots", "..".to_owned()),
        ("more dots", "....".to_owned()),
        ("no header", format!(".{claims}.{signature}")),
        ("no claims", format!("{header}..{signature}")),
        ("a padded header", format!("{padded}=.{claims}.{signature}")),
        ("a padded signature", format!("{jwt}==")),
        ("a signature of one character", format!("{header}.{claims}.A")),
        ("a leading space", format!(" {jwt}")),
        ("a trailing newline", format!("{jwt}\n")),
        ("a trailing NUL", format!("{jwt}\0")),
        ("an authorization scheme", format!("Bearer {jwt}")),
        ("the standard base64 alphabet", format!("{header}.{claims}.{}+/", &signature[..340])),
        ("non-ASCII letters", format!("{header}.{claims}é.{signature}")),
        ("the JSON form of a signature", json!({"payload": claims, "signature": signature}).to_string()),
    ];
    for (name, token) in tokens {
        assert_eq!(jwt_outcome(&app, &token).await, UNPARSABLE, "{name}");
    }
    assert!(app.reads.list().is_empty());
    assert_eq!(jwt_outcome(&app, &jwt).await, "200");
}

/// A valid token of this many characters.
fn token_of_size(app: &TestApp, size: usize) -> String {
    let padded = |base: Value, pad: usize| with(base, "x", Some(json!("x".repeat(pad)))).to_string();
    let encoded = |bytes: usize| (bytes * 4).div_ceil(3);
    let mut sizes = (0..3).flat_map(|first| (0..size).map(move |second| (first, second)));
    let (bare_header, bare_claims) = (padded(header(), 0).len(), padded(claims(app), 0).len());
    let total =
        |(first, second)| encoded(bare_header + first) + encoded(bare_claims + second) + 2 + encoded(256);
    let (first, second) = sizes.find(|&pads| total(pads) == size).expect("a token of that size");
    let token = RAW_SIGNER.sign_text(&padded(header(), first), &padded(claims(app), second));
    assert_eq!(token.len(), size);
    token
}

#[tokio::test]
async fn token_size_limit_is_exactly_8_kib() {
    let app = app().await;
    assert_eq!(jwt_outcome(&app, &token_of_size(&app, 8191)).await, "200");
    assert_eq!(jwt_outcome(&app, &token_of_size(&app, 8192)).await, "200");
    assert_eq!(jwt_outcome(&app, &token_of_size(&app, 8193)).await, UNPARSABLE);
    assert_eq!(jwt_outcome(&app, &token_of_size(&app, 60_000)).await, UNPARSABLE);
}

#[tokio::test]
async fn claims_are_one_json_object() {
    let app = app().await;
    let valid = claims(&app).to_string();
    let texts = [
        ("empty", String::new()),
        ("not JSON", "claims".to_owned()),
        ("null", "null".to_owned()),
        ("a string", "\"claims\"".to_owned()),
        ("a list", format!("[{valid}]")),
        ("an empty list", "[]".to_owned()),
        ("a truncated object", valid[..valid.len() - 1].to_owned()),
        ("two objects", format!("{valid}{valid}")),
        ("a byte order mark", format!("\u{feff}{valid}")),
        ("a lone surrogate", valid.replace('{', r#"{"x":"\ud800","#)),
        ("deep nesting", r#"{"x":"#.to_owned() + &"[".repeat(2000) + &"]".repeat(2000) + "}"),
    ];
    for (name, text) in texts {
        assert_eq!(
            jwt_outcome(&app, &RAW_SIGNER.sign_text(&header().to_string(), &text)).await,
            UNPARSABLE,
            "{name}"
        );
    }
}

#[tokio::test]
async fn claims_as_list_are_refused() {
    let app = app().await;
    let valid = claims(&app);
    let names = ["iss", "aud", "sub", "exp", "nbf", "iat", SESSION, ORGANIZATION];
    let list: Vec<Value> = names.iter().map(|name| valid[name].clone()).collect();
    assert_eq!(jwt_outcome(&app, &RAW_SIGNER.sign(&header(), &json!(list))).await, UNPARSABLE);
    for (name, fields) in
        [(SESSION, ["id", "authentication_factors"].as_slice()), (ORGANIZATION, &["organization_id"])]
    {
        let items: Vec<Value> = fields.iter().map(|field| valid[name][field].clone()).collect();
        let claims = with(valid.clone(), name, Some(json!(items)));
        assert_eq!(jwt_outcome(&app, &RAW_SIGNER.sign(&header(), &claims)).await, INVALID, "{name}");
    }
}

#[tokio::test]
async fn duplicate_known_claim_is_refused() {
    let app = app().await;
    let valid = claims(&app);
    let text = valid.to_string();
    for name in ["iss", "aud", "sub", "exp", "nbf", "iat", SESSION, ORGANIZATION] {
        let duplicate = text.replacen('{', &format!("{{\"{name}\":{},", valid[name]), 1);
        assert_eq!(
            jwt_outcome(&app, &RAW_SIGNER.sign_text(&header().to_string(), &duplicate)).await,
            INVALID,
            "{name}"
        );
    }
    let unknown = text.replacen('{', r#"{"x":1,"x":2,"#, 1);
    assert_eq!(jwt_outcome(&app, &RAW_SIGNER.sign_text(&header().to_string(), &unknown)).await, "200");
}

#[tokio::test]
async fn nonzero_trailing_signature_bits_are_refused() {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let app = app().await;
    let jwt = app.session_jwt("member");
    let (all_but_last, last) = jwt.split_at(jwt.len() - 1);
    let value = ALPHABET.find(last).unwrap();
    assert_eq!(value % 16, 0, "256 bytes leave four unused bits");
    for other in ALPHABET[value + 1..value + 16].chars() {
        assert_eq!(jwt_outcome(&app, &format!("{all_but_last}{other}")).await, UNPARSABLE, "{other}");
    }
}
