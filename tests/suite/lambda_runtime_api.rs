//! Runs the binary as Lambda does, against a minimal runtime API.

use std::{
    collections::BTreeMap,
    process::Command,
    sync::{Arc, Mutex},
};

use org_discovery::version::VERSION_AND_COMMIT;
use serde_json::{Value, json};

use test_support::{FunctionProcess, NO_DEADLINE, TestApp, capture_credentials, capture_log_line};

fn corpus() -> BTreeMap<String, Value> {
    let expected = include_str!("../../events/expected.json");
    serde_json::from_str(expected).expect("JSON")
}

#[tokio::test]
async fn function_answers_every_corpus_event() {
    let app = TestApp::start_demo().await;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let environment = app.environment(format!("http://127.0.0.1:{}", app.dynamodb_port));
    let written = Arc::clone(&lines);
    let mut function =
        FunctionProcess::start(&environment, move |line| written.lock().unwrap().push(line)).await;
    function.ready().await;
    let corpus = corpus();
    assert!(corpus.len() > 20);
    let count = corpus.len();
    for (file, expected) in corpus {
        let path = format!("{}/events/{file}", env!("CARGO_MANIFEST_DIR"));
        let event = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        capture_credentials(&event);
        let response = function.invoke(&file, event).await;
        assert_eq!(response["statusCode"], expected["status"], "{file}: {response}");
        let body: Value = serde_json::from_str(response["body"].as_str().expect("a string")).expect("JSON");
        assert_eq!(body["error_type"], expected["error_type"], "{file}");
        assert!(body["request_id"].as_str().is_some_and(|id| id.starts_with("request-id-test-")), "{file}");
    }
    function.stop();
    let lines = lines.lock().unwrap();
    lines.iter().for_each(|line| capture_log_line(&format!("{line}\n")));
    let lines: Vec<Value> =
        lines.iter().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    assert_eq!(lines.len(), count, "one line per request");
    for (index, line) in lines.iter().enumerate() {
        assert_eq!((&line["service"], &line["function_memory_size"]), (&json!("org-discovery"), &json!(256)));
        assert_eq!(line["service.version"], VERSION_AND_COMMIT);
        assert!(line["function_request_id"].is_string() && line["cold_start"] == (index == 0), "{line}");
    }
}

/// Starts the function on the app's tables, and returns it with the lines that it logs.
async fn start_function(app: &TestApp) -> (FunctionProcess, Arc<Mutex<Vec<String>>>) {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let environment = app.environment(format!("http://127.0.0.1:{}", app.dynamodb_port));
    let written = Arc::clone(&lines);
    let mut function =
        FunctionProcess::start(&environment, move |line| written.lock().unwrap().push(line)).await;
    function.ready().await;
    (function, lines)
}

const NON_HTTP_PAYLOADS: [&str; 10] = [
    r#"{"version": "0", "id": "e-1", "detail-type": "Scheduled Event", "source": "aws.events", "account": "123456789012",
            "time": "2026-01-01T00:00:00Z", "region": "us-east-1", "resources": ["arn:aws:events:us-east-1:1:rule/warm"], "detail": {}}"#,
    r#"{"key1": "value1", "key2": "value2", "key3": "value3"}"#,
    r#"{"Records": [{"messageId": "m-1", "eventSource": "aws:sqs", "body": "{\"requestContext\": 1}", "attributes": {}}]}"#,
    "{}",
    "null",
    "[]",
    r#"[{"requestContext": {}}]"#,
    r#""requestContext""#,
    "7",
    r#"{"warmup": true, "text": "\ud800"}"#,
];

fn assert_skipped(line: &str, is_cold_start: bool) {
    let mut line: Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(line["cold_start"] == true, is_cold_start, "{line}");
    for name in ["cold_start", "timestamp", "location", "function_arn"] {
        assert!(line.as_object_mut().unwrap().remove(name).is_some(), "{name}: {line}");
    }
    let expected = json!({
        "function_memory_size": 256,
        "function_name": "org-discovery",
        "function_request_id": "skipped",
        "level": "INFO",
        "message": "invocation skipped: not an HTTP event",
        "service": "org-discovery",
        "service.version": VERSION_AND_COMMIT,
    });
    assert_eq!(line, expected);
}

#[tokio::test]
async fn non_http_payload_returns_null() {
    let app = TestApp::start(json!({})).await;
    let (mut function, lines) = start_function(&app).await;
    let nested = "[".repeat(500) + &"]".repeat(500);
    let payloads: Vec<&str> = NON_HTTP_PAYLOADS.into_iter().chain([nested.as_str()]).collect();
    for payload in &payloads {
        let response = function.invoke_raw(NO_DEADLINE, "skipped", (*payload).to_owned()).await;
        assert_eq!(response, "null", "{payload}");
    }
    let http = include_str!("../../events/http-api-health.json").to_owned();
    assert_eq!(function.invoke("http", http).await["statusCode"], 200, "the next request is answered");
    function.stop();
    let lines = lines.lock().unwrap();
    lines.iter().for_each(|line| capture_log_line(&format!("{line}\n")));
    assert_eq!(lines.len(), payloads.len() + 1, "one line per invocation: {lines:?}");
    for (index, line) in lines[..payloads.len()].iter().enumerate() {
        assert_skipped(line, index == 0);
    }
}

#[tokio::test]
async fn malformed_gateway_event_fails_invocation() {
    let app = TestApp::start(json!({})).await;
    let (mut function, _) = start_function(&app).await;
    let good: Value = serde_json::from_str(include_str!("../../events/http-api-health.json")).unwrap();
    let with = |pointer: &str, value: Value| {
        let mut event = good.clone();
        *event.pointer_mut(pointer).expect("a field") = value;
        event.to_string()
    };
    for payload in [
        with("/requestContext", json!({})),
        with("/requestContext", Value::Null),
        with("/requestContext", json!("x")),
        with("/requestContext/http/method", json!(7)),
        with("/headers", json!([7])),
        with("/rawPath", json!(7)),
        r#"{"requestContext": {"connectionId": "c", "eventType": "CONNECT"}}"#.to_owned(),
        r#"{"httpMethod": 7}"#.to_owned(),
        r#"{"httpMethod": "GET", "requestContext": [1]}"#.to_owned(),
        r#"{"requestContext": {"http": 1}, "\ud800": 1}"#.to_owned(),
    ] {
        let response = function.invoke("malformed", payload.clone()).await;
        assert!(
            response["errorType"].is_string() && response["errorMessage"].is_string(),
            "{payload}: {response}"
        );
        assert!(response.get("statusCode").is_none(), "{payload}: {response}");
    }
    assert_eq!(
        function.invoke("http", good.to_string()).await["statusCode"],
        200,
        "the next request is answered"
    );
}

#[test]
fn incomplete_environment_is_reported_in_one_message() {
    let output = Command::new(env!("CARGO_BIN_EXE_org-discovery")).env_clear().output().expect("the binary");
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).expect("text");
    for name in ["PROJECT_ID", "PROJECTS_TABLE", "ORGANIZATIONS_TABLE", "AWS_REGION", "AWS_ACCESS_KEY_ID"] {
        assert!(error.contains(name), "{error}");
    }
}
