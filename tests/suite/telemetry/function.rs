//! Function metadata in every log line, and the log level.

use lambda_http::{Context, Request, RequestExt};
use org_discovery::{http::Invocation, telemetry::FunctionInfo};
use serde_json::{Value, json};

use super::{steady, the_line, world};
use test_support::{Call, Read, SECRET, TestApp};

const IN_LAMBDA: &[(&str, &str)] = &[
    ("AWS_LAMBDA_FUNCTION_NAME", "discovery-live"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
    ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
    ("POWERTOOLS_SERVICE_NAME", "discovery"),
    ("POWERTOOLS_METRICS_NAMESPACE", "Acme"),
];

/// An event with the context in which Lambda hands it over.
fn invocation(call: Call) -> Request {
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
async fn line_has_the_powertools_keys() {
    let app = TestApp::start(world()).await;
    let telemetry = app.lines.telemetry(app.clock.clone(), IN_LAMBDA);
    telemetry
        .serve(&app.endpoint, invocation(Call { path: "/health", method: "GET", ..Call::default() }))
        .await;
    insta::assert_snapshot!(steady(the_line(&app.lines)), @r#"
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
async fn provisioned_instance_never_starts_cold() {
    let app = TestApp::start(world()).await;
    let provisioned = [("AWS_LAMBDA_INITIALIZATION_TYPE", "provisioned-concurrency")];
    let telemetry = app.lines.telemetry(app.clock.clone(), &provisioned);
    telemetry.serve(&app.endpoint, invocation(Call::with_body("{}"))).await;
    let line = the_line(&app.lines);
    assert_eq!((&line["cold_start"], &line["ColdStarts"]), (&json!(false), &json!(0)));
}

#[tokio::test]
async fn request_below_log_level_leaves_only_metrics() {
    let mut app = TestApp::start(world()).await;
    for level in ["WARN", "error"] {
        app.telemetry = app.lines.telemetry(app.clock.clone(), &[("LOG_LEVEL", level)]);
        app.discover("jane").await;
        let line = the_line(&app.lines);
        assert_eq!((&line["Requests"], &line["OrganizationsReturned"]), (&json!(1), &json!(4)));
        assert_eq!((&line["request_id"], &line["person.hash"]), (&Value::Null, &Value::Null), "{level}");
        app.call(Call { path: "/health", method: "GET", ..Call::default() }).await;
        assert_eq!(app.lines.take().len(), 0, "a health check has no metrics");
    }
    app.reads.panic(Read::Session);
    app.discover("jane").await;
    assert!(the_line(&app.lines)["error.cause"].is_string(), "errors are logged at every level");
}

#[tokio::test]
async fn debug_level_logs_client_without_personal_data() {
    let mut app = TestApp::start(world()).await;
    app.telemetry = app.lines.telemetry(app.clock.clone(), &[("LOG_LEVEL", "DEBUG")]);
    let answers =
        [app.discover("jane").await, app.discover("member").await, app.discover_by_jwt("member").await];
    assert!(answers.iter().all(|answer| answer.entries().len() >= 3));
    let lines = app.lines.take();
    let by_client =
        lines.iter().filter(|line| line["location"].as_str().is_some_and(|at| at.starts_with("aws_")));
    assert!(by_client.count() > 0, "{} lines", lines.len());
    let secrets = [app.token("jane"), app.token("member"), SECRET, "jane@acme.example"];
    for line in &lines {
        let line = line.to_string();
        assert!(secrets.iter().all(|secret| !line.contains(secret)), "{line}");
    }
}

#[test]
fn invalid_log_level_is_refused() {
    let read = |name: &'static str, value: &'static str| {
        FunctionInfo::read(move |asked| (asked == name).then(|| value.to_owned()))
    };
    for level in ["DEBUG", "info", "Warning", "ERROR", ""] {
        assert!(read("LOG_LEVEL", level).is_ok(), "{level}");
    }
    let refused = read("LOG_LEVEL", "TRACE").expect_err("too much").to_string();
    assert_eq!(refused, "LOG_LEVEL: expected ERROR, WARN, INFO or DEBUG");
    let refused = read("POWERTOOLS_LOG_LEVEL", "loud").expect_err("no level").to_string();
    assert_eq!(refused, "POWERTOOLS_LOG_LEVEL: expected ERROR, WARN, INFO or DEBUG");
}
