//! The service connected to the DynamoDB-compatible endpoint through a [`FaultProxy`].

use std::time::{Duration, Instant};

use lambda_http::{Context, RequestExt};
use org_discovery::{
    domain::{Clock, SystemEntropy},
    http::{App, Invocation},
    store::dynamodb::{DynamoDb, connect},
};
use serde_json::Value;

use crate::{
    ApiCall, ApiResponse, ObservedStore, TestApp, TestHandler, capture_credentials, fault_proxy::FaultProxy,
    small_data_set,
};

/// Starts a service with the small data set, connected through a proxy without faults.
pub async fn start_behind_proxy() -> (TestApp, FaultProxy) {
    reconnect_through_proxy(TestApp::start(small_data_set()).await).await
}

/// Connects a service through a new proxy, with the production connection settings, and warms it up.
pub async fn reconnect_through_proxy(mut app: TestApp) -> (TestApp, FaultProxy) {
    let proxy = FaultProxy::start(app.dynamodb_port).await;
    app.handler = cold_handler(&app, &proxy);
    Box::pin(app.handler.warm_up()).await.expect("a project");
    proxy.take_reads();
    (app, proxy)
}

/// Returns another instance of the service before its warm-up, with its own connections through the proxy.
pub fn cold_handler(app: &TestApp, proxy: &FaultProxy) -> TestHandler {
    let client = connect(&org_discovery_local::embedded_endpoint::connection(proxy.url()));
    let store = ObservedStore::new(DynamoDb::new(client, app.tables.clone()), app.reads.clone());
    App::new(store, app.clock.clone(), SystemEntropy, app.writer.project_id().clone())
}

/// Sends an API call in an invocation whose deadline is this many milliseconds from now.
pub async fn call_within(app: &TestApp, milliseconds: i64, call: ApiCall) -> ApiResponse {
    let event = call.into_event().to_string();
    capture_credentials(&event);
    let invocation: Invocation = serde_json::from_str(&event).expect("an invocation");
    let mut context = Context::default();
    let deadline = app.clock.unix_milliseconds() + milliseconds;
    context.deadline = u64::try_from(deadline).expect("a time after 1970");
    let request = invocation.into_request().expect("a gateway event").with_lambda_context(context);
    ApiResponse::new(app.telemetry.serve(&app.handler, request).await)
}

/// Awaits a response and returns it with the time that it took.
pub async fn timed(response: impl Future<Output = ApiResponse>) -> (ApiResponse, Duration) {
    let began = Instant::now();
    let response = response.await;
    (response, began.elapsed())
}

/// Returns the request log line. Panics unless exactly one was written since the last call.
pub fn request_log_line(app: &TestApp) -> Value {
    let mut lines = app.logs.take();
    lines.retain(|line| line["request_id"].is_string());
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}
