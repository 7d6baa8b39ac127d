//! Project reads of the key set route, and the lifetime of the cached copy.

use std::time::Duration;

use org_discovery::store::StoreError;
use serde_json::{Value, json};

use super::{key_ids, key_set};
use crate::project_refresh::{Step, after};
use crate::session_jwts::{RAW_SIGNER, RAW_SIGNER_KID};
use test_support::{KEY, KID, Read, SECRET, TestApp, project_id, small_data_set};

/// Returns the number of reads of the project since the last call. The route reads nothing else.
fn reads(app: &TestApp) -> usize {
    let list = app.reads.list();
    app.reads.clear();
    assert!(list.iter().all(|read| *read == Read::Project), "{list:?}");
    list.len()
}

fn unavailable() -> StoreError {
    StoreError::Unavailable("away".to_owned())
}

#[tokio::test]
async fn fresh_copy_causes_no_read() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&[SECRET], &[RAW_SIGNER.public()]).await;
    for seconds in [0, 1, 58] {
        app.clock.advance(seconds);
        assert_eq!(key_ids(&key_set(&app).await), [KID], "{seconds}");
        assert_eq!(reads(&app), 0, "{seconds}");
    }
    app.clock.advance(1);
    assert_eq!(key_ids(&key_set(&app).await), [RAW_SIGNER_KID], "a stale copy is refreshed");
    assert_eq!(reads(&app), 1);
}

#[tokio::test]
async fn refresh_happens_once_in_60_seconds() {
    let app = TestApp::start(small_data_set()).await;
    app.clock.advance(60);
    for Step { seconds, reads: expected } in [
        after(0, 1),
        after(0, 0),
        after(59, 0),
        after(1, 1),
        after(59, 0),
        after(1, 1),
        after(3600, 1),
        after(0, 0),
    ] {
        app.clock.advance(seconds);
        for _ in 0..3 {
            assert_eq!(key_ids(&key_set(&app).await), [KID]);
        }
        assert_eq!(reads(&app), expected, "{seconds} s later");
    }
}

#[tokio::test]
async fn stale_copy_is_used_for_ten_minutes() {
    for (failure, expected) in [
        (unavailable(), "internal_server_error"),
        (StoreError::Throttled("slow down".to_owned()), "too_many_requests"),
    ] {
        let app = TestApp::start(small_data_set()).await;
        app.reads.fail(Read::Project, failure);
        app.clock.advance(60);
        for Step { seconds, reads: expected_reads } in
            [after(0, 1), after(59, 0), after(1, 1), after(59, 0), after(1, 1), after(360, 1), after(59, 0)]
        {
            app.clock.advance(seconds);
            for _ in 0..2 {
                assert_eq!(key_ids(&key_set(&app).await), [KID], "{seconds}");
            }
            assert_eq!(reads(&app), expected_reads, "{seconds} s later");
        }
        app.clock.advance(1);
        for Step { seconds, reads: expected_reads } in
            [after(0, 1), after(0, 0), after(59, 0), after(1, 1), after(7200, 1)]
        {
            app.clock.advance(seconds);
            assert_eq!(key_set(&app).await.error_type(), expected, "after ten minutes and {seconds} s");
            assert_eq!(reads(&app), expected_reads, "after ten minutes and {seconds} s");
        }
        app.reads.recover();
        assert_eq!(key_set(&app).await.error_type(), expected, "too soon for another read");
        app.clock.advance(60);
        assert_eq!(key_ids(&key_set(&app).await), [KID]);
        assert_eq!(reads(&app), 1);
    }
}

#[tokio::test]
async fn missing_copy_is_read_once_in_60_seconds() {
    let app = TestApp::start_cold(small_data_set()).await;
    app.reads.fail(Read::Project, unavailable());
    for Step { seconds, reads: expected } in
        [after(0, 1), after(0, 0), after(59, 0), after(1, 1), after(30, 0)]
    {
        app.clock.advance(seconds);
        assert_eq!(key_set(&app).await.error_type(), "internal_server_error", "{seconds}");
        assert_eq!(reads(&app), expected, "{seconds} s later");
    }
    app.reads.recover();
    assert_eq!(app.discover("ist").await.outcome(), "200", "an authenticated request reads at once");
    app.reads.clear();
    assert_eq!(key_ids(&key_set(&app).await), [KID], "served from that copy");
    assert_eq!(reads(&app), 0);
}

#[tokio::test]
async fn cold_instance_reads_project_on_first_request() {
    let app = TestApp::start_cold(small_data_set()).await;
    for expected in [1, 0] {
        assert_eq!(key_ids(&key_set(&app).await), [KID]);
        assert_eq!(reads(&app), expected);
    }
}

