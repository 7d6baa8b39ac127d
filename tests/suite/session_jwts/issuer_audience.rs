//! The issuer and the audience of a token.

use serde_json::{Value, json};

use super::{
    INVALID, RAW_SIGNER, RAW_SIGNER_KID, app, claims, header, jwt_outcome, raw_signer::FOREIGN_SIGNER, with,
};
use test_support::{PROJECT_ID, Read};

const FOREIGN: &str = "project-test-99999999-9999-4999-8999-999999999999";

#[tokio::test]
async fn wrong_issuer_is_refused() {
    let app = app().await;
    let issuers = [
        None,
        Some(Value::Null),
        Some(json!("")),
        Some(json!("stytch.com/")),
        Some(json!(PROJECT_ID)),
        Some(json!(format!("stytch.com/{FOREIGN}"))),
        Some(json!(format!("stytch.com/{PROJECT_ID}/"))),
        Some(json!(format!("stytch.com/{PROJECT_ID} "))),
        Some(json!(format!("https://stytch.com/{PROJECT_ID}"))),
        Some(json!(format!("STYTCH.com/{PROJECT_ID}"))),
        Some(json!(format!("stytch.com/stytch.com/{PROJECT_ID}"))),
        Some(json!(format!("stytch.com.evil.example/{PROJECT_ID}"))),
    ];
    for issuer in issuers {
        let jwt = RAW_SIGNER.sign(&header(), &with(claims(&app), "iss", issuer.clone()));
        assert_eq!(jwt_outcome(&app, &jwt).await, "jwt_invalid_issuer", "{issuer:?}");
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn audience_must_contain_the_project() {
    let app = app().await;
    let wrong = "jwt_invalid_audience";
    let audiences = [
        (Some(json!(PROJECT_ID)), "200"),
        (Some(json!([PROJECT_ID])), "200"),
        (Some(json!([FOREIGN, PROJECT_ID, "another-audience"])), "200"),
        (None, wrong),
        (Some(Value::Null), wrong),
        (Some(json!([])), wrong),
        (Some(json!("")), wrong),
        (Some(json!([""])), wrong),
        (Some(json!(FOREIGN)), wrong),
        (Some(json!([FOREIGN])), wrong),
        (Some(json!([PROJECT_ID.to_uppercase()])), wrong),
        (Some(json!(format!("{PROJECT_ID},{FOREIGN}"))), wrong),
        (Some(json!(format!("stytch.com/{PROJECT_ID}"))), wrong),
    ];
    for (audience, expected) in audiences {
        let jwt = RAW_SIGNER.sign(&header(), &with(claims(&app), "aud", audience.clone()));
        assert_eq!(jwt_outcome(&app, &jwt).await, expected, "{audience:?}");
    }
}

#[tokio::test]
async fn issuer_or_audience_of_wrong_type_is_refused() {
    let app = app().await;
    for (name, value) in [
        ("iss", json!(1)),
        ("iss", json!([format!("stytch.com/{PROJECT_ID}")])),
        ("aud", json!(1)),
        ("aud", json!({PROJECT_ID: PROJECT_ID})),
        ("aud", json!([[PROJECT_ID]])),
        ("aud", json!([PROJECT_ID, 1])),
    ] {
        let jwt = RAW_SIGNER.sign(&header(), &with(claims(&app), name, Some(value.clone())));
        let response = app.post(json!({"session_jwt": jwt})).await;
        assert_eq!(response.status, 401, "{name}: {value}");
        assert!(response.error_type().starts_with("jwt_invalid_"), "{name}: {value}");
    }
}

/// The claims of a token of another project with the same ids.
fn foreign(claims: Value) -> Value {
    let claims = with(claims, "iss", Some(json!(format!("stytch.com/{FOREIGN}"))));
    with(claims, "aud", Some(json!([FOREIGN])))
}

#[tokio::test]
async fn foreign_project_token_is_refused_despite_shared_key() {
    let app = app().await;
    let foreign = foreign(claims(&app));
    assert_eq!(
        jwt_outcome(&app, &RAW_SIGNER.sign(&header(), &foreign)).await,
        "jwt_invalid_issuer",
        "the same key"
    );
    assert_eq!(
        jwt_outcome(&app, &FOREIGN_SIGNER.sign(&header(), &foreign)).await,
        INVALID,
        "another key with the same kid"
    );
    assert!(app.reads.list().is_empty());
    let header_with_other_kid = with(header(), "kid", Some(json!(RAW_SIGNER_KID.replace('3', "5"))));
    assert_eq!(
        jwt_outcome(&app, &FOREIGN_SIGNER.sign(&header_with_other_kid, &foreign)).await,
        INVALID,
        "another key with another kid"
    );
    assert_eq!(app.reads.list(), [Read::Project]);
}

#[tokio::test]
async fn issuer_and_audience_are_both_required() {
    let app = app().await;
    let foreign = foreign(claims(&app));
    let own_audience = with(foreign.clone(), "aud", Some(json!([PROJECT_ID])));
    assert_eq!(jwt_outcome(&app, &RAW_SIGNER.sign(&header(), &own_audience)).await, "jwt_invalid_issuer");
    let own_issuer = with(foreign, "iss", Some(json!(format!("stytch.com/{PROJECT_ID}"))));
    assert_eq!(jwt_outcome(&app, &RAW_SIGNER.sign(&header(), &own_issuer)).await, "jwt_invalid_audience");
}
