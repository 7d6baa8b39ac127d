//! Function metadata in every log line, and the log level.

use lambda_http::{Context, Request, RequestExt};
use org_discovery::{http::Invocation, telemetry::FunctionInfo};
use serde_json::{Value, json};

use super::{data_set, normalized, only_line};
use test_support::{ApiCall, Read, SECRET, TestApp};

const IN_LAMBDA: &[(&str, &str)] = &[
    ("AWS_LAMBDA_FUNCTION_NAME", "discovery-live"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
    ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
    ("POWERTOOLS_SERVICE_NAME", "discovery"),
    ("POWERTOOLS_METRICS_NAMESPACE", "Acme"),
];

/// A request with its Lambda context.
fn invocation(call: ApiCall) -> Request {
    let invocation: Invocation = serde_json::from_str(&call.into_event().to_string()).expect("an invocation");
    let mut context = Context::default();
    context.request_id = String::from("8f507cfc-xmpl-4697-b07a-ac58fc914c95");
    context.invoked_function_arn =
        String::from("arn:aws:lambda:eu-central-1:123456789012:function:discovery-live");
    context.xray_trace_id =
        Some("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1".to_owned());
    invocation.into_request().expect("a gateway event").with_lambda_context(context)
}

#[tokio::test]
async fn log_line_has_powertools_keys() {
    let app = TestApp::start(data_set()).await;
    let telemetry = app.logs.telemetry(app.clock.clone(), IN_LAMBDA);
    telemetry
        .serve(&app.handler, invocation(ApiCall { path: "/health", method: "GET", ..ApiCall::default() }))
        .await;
    insta::assert_snapshot!(normalized(only_line(&app.logs)), @r#"
    {
      "cold_start": true,
      "duration_ms": "<ms>",
      "function_arn": "arn:aws:lambda:eu-central-1:123456789012:function:discovery-live",
      "function_memory_size": 256,
      "function_name": "discovery-live",
      "function_request_id": "8f507cfc-xmpl-4697-b07a-ac58fc914c95",
      "http.request.method": "GET",
      "http.response.status_code": 200,
      "http.route": "/health",
      "level": "INFO",
      "message": "request answered",
      "request_id": "<request id>",
      "service": "discovery",
      "timestamp": "2026-01-01T00:00:00.000Z",
      "xray_trace_id": "1-5759e988-bd862e3fe1be46a994272793"
    }
    "#);
}

#[tokio::test]
async fn provisioned_instance_reports_no_cold_start() {
    let app = TestApp::start(data_set()).await;
    let provisioned = [("AWS_LAMBDA_INITIALIZATION_TYPE", "provisioned-concurrency")];
    let telemetry = app.logs.telemetry(app.clock.clone(), &provisioned);
    telemetry.serve(&app.handler, invocation(ApiCall::with_body("{}"))).await;
    let line = only_line(&app.logs);
    assert_eq!((&line["cold_start"], &line["ColdStarts"]), (&json!(false), &json!(0)));
}

#[tokio::test]
async fn request_below_log_level_logs_only_metrics() {
    let mut app = TestApp::start(data_set()).await;
    for level in ["WARN", "error"] {
        app.telemetry = app.logs.telemetry(app.clock.clone(), &[("LOG_LEVEL", level)]);
        app.discover("jane").await;
        let line = only_line(&app.logs);
        assert_eq!((&line["Requests"], &line["OrganizationsReturned"]), (&json!(1), &json!(4)));
        assert_eq!((&line["request_id"], &line["person.hash"]), (&Value::Null, &Value::Null), "{level}");
        app.call(ApiCall { path: "/health", method: "GET", ..ApiCall::default() }).await;
        assert_eq!(app.logs.take().len(), 0, "a health check has no metrics");
    }
    app.reads.panic(Read::Session);
    app.discover("jane").await;
    assert!(only_line(&app.logs)["error.cause"].is_string(), "errors are logged at every level");
}

#[tokio::test]
async fn debug_level_logs_sdk_without_personal_data() {
    let mut app = TestApp::start(data_set()).await;
    app.telemetry = app.logs.telemetry(app.clock.clone(), &[("LOG_LEVEL", "DEBUG")]);
    let responses =
        [app.discover("jane").await, app.discover("member").await, app.discover_by_jwt("member").await];
    assert!(responses.iter().all(|response| response.entries().len() >= 3));
    let lines = app.logs.take();
    let sdk_lines = lines
        .iter()
        .filter(|line| line["location"].as_str().is_some_and(|location| location.starts_with("aws_")));
    assert!(sdk_lines.count() > 0, "{} lines", lines.len());
    let secrets = [app.token("jane"), app.token("member"), SECRET, "jane@acme.example"];
    for line in &lines {
        let line = line.to_string();
        assert!(secrets.iter().all(|secret| !line.contains(secret)), "{line}");
    }
}

#[test]
fn invalid_log_level_is_refused() {
    let read = |name: &'static str, value: &'static str| {
        FunctionInfo::read(move |variable| (variable == name).then(|| value.to_owned()))
    };
    for level in ["DEBUG", "info", "Warning", "ERROR", ""] {
        assert!(read("LOG_LEVEL", level).is_ok(), "{level}");
    }
    let refused = read("LOG_LEVEL", "TRACE").expect_err("an invalid level").to_string();
    assert_eq!(refused, "LOG_LEVEL: expected ERROR, WARN, INFO or DEBUG");
    let refused = read("POWERTOOLS_LOG_LEVEL", "loud").expect_err("an invalid level").to_string();
    assert_eq!(refused, "POWERTOOLS_LOG_LEVEL: expected ERROR, WARN, INFO or DEBUG");
}
