//! A function that starts while DynamoDB is unavailable, or resumes after a freeze with dead connections.

use std::{
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use org_discovery::domain::TokenHash;
use org_discovery_admin::import::SessionCredential;

use serde_json::{Value, json};
use test_support::behind_proxy::{cold_handler, request_log_line, start_behind_proxy, timed};
use test_support::{
    FunctionProcess, Read, TestApp, capture_credentials, capture_log_line,
    fault_proxy::{Fault, FaultProxy},
};

/// Opens eight connections, the most that round trip 2 needs, and leaves them idle.
async fn open_eight_connections(app: &mut TestApp, proxy: &FaultProxy) {
    let tenants: Vec<String> = (0..7).map(|n| format!("T{n}")).collect();
    app.load(json!({"sessions": [{
        "name": "many tenants", "kind": "intermediate", "email_address": "ann@acme.example",
        "authentication_factors": [], "oauth_tenants": {"slack": tenants},
    }]}))
    .await;
    proxy.inject(|_| Some(Fault::Delay(50)));
    assert_eq!(app.discover("many tenants").await.outcome(), "200");
    proxy.clear_faults();
    assert!(proxy.opened_connections() >= 8, "{}", proxy.opened_connections());
    proxy.take_reads();
    app.logs.take();
}

/// Returns the number of retries in a request log line.
fn retries(line: &Value) -> i64 {
    line["store.attempts"].as_i64().unwrap() - line["store.calls"].as_i64().unwrap()
}

#[tokio::test]
async fn connections_dead_after_freeze_cost_one_fast_retry() {
    let (mut app, proxy) = start_behind_proxy().await;
    for fault in [Fault::Reset, Fault::ResponseLost, Fault::Closed] {
        open_eight_connections(&mut app, &proxy).await;
        proxy.kill_connections(fault);
        let (response, took) = timed(app.discover("ist")).await;
        assert_eq!(response.outcome(), "200", "{fault:?}");
        assert!(took < Duration::from_millis(400), "{fault:?}: {took:?}");
        assert_eq!(retries(&request_log_line(&app)), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn connections_silent_after_freeze_cost_one_attempt() {
    let (mut app, proxy) = start_behind_proxy().await;
    open_eight_connections(&mut app, &proxy).await;
    proxy.kill_connections(Fault::NoResponse);
    let (response, took) = timed(app.discover("ist")).await;
    assert_eq!(response.outcome(), "200");
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(retries(&request_log_line(&app)), 1);
}

#[tokio::test]
async fn round_trip_on_dead_connections_succeeds() {
    // The project copy is old, so the project and the session are read concurrently, each on a dead connection.
    let (mut app, proxy) = start_behind_proxy().await;
    open_eight_connections(&mut app, &proxy).await;
    app.clock.advance(3_000);
    proxy.kill_connections(Fault::Reset);
    let response = app.discover("ist").await;
    assert_eq!(response.outcome(), "200");
    assert_eq!(retries(&request_log_line(&app)), 2);
}

#[tokio::test]
async fn connections_reset_on_open_are_retried() {
    let (app, proxy) = start_behind_proxy().await;
    proxy.close_connections(1);
    let (response, took) = timed(app.discover("ist")).await;
    assert_eq!(response.outcome(), "200");
    assert!(took < Duration::from_millis(400), "{took:?}");
    assert!((1..=2).contains(&retries(&request_log_line(&app))));
    proxy.close_connections(u64::MAX);
    assert_eq!(app.discover("ist").await.outcome(), "internal_server_error");
    assert_eq!(request_log_line(&app)["store.attempts"], json!(3));
    proxy.close_connections(0);
    assert_eq!(app.discover("ist").await.outcome(), "200");
}

#[tokio::test]
async fn slow_call_keeps_connections_of_concurrent_calls() {
    let (mut app, proxy) = start_behind_proxy().await;
    open_eight_connections(&mut app, &proxy).await;
    let opened = proxy.opened_connections();
    proxy.inject_first(1, Read::Joinable, Fault::NoResponse);
    assert_eq!(app.discover("ist").await.outcome(), "200");
    assert_eq!(proxy.opened_connections(), opened);
}

#[tokio::test]
async fn request_with_revoked_session_opens_at_most_one_connection() {
    let (app, proxy) = start_behind_proxy().await;
    let SessionCredential::Member(token, _) = &app.sessions["member"].credential else {
        panic!("not a member session");
    };
    let hash = TokenHash::of_session_token(app.writer.project_id(), token);
    app.writer.sessions().revoke(&hash).await.unwrap();
    // The revoked session is noticed while the Members are still being read.
    proxy.inject(|call| (call.read == Some(Read::Members)).then_some(Fault::Delay(30)));
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "session_not_found");
    let opened = proxy.opened_connections();
    for _ in 0..10 {
        assert_eq!(app.discover_by_jwt("member").await.outcome(), "session_not_found");
    }
    assert!(proxy.opened_connections() - opened <= 10, "{}", proxy.opened_connections() - opened);
}

/// Sends a signal to a process. `STOP` and `CONT` simulate the freeze and thaw of Lambda.
#[cfg(unix)]
fn signal(process: u32, name: &str) {
    let kill = Command::new("sh").args(["-c", &format!("kill -{name} {process}")]).status();
    assert!(kill.expect("a shell").success());
}

#[cfg(unix)]
#[tokio::test]
async fn binary_responds_after_freeze_kills_its_connections() {
    let app = TestApp::start_demo().await;
    let proxy = FaultProxy::start(app.dynamodb_port).await;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&lines);
    let on_line = move |line: String| {
        capture_log_line(&format!("{line}\n"));
        sink.lock().unwrap().push(line);
    };
    let mut function = FunctionProcess::start(&app.environment(proxy.url()), on_line).await;
    let event = include_str!("../../events/http-api-consultant.json");
    capture_credentials(event);
    assert_eq!(function.invoke("before", event.to_owned()).await["statusCode"], 200);
    for number in 0..4 {
        signal(function.process.id(), "STOP");
        // While the process is stopped, the server alternately resets its connections and abandons them.
        if number % 2 == 0 {
            proxy.close_connections(0);
        } else {
            proxy.kill_connections(Fault::Reset);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        signal(function.process.id(), "CONT");
        let began = Instant::now();
        let response = function.invoke(&format!("after-{number}"), event.to_owned()).await;
        assert_eq!(response["statusCode"], 200, "{response}");
        assert!(began.elapsed() < Duration::from_millis(400), "{:?}", began.elapsed());
    }
    function.stop();
    let lines = lines.lock().unwrap();
    let lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5);
    for line in &lines {
        assert!(retries(line) <= 1, "{line}");
    }
}

#[tokio::test]
async fn function_recovers_after_dynamodb_outage_at_start() {
    let (mut app, proxy) = start_behind_proxy().await;
    for fault in [Fault::Reset, Fault::NoResponse, Fault::Throttled, Fault::Malformed] {
        proxy.inject(move |_| Some(fault));
        app.handler = cold_handler(&app, &proxy);
        let warm_up = Box::pin(app.handler.warm_up()).await;
        assert!(warm_up.is_err(), "{fault:?}");
        let failed = app.discover("ist").await;
        assert!(failed.status.as_u16() == 500 || failed.status.as_u16() == 429, "{fault:?}");
        proxy.clear_faults();
        assert_eq!(app.discover("ist").await.outcome(), "200", "{fault:?}");
    }
}

#[tokio::test]
async fn long_outage_leaves_retries_for_later_requests() {
    let (app, proxy) = start_behind_proxy().await;
    proxy.inject(|_| Some(Fault::Reset));
    for _ in 0..40 {
        app.discover("ist").await;
    }
    // The retry quota is used up, so each call has one attempt.
    proxy.take_reads();
    app.discover("ist").await;
    assert_eq!(proxy.take_reads(), [Read::Session]);
    proxy.clear_faults();
    // The first request after the outage succeeds, and the retry quota recovers.
    for _ in 0..10 {
        assert_eq!(app.discover("ist").await.outcome(), "200");
    }
    let failed = AtomicU64::new(0);
    proxy.inject(move |_| (failed.fetch_add(1, Ordering::Relaxed) == 0).then_some(Fault::Reset));
    assert_eq!(app.discover("ist").await.outcome(), "200");
}
