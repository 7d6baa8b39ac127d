//! The first read of the project, and recovery after it failed.

use org_discovery::store::StoreError;
use serde_json::json;

use super::{NEW_SECRET, discover_with_secret, project_reads};
use test_support::{KEY, Read, SECRET, TestApp, project_id, small_data_set};

/// Starts an app without warm-up.
async fn cold() -> TestApp {
    TestApp::start_cold(small_data_set()).await
}

#[tokio::test]
async fn first_request_reads_the_project() {
    let app = cold().await;
    assert_eq!(discover_with_secret(&app, SECRET).await.outcome(), "200");
    assert_eq!(project_reads(&app), 1);
    assert_eq!(discover_with_secret(&app, SECRET).await.outcome(), "200");
    assert_eq!(project_reads(&app), 0);
}

#[tokio::test]
async fn concurrent_first_requests_share_one_read() {
    let app = cold().await;
    let responses = tokio::join!(
        discover_with_secret(&app, SECRET),
        discover_with_secret(&app, SECRET),
        discover_with_secret(&app, SECRET)
    );
    for response in [responses.0, responses.1, responses.2] {
        assert_eq!(response.outcome(), "200");
    }
    assert_eq!(project_reads(&app), 1);
}

#[tokio::test]
async fn failed_first_read_is_temporary_error() {
    for (failure, expected) in [
        (StoreError::Unavailable("away".to_owned()), "internal_server_error"),
        (StoreError::Throttled("slow down".to_owned()), "too_many_requests"),
    ] {
        let app = cold().await;
        app.reads.fail(Read::Project, failure);
        assert!(Box::pin(app.handler.warm_up()).await.is_err());
        for _ in 0..2 {
            assert_eq!(discover_with_secret(&app, SECRET).await.error_type(), expected);
        }
        app.reads.recover();
        assert_eq!(discover_with_secret(&app, SECRET).await.outcome(), "200", "after {expected}");
    }
}

#[tokio::test]
async fn missing_project_is_unknown_until_created() {
    let mut app = TestApp::empty(project_id()).await;
    assert!(Box::pin(app.handler.warm_up()).await.is_err());
    app.load(small_data_set()).await;
    for _ in 0..2 {
        assert_eq!(
            discover_with_secret(&app, SECRET).await.error_type(),
            "invalid_project_id_authentication"
        );
    }
    assert!(!app.reads.list().contains(&Read::Session));
    app.set_project(&[SECRET], &[KEY.public()]).await;
    assert_eq!(discover_with_secret(&app, SECRET).await.outcome(), "200", "as soon as it exists");
}

#[tokio::test]
async fn removed_project_is_refused_after_refresh() {
    let app = TestApp::start(small_data_set()).await;
    let key = aws_sdk_dynamodb::types::AttributeValue::S(app.writer.project_id().to_string());
    let request = app.client.delete_item().table_name(&app.tables.projects).key("project_id", key);
    request.send().await.unwrap();
    app.clock.advance(61);
    assert_eq!(discover_with_secret(&app, SECRET).await.error_type(), "invalid_project_id_authentication");
    app.set_project(&[NEW_SECRET], &[KEY.public()]).await;
    assert_eq!(discover_with_secret(&app, SECRET).await.error_type(), "unauthorized_credentials");
    assert_eq!(discover_with_secret(&app, NEW_SECRET).await.outcome(), "200");
}

#[tokio::test]
async fn project_without_secrets_refuses_every_caller() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&[], &[KEY.public()]).await;
    app.clock.advance(61);
    for secret in [SECRET, "", NEW_SECRET] {
        assert_eq!(
            discover_with_secret(&app, secret).await.error_type(),
            "unauthorized_credentials",
            "{secret:?}"
        );
    }
}

#[tokio::test]
async fn damaged_project_is_internal_error() {
    use aws_sdk_dynamodb::types::AttributeValue::{N, S};
    let app = TestApp::start(small_data_set()).await;
    let damages = [
        ("jwks", S("{}".to_owned())),
        ("jwks", S("no JSON".to_owned())),
        ("secret_hashes", S("no list".to_owned())),
        ("schema", N("2".to_owned())),
    ];
    for (attribute, value) in damages {
        app.set_project(&[SECRET], &[KEY.public()]).await;
        let key = S(app.writer.project_id().to_string());
        let change = app.client.update_item().table_name(&app.tables.projects).key("project_id", key);
        let change = change.update_expression("SET #name = :value");
        let change = change.expression_attribute_names("#name", attribute);
        change.expression_attribute_values(":value", value).send().await.unwrap();
        app.clock.advance(61);
        assert_eq!(
            app.post(json!({"session_token": "A".repeat(44)})).await.error_type(),
            "internal_server_error"
        );
        assert_eq!(
            discover_with_secret(&app, SECRET).await.error_type(),
            "internal_server_error",
            "{attribute}"
        );
    }
}