#[tokio::test]
async fn missing_project_is_read_once_in_60_seconds() {
    let app = TestApp::empty(project_id()).await;
    for Step { seconds, reads: expected } in [after(0, 1), after(0, 0), after(59, 0), after(1, 1)] {
        app.clock.advance(seconds);
        assert_eq!(key_set(&app).await.error_type(), "invalid_project_id_authentication", "{seconds}");
        assert_eq!(reads(&app), expected, "{seconds} s later");
    }
    app.set_project(&[SECRET], &[KEY.public()]).await;
    app.clock.advance(60);
    assert_eq!(key_ids(&key_set(&app).await), [KID]);
}

#[tokio::test]
async fn removed_project_has_no_keys_after_refresh() {
    let app = TestApp::start(small_data_set()).await;
    let key = aws_sdk_dynamodb::types::AttributeValue::S(app.writer.project_id().to_string());
    let request = app.client.delete_item().table_name(&app.tables.projects).key("project_id", key);
    request.send().await.expect("a deleted item");
    app.clock.advance(60);
    for _ in 0..2 {
        assert_eq!(key_set(&app).await.error_type(), "invalid_project_id_authentication");
    }
    assert_eq!(reads(&app), 1);
}

#[tokio::test]
async fn concurrent_requests_share_one_refresh() {
    let app = TestApp::start(small_data_set()).await;
    app.clock.advance(60);
    let responses = tokio::join!(key_set(&app), key_set(&app), key_set(&app));
    for response in [responses.0, responses.1, responses.2] {
        assert_eq!(key_ids(&response), [KID]);
    }
    assert_eq!(reads(&app), 1);
}

#[tokio::test]
async fn stalled_refresh_counts_as_failed() {
    let mut app = TestApp::start(small_data_set()).await;
    app.reads.stall(Read::Project);
    app.clock.advance(60);
    for expected in [1, 0] {
        assert_eq!(key_ids(&key_set(&app).await), [KID], "the copy is used");
        assert_eq!(reads(&app), expected);
    }
    app.clock.advance(600);
    app.handler = app.handler.with_budget(Duration::from_millis(300));
    for expected in [1, 0] {
        assert_eq!(key_set(&app).await.error_type(), "internal_server_error");
        assert_eq!(reads(&app), expected, "also if the request times out during the read");
    }
}

#[tokio::test]
async fn refresh_by_another_route_is_reused() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&[SECRET], &[RAW_SIGNER.public()]).await;
    app.clock.advance(60);
    assert_eq!(app.discover("ist").await.outcome(), "200");
    app.reads.clear();
    assert_eq!(key_ids(&key_set(&app).await), [RAW_SIGNER_KID]);
    assert_eq!(reads(&app), 0, "the copy is fresh");
    app.clock.advance(60);
    assert_eq!(key_ids(&key_set(&app).await), [RAW_SIGNER_KID]);
    assert_eq!(reads(&app), 1);
}

#[tokio::test]
async fn backward_clock_does_not_stop_refresh() {
    let app = TestApp::start(small_data_set()).await;
    app.clock.advance(60);
    key_set(&app).await;
    app.set_project(&[SECRET], &[RAW_SIGNER.public()]).await;
    app.clock.advance(-3600);
    assert_eq!(key_ids(&key_set(&app).await), [RAW_SIGNER_KID]);
}

#[tokio::test]
async fn only_refresh_logs_read_units() {
    let app = TestApp::start(small_data_set()).await;
    key_set(&app).await;
    let mut line = app.logs.take().remove(0);
    for name in ["duration_ms", "Latency", "request_id", "_aws"] {
        assert!(!line[name].is_null(), "{name}");
        line[name] = json!("<any>");
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&line).expect("JSON"), @r#"
    {
      "ColdStarts": 1,
      "Errors": 0,
      "Latency": "<any>",
      "Requests": 1,
      "_aws": "<any>",
      "cold_start": true,
      "duration_ms": "<any>",
      "http.request.method": "GET",
      "http.response.status_code": 200,
      "http.route": "/v1/b2b/sessions/jwks/{project_id}",
      "level": "INFO",
      "message": "request answered",
      "request_id": "<any>",
      "service": "org-discovery",
      "timestamp": "2026-01-01T00:00:00.000Z"
    }
    "#);
    app.clock.advance(60);
    key_set(&app).await;
    let line = app.logs.take().remove(0);
    assert_eq!((&line["store.calls"], &line["store.round_trips"]), (&json!(1), &json!(1)));
    assert!(line["ReadUnits"].as_f64().is_some_and(|units| units > 0.0), "{line}");
    assert_eq!(line["OrganizationsReturned"], Value::Null);
    let other =
        test_support::ApiCall { path: "/v1/b2b/sessions/jwks/project-of-mine", ..super::key_set_call() };
    app.call(other).await;
    let line = app.logs.take().remove(0).to_string();
    assert!(!line.contains("of-mine") && line.contains("{project_id}"), "{line}");
}
