//! `iat`, `nbf` and `exp` must be present and numeric, and `iat` and `nbf` not in the future. A token past its `exp` is
//! valid as long as its session is.

use serde_json::{Value, json};

use super::{INVALID, RAW_SIGNER, app, claims, header, jwt_outcome, with};

const TIMES: [&str; 3] = ["iat", "nbf", "exp"];

#[tokio::test]
async fn times_must_be_present_and_numeric() {
    let app = app().await;
    let valid = claims(&app);
    let now = app.now().unix();
    let values = [
        None,
        Some(Value::Null),
        Some(json!(now.to_string())),
        Some(json!("2026-01-01T00:00:00Z")),
        Some(json!("")),
        Some(json!(true)),
        Some(json!([now])),
        Some(json!([])),
        Some(json!({})),
        Some(json!({"$numberLong": now})),
    ];
    for name in TIMES {
        for value in &values {
            let jwt = RAW_SIGNER.sign(&header(), &with(valid.clone(), name, value.clone()));
            assert_eq!(jwt_outcome(&app, &jwt).await, INVALID, "{name}: {value:?}");
        }
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn times_may_be_any_number() {
    let app = app().await;
    let valid = claims(&app);
    for name in TIMES {
        for value in [json!(0), json!(-1), json!(1.5), json!(-1e300)] {
            let jwt = RAW_SIGNER.sign(&header(), &with(valid.clone(), name, Some(value.clone())));
            assert_eq!(jwt_outcome(&app, &jwt).await, "200", "{name}: {value}");
        }
    }
}

#[tokio::test]
async fn future_token_is_refused_beyond_one_minute() {
    let app = app().await;
    let valid = claims(&app);
    let now = app.now().unix();
    for name in ["iat", "nbf"] {
        for (seconds, expected) in
            [(-1, "200"), (0, "200"), (59, "200"), (60, "200"), (61, INVALID), (3600, INVALID)]
        {
            let jwt = RAW_SIGNER.sign(&header(), &with(valid.clone(), name, Some(json!(now + seconds))));
            assert_eq!(jwt_outcome(&app, &jwt).await, expected, "{name}: {seconds} s ahead");
        }
        for far in [json!(1e300), json!(u64::MAX), json!(i64::MAX)] {
            let jwt = RAW_SIGNER.sign(&header(), &with(valid.clone(), name, Some(far.clone())));
            assert_eq!(jwt_outcome(&app, &jwt).await, INVALID, "{name}: {far}");
        }
    }
}

#[tokio::test]
async fn expired_token_is_valid_until_session_expires() {
    let app = app().await;
    let jwt = app.session_jwt("member");
    app.clock.advance(301);
    assert_eq!(jwt_outcome(&app, &jwt).await, "200");
    app.clock.advance(3600 - 301 - 61 - 1);
    assert_eq!(jwt_outcome(&app, &jwt).await, "200", "the session's last second");
    app.clock.advance(1);
    assert_eq!(jwt_outcome(&app, &jwt).await, "session_not_found");
    let fresh = app.session_jwt("member");
    assert_eq!(
        jwt_outcome(&app, &fresh).await,
        "session_not_found",
        "a new token does not extend the session"
    );
}

#[tokio::test]
async fn revocation_invalidates_every_token_at_once() {
    let app = app().await;
    let jwt = app.session_jwt("member");
    assert_eq!(jwt_outcome(&app, &jwt).await, "200");
    let org_discovery_admin::import::SessionCredential::Member(token, _) = &app.sessions["member"].credential
    else {
        panic!("a member session")
    };
    let by_token = org_discovery::domain::TokenHash::of_session_token(app.writer.project_id(), token);
    app.writer.sessions().revoke(&by_token).await.unwrap();
    assert_eq!(jwt_outcome(&app, &jwt).await, "session_not_found");
    assert_eq!(app.discover("member").await.error_type(), "session_not_found");
}
