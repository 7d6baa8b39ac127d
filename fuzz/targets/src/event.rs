//! Events: whatever a gateway hands over gets an answer of the contract, and no panic.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::STANDARD};
use lambda_http::{Body, Response};
use org_discovery::{
    domain::{Clock, SystemEntropy, Timestamp},
    http::{App, Invocation, RequestRecord, install_panic_hook},
    request_context::RequestContext,
};
use serde_json::{Value, json};

use super::{block_on, fields, world};

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::EPOCH.plus_seconds(1_800_000_000)
    }
}

static ENDPOINT: LazyLock<App<world::MemoryStore, Still, SystemEntropy>> = LazyLock::new(|| {
    install_panic_hook();
    App::new(world::MemoryStore, Still, SystemEntropy, world::project_id())
});

/// A kind of event, then its parts. `event` takes the rest as the whole event.
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
    let (response, record) = block_on(Box::pin(ENDPOINT.handle(request, &RequestContext::new())));
    check_record(&record);
    if is_head && record.route.is_some_and(|route| route.path == "/health") {
        assert!(response.body().is_empty());
    } else {
        check(&response);
    }
}

/// An empty field stands for what is right, so that the fuzzer gets past it.
fn or<'t>(text: &'t str, right: &'t str) -> &'t str {
    if text.is_empty() { right } else { text }
}

fn authorization(given: &str) -> String {
    let right = STANDARD.encode(format!("{}:{}", world::project_id(), world::secret()));
    or(given, &format!("Basic {right}")).to_owned()
}

fn http_event(kind: &str, [method, path, credentials, header, body]: &[String; 5]) -> Value {
    let path = or(path, "/v1/b2b/discovery/organizations");
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": header,
        "headers": {"authorization": authorization(credentials), "content-length": header, "accept-encoding": header},
        "requestContext": {
            "accountId": "1", "apiId": "a", "domainName": header, "domainPrefix": "a", "requestId": "r",
            "http": {"method": or(method, "POST"), "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": header},
            "routeKey": "$default", "stage": "$default", "time": "01/Jan/2026:00:00:00 +0000", "timeEpoch": 1,
        },
        "body": body, "isBase64Encoded": kind == "base64",
    })
}

fn rest_event([method, path, credentials, header, body]: &[String; 5]) -> Value {
    let path = or(path, "/v1/b2b/discovery/organizations");
    json!({
        "resource": "/{proxy+}", "path": path, "httpMethod": or(method, "POST"),
        "headers": {"Authorization": authorization(credentials), "Host": header},
        "multiValueHeaders": {"Authorization": [authorization(credentials)], "Host": [header]},
        "queryStringParameters": {header: header}, "multiValueQueryStringParameters": {header: [header]},
        "requestContext": {
            "accountId": "1", "apiId": "a", "resourceId": "r", "stage": "live", "requestId": "r", "path": path,
            "httpMethod": or(method, "POST"), "protocol": "HTTP/1.1", "identity": {"sourceIp": "192.0.2.1"},
        },
        "body": body, "isBase64Encoded": header == "base64",
    })
}

fn check_record(record: &RequestRecord) {
    let cause = record.error.as_ref().and_then(|error| error.cause.as_deref());
    assert!(cause.is_none_or(|cause| !cause.starts_with("a panic")), "{cause:?}");
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
    let kept = if is_key_set { "public, max-age=900" } else { "no-store" };
    assert_eq!(header("cache-control"), Some(kept));
    if response.status().is_success() {
        let health = keys.len() == 2;
        assert!(health || is_key_set || body["discovered_organizations"].is_array(), "{keys:?}");
    } else {
        assert_eq!(keys.len(), 5, "{keys:?}");
        let texts = ["error_type", "error_message", "error_url"]
            .map(|key| body[key].as_str().is_some_and(|text| !text.is_empty()));
        assert_eq!(texts, [true; 3]);
    }
}
