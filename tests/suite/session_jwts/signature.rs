//! JWT signatures must match the header and the claims in every bit.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use super::{INVALID, RAW_SIGNER, app, claims, header, jwt_outcome, raw_signer::FOREIGN_SIGNER, with};

/// Splits a token into its signing input and the bytes of its signature.
fn split_signature(jwt: &str) -> (String, Vec<u8>) {
    let (signing_input, signature) = jwt.rsplit_once('.').unwrap();
    (signing_input.to_owned(), URL_SAFE_NO_PAD.decode(signature).unwrap())
}

fn join_signature(signing_input: &str, signature: &[u8]) -> String {
    format!("{signing_input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[tokio::test]
async fn signature_with_flipped_bit_is_refused() {
    let app = app().await;
    let (signing_input, signature) = split_signature(&RAW_SIGNER.sign(&header(), &claims(&app)));
    assert_eq!(jwt_outcome(&app, &join_signature(&signing_input, &signature)).await, "200");
    for index in [0, 1, 127, 254, 255] {
        for bit in [0x01, 0x80] {
            let mut flipped = signature.clone();
            flipped[index] ^= bit;
            assert_eq!(
                jwt_outcome(&app, &join_signature(&signing_input, &flipped)).await,
                INVALID,
                "byte {index}, {bit}"
            );
        }
    }
    assert_eq!(app.reads.list().len(), 3, "only the valid token caused reads");
}

#[tokio::test]
async fn signature_of_wrong_length_is_refused() {
    let app = app().await;
    let (signing_input, signature) = split_signature(&RAW_SIGNER.sign(&header(), &claims(&app)));
    let signatures = [
        ("empty", Vec::new()),
        ("one byte", vec![0]),
        ("a byte short", signature[..255].to_vec()),
        ("the first byte missing", signature[1..].to_vec()),
        ("half", signature[..128].to_vec()),
        ("a byte too long", [&signature[..], &[0]].concat()),
        ("a leading zero", [&[0], &signature[..]].concat()),
        ("twice", signature.repeat(2)),
        ("zeros", vec![0; 256]),
        ("ones", vec![0xff; 256]),
        ("the number one", [vec![0; 255], vec![1]].concat()),
    ];
    for (name, signature) in signatures {
        assert_eq!(jwt_outcome(&app, &join_signature(&signing_input, &signature)).await, INVALID, "{name}");
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn signature_of_other_content_is_refused() {
    let app = app().await;
    let valid = RAW_SIGNER.sign(&header(), &claims(&app));
    let parts: Vec<&str> = valid.split('.').collect();
    let other_claims = RAW_SIGNER.sign(&header(), &with(claims(&app), "x", Some(json!(1))));
    let other_header = RAW_SIGNER.sign(&with(header(), "x", Some(json!(1))), &claims(&app));
    let claims_of_other = other_claims.split('.').nth(1).unwrap();
    let header_of_other = other_header.split('.').next().unwrap();
    assert_eq!(jwt_outcome(&app, &format!("{}.{claims_of_other}.{}", parts[0], parts[2])).await, INVALID);
    assert_eq!(jwt_outcome(&app, &format!("{header_of_other}.{}.{}", parts[1], parts[2])).await, INVALID);
    assert_eq!(jwt_outcome(&app, &other_claims).await, "200");
    assert_eq!(jwt_outcome(&app, &other_header).await, "200");
}

#[tokio::test]
async fn foreign_signature_is_refused_for_every_kid() {
    let app = app().await;
    for kid in [super::RAW_SIGNER_KID, test_support::KID] {
        let header = with(header(), "kid", Some(json!(kid)));
        assert_eq!(jwt_outcome(&app, &FOREIGN_SIGNER.sign(&header, &claims(&app))).await, INVALID, "{kid}");
    }
    assert!(app.reads.list().is_empty());
}
