//! A failed read is an error, never an empty list: an empty list would lead users to create a duplicate organization.

use insta::assert_snapshot;
use org_discovery::store::StoreError;
use serde_json::json;

use test_support::{ApiResponse, Read, TestApp, small_data_set};

const READS: [Read; 5] = [Read::Project, Read::Session, Read::Members, Read::Joinable, Read::Organizations];
const CREDENTIALS: [&str; 3] = ["intermediate_session_token", "session_token", "session_jwt"];

async fn discover_with(app: &TestApp, credential: &str) -> ApiResponse {
    let token = match credential {
        "intermediate_session_token" => app.token("ist").to_owned(),
        "session_token" => app.token("member").to_owned(),
        _ => app.session_jwt("member"),
    };
    app.post(json!({ credential: token })).await
}

/// Returns true if a request with this credential makes the read. Only intermediate sessions read joinable edges.
fn is_made_for(read: Read, credential: &str) -> bool {
    read != Read::Joinable || credential == "intermediate_session_token"
}

/// A failed read and the resulting error.
struct Failure {
    read: StoreError,
    error_type: &'static str,
    status: u16,
}

fn failures() -> [Failure; 3] {
    let throttled = StoreError::Throttled("slow down".to_owned());
    let unavailable = StoreError::Unavailable("away".to_owned());
    let damaged = StoreError::Damaged { table: "any", key_hash: "00".to_owned(), reason: "test".to_owned() };
    [
        Failure { read: throttled, error_type: "too_many_requests", status: 429 },
        Failure { read: unavailable, error_type: "internal_server_error", status: 500 },
        Failure { read: damaged, error_type: "internal_server_error", status: 500 },
    ]
}

#[tokio::test]
async fn any_failed_read_is_an_error() {
    let app = TestApp::start(small_data_set()).await;
    for read in READS {
        for Failure { read: failure, error_type, status } in failures() {
            for credential in CREDENTIALS {
                if read == Read::Project {
                    app.clock.advance(61);
                }
                app.reads.fail(read, failure.clone());
                let response = discover_with(&app, credential).await;
                app.reads.recover();
                let case = format!("{read:?}, {failure:?}, {credential}");
                if is_made_for(read, credential) {
                    assert_eq!(response.error_type(), error_type, "{case}");
                    assert_eq!(response.status, status, "{case}");
                } else {
                    assert_eq!(response.listing(), ["Acme: active_member"], "{case}");
                }
            }
        }
    }
    for credential in CREDENTIALS {
        assert_eq!(
            discover_with(&app, credential).await.listing()[0],
            "Acme: active_member",
            "{credential}, afterwards"
        );
    }
}

#[tokio::test]
async fn each_credential_makes_all_required_reads() {
    let app = TestApp::start(small_data_set()).await;
    for credential in CREDENTIALS {
        app.clock.advance(61);
        app.reads.clear();
        discover_with(&app, credential).await.listing();
        let made = app.reads.list();
        for read in READS {
            assert_eq!(made.contains(&read), is_made_for(read, credential), "{read:?}, {credential}");
        }
    }
}

#[tokio::test]
async fn missing_tables_are_an_error_not_empty_list() {
    let app = TestApp::start(small_data_set()).await;
    for table in [&app.tables.organizations, &app.tables.members, &app.tables.sessions] {
        app.client.delete_table().table_name(table).send().await.unwrap();
        for credential in CREDENTIALS {
            let response = discover_with(&app, credential).await;
            assert_eq!(response.error_type(), "internal_server_error", "{table}, {credential}");
            assert!(!response.text().contains("table"), "{}", response.text());
        }
    }
}

#[tokio::test]
async fn stalled_read_fails_within_request_deadline() {
    let app = TestApp::start(small_data_set()).await;
    app.reads.stall(Read::Session);
    let started = std::time::Instant::now();
    assert_eq!(app.discover("ist").await.error_type(), "internal_server_error");
    assert!(started.elapsed() < std::time::Duration::from_secs(4), "{:?}", started.elapsed());
}

#[tokio::test]
async fn throttled_read_returns_429_envelope() {
    let app = TestApp::start(small_data_set()).await;
    app.reads.fail(Read::Session, StoreError::Throttled("table sessions".to_owned()));
    assert_snapshot!(app.discover("ist").await.snapshot(), @r#"
    429 Too Many Requests
    cache-control: no-store
    content-type: application/json

    {"status_code":429,"request_id":"request-id-test-<uuid>","error_type":"too_many_requests","error_message":"Too many requests have been made.","error_url":"https://stytch.com/docs/api/errors/429#too_many_requests"}
    "#);
}

#[tokio::test]
async fn failed_read_returns_500_without_details() {
    let app = TestApp::start(small_data_set()).await;
    app.reads.fail(Read::Session, StoreError::Unavailable("table sessions".to_owned()));
    assert_snapshot!(app.discover("ist").await.snapshot(), @r#"
    500 Internal Server Error
    cache-control: no-store
    content-type: application/json

    {"status_code":500,"request_id":"request-id-test-<uuid>","error_type":"internal_server_error","error_message":"Something went wrong on our side. Please try again.","error_url":"https://stytch.com/docs/api/errors/500#internal_server_error"}
    "#);
}
