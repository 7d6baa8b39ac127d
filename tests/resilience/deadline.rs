//! Every request ends before its deadline, under every DynamoDB fault.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use org_discovery::domain::{Clock, SystemClock};
use serde_json::json;

use test_support::behind_proxy::{call_within, request_log_line, start_behind_proxy, timed};
use test_support::{
    ApiCall, ApiResponse, FunctionProcess, Read, TestApp, capture_credentials, capture_log_line,
    fault_proxy::{Fault, FaultProxy},
};

async fn discover_within(app: &TestApp, milliseconds: i64) -> ApiResponse {
    let body = json!({"intermediate_session_token": app.token("ist")});
    call_within(app, milliseconds, ApiCall::with_body(body.to_string())).await
}

/// Lets the first `times` calls of each read go unanswered.
fn drop_first_responses(proxy: &FaultProxy, times: usize) {
    let reads = std::sync::Mutex::new(Vec::new());
    proxy.inject(move |call| {
        let mut reads = reads.lock().unwrap();
        reads.push(call.read);
        let count = reads.iter().filter(|read| **read == call.read).count();
        (count <= times).then_some(Fault::NoResponse)
    });
}

#[tokio::test]
async fn faults_in_every_round_trip_end_in_time() {
    let (app, proxy) = start_behind_proxy().await;
    for fault in
        [Fault::NoResponse, Fault::SlowBody, Fault::Delay(480), Fault::EmptyPage, Fault::AllUnprocessed]
    {
        app.clock.advance(61);
        proxy.inject(move |call| {
            Some(fault).filter(|fault| call.read.is_some_and(|read| fault.applies_to(read)))
        });
        let (response, took) = timed(app.discover("ist")).await;
        assert!(took < Duration::from_secs(3), "{fault:?}: {took:?}");
        assert!(matches!(response.status.as_u16(), 200 | 429 | 500), "{fault:?}");
        proxy.clear_faults();
        assert_eq!(app.discover("ist").await.outcome(), "200", "after {fault:?}");
    }
}

#[tokio::test]
async fn one_timeout_per_round_trip_still_succeeds() {
    let (app, proxy) = start_behind_proxy().await;
    drop_first_responses(&proxy, 1);
    let (response, took) = timed(app.discover("ist")).await;
    assert_eq!(response.outcome(), "200");
    assert!((Duration::from_millis(1500)..Duration::from_millis(2500)).contains(&took), "{took:?}");
    let line = request_log_line(&app);
    assert_eq!((&line["store.calls"], &line["store.attempts"]), (&json!(4), &json!(8)));
}

#[tokio::test]
async fn request_fails_at_its_deadline() {
    let (app, proxy) = start_behind_proxy().await;
    // Each of the three round trips would take a second and succeed in its last attempt.
    drop_first_responses(&proxy, 2);
    let (response, took) = timed(app.discover("ist")).await;
    assert_eq!(response.error_type(), "internal_server_error");
    assert!((Duration::from_millis(2450)..Duration::from_millis(2800)).contains(&took), "{took:?}");
    assert_eq!(request_log_line(&app)["error.cause"], "request deadline exceeded");
}

#[tokio::test]
async fn earlier_invocation_deadline_bounds_the_request() {
    let (app, proxy) = start_behind_proxy().await;
    proxy.inject_first(u64::MAX, Read::Session, Fault::NoResponse);
    let (response, took) = timed(discover_within(&app, 800)).await;
    assert_eq!(response.error_type(), "internal_server_error");
    assert!((Duration::from_millis(600)..Duration::from_millis(790)).contains(&took), "{took:?}");
    assert_eq!(request_log_line(&app)["error.cause"], "request deadline exceeded");
}

#[tokio::test]
async fn past_or_distant_invocation_deadline_is_ignored() {
    let (app, proxy) = start_behind_proxy().await;
    for deadline in [-1, -app.clock.unix_milliseconds(), 0, 60_000] {
        assert_eq!(discover_within(&app, deadline).await.outcome(), "200", "{deadline}");
        proxy.inject_first(u64::MAX, Read::Session, Fault::NoResponse);
        let (_, took) = timed(discover_within(&app, deadline)).await;
        assert!((Duration::from_millis(1500)..Duration::from_secs(3)).contains(&took), "{took:?}");
        proxy.clear_faults();
    }
}

#[tokio::test]
async fn binary_responds_before_invocation_deadline() {
    let app = TestApp::start_demo().await;
    let proxy = FaultProxy::start(app.dynamodb_port).await;
    let on_line = |line: String| capture_log_line(&format!("{line}\n"));
    let mut function = FunctionProcess::start(&app.environment(proxy.url()), on_line).await;
    let event = include_str!("../../events/http-api-consultant.json");
    capture_credentials(event);
    assert_eq!(function.invoke("warm", event.to_owned()).await["statusCode"], 200);
    proxy.inject_first(u64::MAX, Read::Session, Fault::NoResponse);
    let began = Instant::now();
    let deadline = u64::try_from(SystemClock.unix_milliseconds() + 1_000).unwrap();
    let response = function.invoke_with_deadline(deadline, "short", event.to_owned()).await;
    let took = began.elapsed();
    assert_eq!(response["statusCode"], 500, "{response}");
    assert!((Duration::from_millis(750)..Duration::from_secs(1)).contains(&took), "{took:?}");
}

#[tokio::test]
async fn retry_budget_of_request_is_eight_retries() {
    let faults = [
        (Fault::ServerError, "internal_server_error"),
        (Fault::Throttled, "too_many_requests"),
        (Fault::Malformed, "internal_server_error"),
        (Fault::Reset, "internal_server_error"),
    ];
    for (fault, outcome) in faults {
        let (app, proxy) = start_behind_proxy().await;
        // Every page is empty and points to a next page, and its first attempt fails.
        let attempts = AtomicU64::new(0);
        proxy.inject(move |call| match call.read {
            Some(Read::Members) if attempts.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) => Some(fault),
            Some(Read::Members) => Some(Fault::EmptyPage),
            _ => None,
        });
        assert_eq!(app.discover("member").await.outcome(), outcome, "{fault:?}");
        let attempts = proxy.take_reads().into_iter().filter(|read| *read == Read::Members).count();
        assert_eq!(attempts, 2 * 8 + 1, "{fault:?}");
    }
}

#[tokio::test]
async fn one_processed_key_per_batch_counts_as_throttling() {
    let (mut app, proxy) = start_behind_proxy().await;
    let organization = |n: usize| {
        json!({"organization_id": format!("many-{n}"), "organization_name": format!("Many {n}"),
            "members": [{"member_id": format!("ann-{n}"), "email_address": "ann@acme.example"}]})
    };
    app.load(json!({"organizations": (0..40).map(organization).collect::<Vec<_>>()})).await;
    proxy.inject_first(u64::MAX, Read::Organizations, Fault::OneProcessed);
    assert_eq!(app.discover("ist").await.outcome(), "too_many_requests");
    let attempts = proxy.take_reads().into_iter().filter(|read| *read == Read::Organizations).count();
    assert_eq!(attempts, 5);
}
