//! A signature must match its header and claims in every bit.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use super::{FORGE, INVALID, app, ask, claims, forge::STRANGER, header, with};

/// A valid token's first two parts, and its signature's bytes.
fn taken_apart(jwt: &str) -> (String, Vec<u8>) {
    let (message, signature) = jwt.rsplit_once('.').unwrap();
    (message.to_owned(), URL_SAFE_NO_PAD.decode(signature).unwrap())
}

fn put_together(message: &str, signature: &[u8]) -> String {
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[tokio::test]
async fn signature_with_flipped_bit_is_refused() {
    let app = app().await;
    let (message, signature) = taken_apart(&FORGE.sign(&header(), &claims(&app)));
    assert_eq!(ask(&app, &put_together(&message, &signature)).await, "200");
    for place in [0, 1, 127, 254, 255] {
        for bit in [0x01, 0x80] {
            let mut flipped = signature.clone();
            flipped[place] ^= bit;
            assert_eq!(ask(&app, &put_together(&message, &flipped)).await, INVALID, "byte {place}, {bit}");
        }
    }
    assert_eq!(app.reads.list().len(), 3, "those of the valid one");
}

#[tokio::test]
async fn signature_of_wrong_length_is_refused() {
    let app = app().await;
    let (message, signature) = taken_apart(&FORGE.sign(&header(), &claims(&app)));
    let signatures = [
        ("empty", Vec::new()),
        ("one byte", vec![0]),
        ("a byte short", signature[..255].to_vec()),
        ("the first byte missing", signature[1..].to_vec()),
        ("half", signature[..128].to_vec()),
        ("a byte too long", [&signature[..], &[0]].concat()),
        ("a zero in front", [&[0], &signature[..]].concat()),
        ("twice", signature.repeat(2)),
        ("zeros", vec![0; 256]),
        ("ones", vec![0xff; 256]),
        ("the number one", [vec![0; 255], vec![1]].concat()),
    ];
    for (name, signature) in signatures {
        assert_eq!(ask(&app, &put_together(&message, &signature)).await, INVALID, "{name}");
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn signature_of_other_content_is_refused() {
    let app = app().await;
    let valid = FORGE.sign(&header(), &claims(&app));
    let parts: Vec<&str> = valid.split('.').collect();
    let other_claims = FORGE.sign(&header(), &with(claims(&app), "x", Some(json!(1))));
    let other_header = FORGE.sign(&with(header(), "x", Some(json!(1))), &claims(&app));
    let claims_of_other = other_claims.split('.').nth(1).unwrap();
    let header_of_other = other_header.split('.').next().unwrap();
    assert_eq!(ask(&app, &format!("{}.{claims_of_other}.{}", parts[0], parts[2])).await, INVALID);
    assert_eq!(ask(&app, &format!("{header_of_other}.{}.{}", parts[1], parts[2])).await, INVALID);
    assert_eq!(ask(&app, &other_claims).await, "200");
    assert_eq!(ask(&app, &other_header).await, "200");
}

#[tokio::test]
async fn foreign_signature_is_refused_under_every_key_name() {
    let app = app().await;
    for kid in [super::FORGE_KID, test_support::KID] {
        let header = with(header(), "kid", Some(json!(kid)));
        assert_eq!(ask(&app, &STRANGER.sign(&header, &claims(&app))).await, INVALID, "{kid}");
    }
    assert!(app.reads.list().is_empty());
}
