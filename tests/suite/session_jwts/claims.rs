//! Claims that identify the session, the Member and the organization.

use serde_json::{Value, json};

use super::{INVALID, ORGANIZATION, RAW_SIGNER, SESSION, app, claims, header, jwt_outcome, with};
use test_support::TestApp;

/// Returns the outcome of a JWT with one claim set, or removed for `None`.
async fn outcome_with_claim(app: &TestApp, name: &str, value: Option<Value>) -> String {
    jwt_outcome(app, &RAW_SIGNER.sign(&header(), &with(claims(app), name, value))).await
}

/// Returns the outcome of a JWT with one key inside a claim set, or removed for `None`.
async fn outcome_with_claim_key(app: &TestApp, name: &str, key: &str, value: Option<Value>) -> String {
    let inner = with(claims(app)[name].clone(), key, value);
    outcome_with_claim(app, name, Some(inner)).await
}

#[tokio::test]
async fn claims_must_match_stored_session() {
    let app = app().await;
    let acme = json!({"organization_id": "organization-acme", "slug": "acme"});
    assert_eq!(outcome_with_claim(&app, ORGANIZATION, Some(acme)).await, "200");
    for member in ["member-bob", "member-gus", "member-unknown"] {
        assert_eq!(outcome_with_claim(&app, "sub", Some(json!(member))).await, INVALID, "{member}");
    }
    for organization in ["organization-globex", "organization-nowhere"] {
        let outcome =
            outcome_with_claim_key(&app, ORGANIZATION, "organization_id", Some(json!(organization))).await;
        assert_eq!(outcome, INVALID, "{organization}");
    }
    let bobs_session_id = claims_of_bob(&app)[SESSION]["id"].clone();
    assert_eq!(
        outcome_with_claim_key(&app, SESSION, "id", Some(bobs_session_id)).await,
        INVALID,
        "another Member's session"
    );
}

fn claims_of_bob(app: &TestApp) -> Value {
    super::claims_of(&app.session_jwt("bob"))
}

#[tokio::test]
async fn missing_session_member_or_organization_is_refused() {
    let app = app().await;
    for name in ["sub", ORGANIZATION, SESSION] {
        for value in
            [None, Some(Value::Null), Some(json!("")), Some(json!(1)), Some(json!([])), Some(json!({}))]
        {
            assert_eq!(outcome_with_claim(&app, name, value.clone()).await, INVALID, "{name}: {value:?}");
        }
    }
    for (name, key) in [(SESSION, "id"), (ORGANIZATION, "organization_id")] {
        for value in [None, Some(Value::Null), Some(json!("")), Some(json!(1)), Some(json!(["x"]))] {
            assert_eq!(
                outcome_with_claim_key(&app, name, key, value.clone()).await,
                INVALID,
                "{name}.{key}: {value:?}"
            );
        }
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn malformed_id_is_refused() {
    let app = app().await;
    let long = "x".repeat(129);
    for id in ["a#b", "a@b", "a b", "é", "a\0b", "a\nb", &long] {
        assert_eq!(outcome_with_claim_key(&app, SESSION, "id", Some(json!(id))).await, INVALID, "{id:?}");
        assert_eq!(outcome_with_claim(&app, "sub", Some(json!(id))).await, INVALID, "{id:?}");
        let organization =
            outcome_with_claim_key(&app, ORGANIZATION, "organization_id", Some(json!(id))).await;
        assert_eq!(organization, INVALID, "{id:?}");
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn unknown_session_is_not_found() {
    let app = app().await;
    for id in ["session-test-00000000-0000-4000-8000-000000000000", "x"] {
        assert_eq!(
            outcome_with_claim_key(&app, SESSION, "id", Some(json!(id))).await,
            "session_not_found",
            "{id}"
        );
    }
}

#[tokio::test]
async fn unknown_claims_are_ignored() {
    let app = app().await;
    let roles = json!(["stytch_admin", "everything"]);
    assert_eq!(outcome_with_claim_key(&app, SESSION, "roles", Some(roles)).await, "200");
    assert_eq!(
        outcome_with_claim_key(&app, SESSION, "expires_at", Some(json!("2000-01-01T00:00:00Z"))).await,
        "200"
    );
    assert_eq!(outcome_with_claim_key(&app, SESSION, "authentication_factors", None).await, "200");
    assert_eq!(outcome_with_claim(&app, "jti", Some(json!(1))).await, "200");
    assert_eq!(outcome_with_claim(&app, "email", Some(json!("gus@acme.example"))).await, "200");
}
