//! The session JWTs of new sessions.

use serde_json::{Value, json};
use test_support::{
    KEY, PROJECT_ID, TestApp,
    builders::{data_set, intermediate, magic_link, organization, organization_id, verified, with},
};

use crate::calls::{EXCHANGE, SESSIONS_EXCHANGE, exchange};

const JANE: &str = "jane@acme.example";

async fn start() -> TestApp {
    let organizations = [
        organization("Acme", json!({"organization_slug": "acme"}), [verified(JANE)]),
        organization("Other", json!({}), [verified(JANE)]),
    ];
    TestApp::start(data_set(organizations, [intermediate("Jane", JANE, [magic_link()])])).await
}

fn claims_of(jwt: &str) -> Value {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let claims = jwt.split('.').nth(1).expect("claims");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).expect("base64url")).expect("JSON")
}

#[tokio::test]
async fn claims_describe_the_session() {
    let app = start().await;
    let body = json!({
        "intermediate_session_token": app.token("Jane"), "organization_id": organization_id("Acme"),
        "session_custom_claims": {"plan": "pro", "removed": null},
    });
    let response = app.exchange(EXCHANGE, body).await.json();
    let claims = claims_of(response["session_jwt"].as_str().expect("a text"));
    let now = app.now().unix();
    assert_eq!(
        (&claims["iat"], &claims["nbf"], &claims["exp"]),
        (&json!(now), &json!(now), &json!(now + 300))
    );
    assert_eq!(claims["sub"], response["member_id"]);
    assert_eq!(claims["plan"], "pro");
    assert!(claims.get("removed").is_none());
    let session = &claims["https://stytch.com/session"];
    let member_session = &response["member_session"];
    assert_eq!(session["id"], member_session["member_session_id"]);
    for field in ["started_at", "last_accessed_at", "expires_at", "authentication_factors", "roles"] {
        assert_eq!(session[field], member_session[field], "{field}");
    }
    assert_eq!(
        claims["https://stytch.com/organization"],
        json!({"organization_id": organization_id("Acme"), "slug": "acme"})
    );
    assert_eq!(member_session["custom_claims"], json!({"plan": "pro"}));
}

#[tokio::test]
async fn jwt_of_new_session_is_accepted() {
    let app = start().await;
    let response = exchange(&app, "Jane", "Acme").await.json();
    let jwt = &response["session_jwt"];
    let list = app.post(json!({"session_jwt": jwt})).await;
    assert_eq!(list.entry("Acme")["member_authenticated"], true);
    let body = json!({"session_jwt": jwt, "organization_id": organization_id("Other")});
    let next = app.exchange(SESSIONS_EXCHANGE, body).await;
    assert_eq!(next.json()["member_authenticated"], true, "{}", next.text());
    assert_eq!(next.json()["member_session"]["expires_at"], response["member_session"]["expires_at"]);
}

/// A new JWT has the project's own issuer, which every SDK accepts, even if the presented one has another.
#[tokio::test]
async fn further_issuer_is_accepted_but_never_issued() {
    const ISSUER: &str = "https://login.customer.example";
    let app = start().await;
    let mut claims =
        claims_of(exchange(&app, "Jane", "Acme").await.json()["session_jwt"].as_str().expect("a JWT"));
    claims["iss"] = json!(ISSUER);
    let jwt = KEY.sign(&KEY.header(), &claims).expect("a JWT");
    let body = json!({"session_jwt": jwt, "organization_id": organization_id("Other")});
    let refused = app.exchange(SESSIONS_EXCHANGE, body.clone()).await;
    assert_eq!((refused.status.as_u16(), refused.error_type().as_str()), (401, "jwt_invalid_issuer"));
    app.set_jwt_issuers(&[ISSUER]).await;
    app.clock.advance(60);
    let accepted = app.exchange(SESSIONS_EXCHANGE, body.clone()).await.json();
    assert_eq!(accepted["member_authenticated"], true, "{accepted}");
    let issued = claims_of(accepted["session_jwt"].as_str().expect("a JWT"));
    assert_eq!(issued["iss"], format!("stytch.com/{PROJECT_ID}"));
    assert_eq!(app.post(json!({"session_jwt": jwt})).await.entry("Acme")["member_authenticated"], true);
    app.set_jwt_issuers(&["https://login.customer.example:8443"]).await;
    app.clock.advance(60);
    assert_eq!(app.exchange(SESSIONS_EXCHANGE, body).await.error_type(), "jwt_invalid_issuer");
}

#[tokio::test]
async fn claims_of_the_session_cannot_be_replaced() {
    let app = start().await;
    for name in ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "https://stytch.com/session"] {
        let body = json!({
            "intermediate_session_token": app.token("Jane"), "organization_id": organization_id("Acme"),
            "session_custom_claims": {name: "x"},
        });
        let response = app.exchange(EXCHANGE, body).await;
        assert_eq!(response.error_type(), "bad_request", "{name}");
        assert!(response.text().contains(name), "{}", response.text());
    }
}

/// The list and the exchange refuse larger ones.
#[tokio::test]
async fn jwt_over_8_kib_is_omitted() {
    let roles: Vec<_> =
        (0..80).map(|n| json!({"role_id": format!("role-{n}-{}", "x".repeat(50)), "sources": []})).collect();
    let acme = organization("Acme", json!({}), [with(verified(JANE), json!({ "roles": roles }))]);
    let app = TestApp::start(data_set([acme], [intermediate("Jane", JANE, [magic_link()])])).await;
    let body = json!({
        "intermediate_session_token": app.token("Jane"), "organization_id": organization_id("Acme"),
        "session_custom_claims": {"plan": "x".repeat(4000)},
    });
    let response = app.exchange(EXCHANGE, body).await.json();
    assert_eq!((&response["member_authenticated"], &response["session_jwt"]), (&json!(true), &json!("")));
    assert!(
        app.logs
            .take()
            .iter()
            .any(|line| line["message"].as_str().is_some_and(|text| text.contains("8 KiB")))
    );
}
