//! Issuers that a project accepts in addition to its own.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use super::{INVALID, RAW_SIGNER, app, claims, header, jwt_outcome, raw_signer::FOREIGN_SIGNER, with};
use test_support::{PROJECT_ID, Read, TestApp};

const ISSUER: &str = "https://login.customer.example";
const TENANT: &str = "https://login.customer.example:8443/Tenant";
const FOREIGN: &str = "project-test-99999999-9999-4999-8999-999999999999";
const WRONG: &str = "jwt_invalid_issuer";

/// The issuer that every project accepts.
fn own() -> String {
    format!("stytch.com/{PROJECT_ID}")
}

/// Returns a valid JWT of Ann's session with this `iss`, or without one.
fn jwt_of(app: &TestApp, issuer: Option<Value>) -> String {
    RAW_SIGNER.sign(&header(), &with(claims(app), "iss", issuer))
}

async fn outcome(app: &TestApp, issuer: &str) -> String {
    jwt_outcome(app, &jwt_of(app, Some(json!(issuer)))).await
}

/// Starts an app with a fresh copy of a project with these further issuers.
async fn app_with(issuers: &[&str]) -> TestApp {
    let app = app().await;
    app.set_jwt_issuers(issuers).await;
    refresh(&app).await;
    app
}

/// Makes the function read the project again.
async fn refresh(app: &TestApp) {
    app.clock.advance(61);
    assert_eq!(outcome(app, &own()).await, "200");
    app.reads.clear();
}

#[tokio::test]
async fn further_issuer_is_accepted_next_to_own() {
    let app = app_with(&[ISSUER, TENANT]).await;
    app.reads.slow_down();
    for issuer in [ISSUER, TENANT, &own()] {
        app.reads.clear();
        assert_eq!(outcome(&app, issuer).await, "200", "{issuer}");
        assert_eq!(app.reads.round_trips(), 2, "{issuer}");
    }
}

