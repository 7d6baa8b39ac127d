//! Gateway events: every event gets a response that conforms to the API, and none causes a panic.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::STANDARD};
use lambda_http::{Body, Response};
use org_discovery::{
    domain::{Clock, SystemEntropy, Timestamp},
    http::{App, Invocation, RequestRecord, install_panic_hook},
    request_context::RequestContext,
};
use serde_json::{Value, json};

use super::{block_on, fields, memory_store};

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::EPOCH.plus_seconds(1_800_000_000)
    }
}

static APP: LazyLock<App<memory_store::MemoryStore, FixedClock, SystemEntropy>> = LazyLock::new(|| {
    install_panic_hook();
    App::new(memory_store::MemoryStore, FixedClock, SystemEntropy, memory_store::project_id())
});

/// Handles an event. The first field is the kind of event and the others are its parts; `event` takes the rest of the
/// input as the whole event.
pub fn run(data: &[u8]) {
    let [kind, rest] = fields(data);
    let event = match kind.as_str() {
        "event" => rest,
        "rest" => rest_event(&fields(rest.as_bytes())).to_string(),
        _ => http_event(&kind, &fields(rest.as_bytes())).to_string(),
    };
    let Ok(invocation) = serde_json::from_str::<Invocation>(&event) else {
        return;
    };
    let Some(request) = invocation.into_request() else {
        return;
    };
    let is_head = request.method() == "HEAD";
    let (response, record) = block_on(Box::pin(APP.handle(request, &RequestContext::new())));
    check_record(&record);
    if is_head && record.route.is_some_and(|route| route.path == "/health") {
        assert!(response.body().is_empty());
    } else {
        check(&response);
    }
}

/// Replaces an empty field with a valid value, so that the fuzzer can get past the checks of this field.
fn or_valid<'t>(field: &'t str, valid: &'t str) -> &'t str {
    if field.is_empty() { valid } else { field }
}

fn authorization(given: &str) -> String {
    let valid = STANDARD.encode(format!("{}:{}", memory_store::project_id(), memory_store::secret()));
    or_valid(given, &format!("Basic {valid}")).to_owned()
}

fn http_event(kind: &str, [method, path, credentials, header, body]: &[String; 5]) -> Value {
    let path = or_valid(path, "/v1/b2b/discovery/organizations");
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": header,
        "headers": {"authorization": authorization(credentials), "content-length": header, "accept-encoding": header},
        "requestContext": {
            "accountId": "1", "apiId": "a", "domainName": header, "domainPrefix": "a", "requestId": "r",
            "http": {
                "method": or_valid(method, "POST"), "path": path, "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1", "userAgent": header,
            },
            "routeKey": "$default", "stage": "$default", "time": "01/Jan/2026:00:00:00 +0000", "timeEpoch": 1,
        },
        "body": body, "isBase64Encoded": kind == "base64",
    })
}

fn rest_event([method, path, credentials, header, body]: &[String; 5]) -> Value {
    let path = or_valid(path, "/v1/b2b/discovery/organizations");
    json!({
        "resource": "/{proxy+}", "path": path, "httpMethod": or_valid(method, "POST"),
        "headers": {"Authorization": authorization(credentials), "Host": header},
        "multiValueHeaders": {"Authorization": [authorization(credentials)], "Host": [header]},
        "queryStringParameters": {header: header}, "multiValueQueryStringParameters": {header: [header]},
        "requestContext": {
            "accountId": "1", "apiId": "a", "resourceId": "r", "stage": "live", "requestId": "r", "path": path,
            "httpMethod": or_valid(method, "POST"), "protocol": "HTTP/1.1", "identity": {"sourceIp": "192.0.2.1"},
        },
        "body": body, "isBase64Encoded": header == "base64",
    })
}

fn check_record(record: &RequestRecord) {
    let cause = record.error.as_ref().and_then(|error| error.cause.as_deref());
    assert!(cause.is_none_or(|cause| !cause.starts_with("panic at")), "{cause:?}");
}

fn check(response: &Response<Body>) {
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
    assert_eq!(header("content-type"), Some("application/json"));
    let body: Value = serde_json::from_slice(response.body()).expect("JSON");
    let body = body.as_object().expect("an object");
    assert!(body["request_id"].as_str().is_some_and(|id| id.starts_with("request-id-test-")));
    assert_eq!(body["status_code"], response.status().as_u16());
    let keys: Vec<&str> = body.keys().map(String::as_str).collect();
    let is_key_set = response.status().is_success() && body.contains_key("keys");
    let cache_control = if is_key_set { "public, max-age=900" } else { "no-store" };
    assert_eq!(header("cache-control"), Some(cache_control));
    if response.status().is_success() {
        let is_health = body.contains_key("version");
        assert!(is_health || is_key_set || body["discovered_organizations"].is_array(), "{keys:?}");
    } else {
        assert_eq!(keys.len(), 5, "{keys:?}");
        let texts = ["error_type", "error_message", "error_url"]
            .map(|key| body[key].as_str().is_some_and(|text| !text.is_empty()));
        assert_eq!(texts, [true; 3]);
    }
}
