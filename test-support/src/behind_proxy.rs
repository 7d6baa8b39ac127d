//! The service connected to DynamoDB through a [`FaultProxy`].

use std::time::{Duration, Instant};

use lambda_http::{Context, RequestExt};
use org_discovery::{
    domain::{Clock, SystemEntropy},
    http::{App, Invocation},
    store::dynamodb::{DynamoDb, connect},
};
use serde_json::Value;

use crate::{
    Answer, Call, Observed, TestApp, TestEndpoint, fault_proxy::FaultProxy, keep_credentials_of, small_world,
};

/// Starts the small world behind a proxy without faults.
pub async fn small() -> (TestApp, FaultProxy) {
    behind_a_proxy(TestApp::start(small_world()).await).await
}

/// The same service, connected as it is in Lambda, but through a proxy.
pub async fn behind_a_proxy(mut app: TestApp) -> (TestApp, FaultProxy) {
    let proxy = FaultProxy::to(app.dynamodb_port).await;
    app.endpoint = endpoint(&app, &proxy);
    Box::pin(app.endpoint.warm_up()).await.expect("a project");
    proxy.take_carried();
    (app, proxy)
}

/// An endpoint as it is before the first request, with connections of its own.
pub fn endpoint(app: &TestApp, proxy: &FaultProxy) -> TestEndpoint {
    let client = connect(&org_discovery_local::embedded_endpoint::connection(proxy.url()));
    let store = Observed::new(DynamoDb::new(client, app.tables.clone()), app.reads.clone());
    App::new(store, app.clock.clone(), SystemEntropy, app.writer.project_id().clone())
}

/// Asks in an invocation that ends so many milliseconds from now.
pub async fn ask_within(app: &TestApp, milliseconds: i64, call: Call) -> Answer {
    let event = call.into_event().to_string();
    keep_credentials_of(&event);
    let invocation: Invocation = serde_json::from_str(&event).expect("an invocation");
    let mut context = Context::default();
    let ends = app.clock.unix_milliseconds() + milliseconds;
    context.deadline = u64::try_from(ends).expect("a time after 1970");
    let request = invocation.into_request().expect("a gateway event").with_lambda_context(context);
    Answer::of(app.telemetry.serve(&app.endpoint, request).await)
}

/// An answer, and how long it took.
pub async fn timed(asked: impl Future<Output = Answer>) -> (Answer, Duration) {
    let began = Instant::now();
    let answer = asked.await;
    (answer, began.elapsed())
}

/// Returns the log line of the request.
pub fn the_line(app: &TestApp) -> Value {
    let mut lines = app.lines.take();
    lines.retain(|line| line["request_id"].is_string());
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}