#[tokio::test]
async fn project_without_issuers_accepts_only_its_own() {
    let app = app_with(&[]).await;
    assert_eq!(outcome(&app, ISSUER).await, WRONG);
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn issuer_is_compared_exactly() {
    let app = app_with(&[ISSUER, TENANT]).await;
    for issuer in [
        "",
        " ",
        "https://",
        "login.customer.example",
        "http://login.customer.example",
        "HTTPS://login.customer.example",
        "https://LOGIN.customer.example",
        "https://login.customer.example/",
        "https://login.customer.example//",
        "https://login.customer.example.",
        "https://login.customer.example:443",
        "https://login.customer.example:8443",
        "https://login.customer.example:8443/tenant",
        "https://login.customer.example:8443/Tenant/",
        "https://login.customer.example:8443/Tenant/a",
        "https://login.customer.example:8443/Tenan",
        "https://login.customer.example/Tenant",
        "https://login.customer.exampl",
        "https://login.customer.example.evil.example",
        "https://evil.login.customer.example",
        "https://evil.example/https://login.customer.example",
        "https://customer.example",
        "https://login.customer.example?",
        "https://login.customer.example#",
        "https://user@login.customer.example",
        "https://login.customer.example ",
        " https://login.customer.example",
        "https://login.customer.example\n",
        "https://login.customer.example\0",
        "https://login%2ecustomer.example",
        "https://login.customer.ex\u{430}mple",
        "https://login.customer.example,https://login.customer.example:8443/Tenant",
        "stytch.com/https://login.customer.example",
        &format!("stytch.com/{FOREIGN}"),
        &format!("https://stytch.com/{PROJECT_ID}"),
        &format!("stytch.com/{PROJECT_ID}/"),
        PROJECT_ID,
    ] {
        assert_eq!(outcome(&app, issuer).await, WRONG, "{issuer:?}");
    }
    for issuer in [None, Some(Value::Null)] {
        assert_eq!(jwt_outcome(&app, &jwt_of(&app, issuer.clone())).await, WRONG, "{issuer:?}");
    }
    for issuer in [json!([ISSUER]), json!([ISSUER, own()]), json!({ISSUER: ISSUER}), json!(1), json!(true)] {
        assert_eq!(jwt_outcome(&app, &jwt_of(&app, Some(issuer.clone()))).await, INVALID, "{issuer}");
    }
    assert!(app.reads.list().is_empty(), "a wrong issuer causes no read");
}

#[tokio::test]
async fn further_issuer_lifts_no_other_check() {
    let app = app_with(&[ISSUER]).await;
    let claims = with(claims(&app), "iss", Some(json!(ISSUER)));
    let now = app.now().unix();
    let cases = [
        ("aud", json!([FOREIGN]), "jwt_invalid_audience"),
        ("aud", json!(ISSUER), "jwt_invalid_audience"),
        ("sub", json!("member-bob"), INVALID),
        ("nbf", json!(now + 3600), INVALID),
        ("iat", json!(now + 3600), INVALID),
        ("exp", json!("never"), INVALID),
        ("exp", json!(now - 3600), "200"),
    ];
    for (name, value, expected) in cases {
        let jwt = RAW_SIGNER.sign(&header(), &with(claims.clone(), name, Some(value.clone())));
        assert_eq!(jwt_outcome(&app, &jwt).await, expected, "{name}: {value}");
    }
    app.reads.clear();
    let with_key_url = with(header(), "jku", Some(json!("https://login.customer.example/keys")));
    assert_eq!(jwt_outcome(&app, &RAW_SIGNER.sign(&with_key_url, &claims)).await, INVALID);
    assert_eq!(jwt_outcome(&app, &FOREIGN_SIGNER.sign(&header(), &claims)).await, INVALID);
    assert!(app.reads.list().is_empty());
    let unknown_key = with(header(), "kid", Some(json!("jwk-test-of-the-issuer")));
    assert_eq!(jwt_outcome(&app, &FOREIGN_SIGNER.sign(&unknown_key, &claims)).await, INVALID);
    assert_eq!(app.reads.list(), [Read::Project], "keys come from the project only");
}

fn texts(texts: &[&str]) -> AttributeValue {
    AttributeValue::L(texts.iter().map(|text| AttributeValue::S((*text).to_owned())).collect())
}

/// Starts an app whose project has this value of `jwt_issuers`, which its own writer may refuse to write.
async fn app_with_stored(value: AttributeValue) -> TestApp {
    let app = app().await;
    app.damage_project(&("jwt_issuers".to_owned(), Some(value))).await;
    app.clock.advance(61);
    app
}

#[tokio::test]
async fn invalid_stored_issuer_is_ignored() {
    let foreign = format!("stytch.com/{FOREIGN}");
    let long = format!("{TENANT}/{}", "p".repeat(256));
    let invalid = [
        "https://login.customer.example/",
        "https://LOGIN.customer.example",
        "http://login.customer.example",
        "https://api.stytch.com",
        "*",
        "",
        &foreign,
        &long,
    ];
    let app = app_with_stored(texts(&[&invalid[..], &[ISSUER]].concat())).await;
    for issuer in invalid {
        assert_eq!(outcome(&app, issuer).await, WRONG, "{issuer}");
    }
    for issuer in [ISSUER, &own()] {
        assert_eq!(outcome(&app, issuer).await, "200", "{issuer}");
    }
}

#[tokio::test]
async fn stored_issuers_over_the_limit_are_ignored() {
    let issuers: Vec<String> = (1..=7).map(|n| format!("https://login{n}.customer.example")).collect();
    let mut stored: Vec<&str> = issuers.iter().map(String::as_str).collect();
    stored.insert(1, &issuers[0]);
    let app = app_with_stored(texts(&stored)).await;
    for (index, issuer) in issuers.iter().enumerate() {
        let expected = if index < 5 { "200" } else { WRONG };
        assert_eq!(outcome(&app, issuer).await, expected, "{issuer}");
    }
}

#[tokio::test]
async fn empty_list_accepts_only_own_issuer() {
    let app = app_with_stored(texts(&[])).await;
    assert_eq!(outcome(&app, ISSUER).await, WRONG);
    assert_eq!(outcome(&app, &own()).await, "200");
}

/// As a key set that cannot be parsed.
#[tokio::test]
async fn project_with_issuers_of_wrong_type_is_damaged() {
    let text = || AttributeValue::S(ISSUER.to_owned());
    for value in [
        text(),
        AttributeValue::Ss(vec![ISSUER.to_owned()]),
        AttributeValue::N("1".to_owned()),
        AttributeValue::Bool(true),
        AttributeValue::Null(true),
        AttributeValue::M([(ISSUER.to_owned(), text())].into()),
        AttributeValue::L(vec![text(), AttributeValue::N("1".to_owned())]),
        AttributeValue::L(vec![AttributeValue::L(vec![text()])]),
    ] {
        let app = app_with_stored(value.clone()).await;
        for issuer in [ISSUER, &own()] {
            assert_eq!(outcome(&app, issuer).await, "internal_server_error", "{value:?}");
        }
        assert_eq!(app.discover("member").await.outcome(), "internal_server_error", "{value:?}");
    }
}
