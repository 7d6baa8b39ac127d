//! A function that starts while the store is unavailable, or thaws with dead connections.

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
use test_support::behind_proxy::{endpoint, small, the_line, timed};
use test_support::{
    Function, Read, TestApp,
    fault_proxy::{Fault, FaultProxy},
    keep_credentials_of, keep_line,
};

/// Opens as many connections as round trip 2 can need, and leaves them idle.
async fn open_eight(app: &mut TestApp, proxy: &FaultProxy) {
    let tenants: Vec<String> = (0..7).map(|n| format!("T{n}")).collect();
    app.load(json!({"sessions": [{
        "name": "many tenants", "kind": "intermediate", "email_address": "ann@acme.example",
        "authentication_factors": [], "oauth_tenants": {"slack": tenants},
    }]}))
    .await;
    proxy.plan(|_| Some(Fault::Late(50)));
    assert_eq!(app.discover("many tenants").await.outcome(), "200");
    proxy.clear_faults();
    assert!(proxy.opened() >= 8, "{}", proxy.opened());
    proxy.take_carried();
    app.lines.take();
}

fn retries(line: &Value) -> i64 {
    line["store.attempts"].as_i64().unwrap() - line["store.calls"].as_i64().unwrap()
}

#[tokio::test]
async fn connections_dead_after_freeze_cost_one_fast_retry() {
    let (mut app, proxy) = small().await;
    for death in [Fault::Reset, Fault::AnswerLost, Fault::Closed] {
        open_eight(&mut app, &proxy).await;
        proxy.kill_connections(death);
        let (answer, took) = timed(app.discover("ist")).await;
        assert_eq!(answer.outcome(), "200", "{death:?}");
        assert!(took < Duration::from_millis(400), "{death:?}: {took:?}");
        assert_eq!(retries(&the_line(&app)), 1, "{death:?}");
    }
}

#[tokio::test]
async fn connections_silent_after_freeze_cost_one_attempt() {
    let (mut app, proxy) = small().await;
    open_eight(&mut app, &proxy).await;
    proxy.kill_connections(Fault::Silence);
    let (answer, took) = timed(app.discover("ist")).await;
    assert_eq!(answer.outcome(), "200");
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(retries(&the_line(&app)), 1);
}

#[tokio::test]
async fn round_trip_on_dead_connections_is_answered() {
    // Hours later: the project is read again concurrently with the session, each on a dead connection.
    let (mut app, proxy) = small().await;
    open_eight(&mut app, &proxy).await;
    app.clock.advance(3_000);
    proxy.kill_connections(Fault::Reset);
    let answer = app.discover("ist").await;
    assert_eq!(answer.outcome(), "200");
    assert_eq!(retries(&the_line(&app)), 2);
}

#[tokio::test]
async fn connections_reset_on_open_are_retried() {
    let (app, proxy) = small().await;
    proxy.close_connections(1);
    let (answer, took) = timed(app.discover("ist")).await;
    assert_eq!(answer.outcome(), "200");
    assert!(took < Duration::from_millis(400), "{took:?}");
    assert!((1..=2).contains(&retries(&the_line(&app))));
    proxy.close_connections(u64::MAX);
    assert_eq!(app.discover("ist").await.outcome(), "internal_server_error");
    assert_eq!(the_line(&app)["store.attempts"], json!(3));
    proxy.close_connections(0);
    assert_eq!(app.discover("ist").await.outcome(), "200");
}

#[tokio::test]
async fn slow_call_keeps_connections_of_concurrent_calls() {
    let (mut app, proxy) = small().await;
    open_eight(&mut app, &proxy).await;
    let opened = proxy.opened();
    proxy.break_first(1, Read::Joinable, Fault::Silence);
    assert_eq!(app.discover("ist").await.outcome(), "200");
    assert_eq!(proxy.opened(), opened);
}

#[tokio::test]
async fn revoked_session_request_costs_at_most_one_connection() {
    let (app, proxy) = small().await;
    let SessionCredential::Member(token, _) = &app.sessions["member"].credential else {
        panic!("no member session");
    };
    let hash = TokenHash::of_session_token(app.writer.project_id(), token);
    app.writer.sessions().revoke(&hash).await.unwrap();
    // The session is known to be gone while the Members are still being read.
    proxy.plan(|call| (call.read == Some(Read::Members)).then_some(Fault::Late(30)));
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "session_not_found");
    let opened = proxy.opened();
    for _ in 0..10 {
        assert_eq!(app.discover_by_jwt("member").await.outcome(), "session_not_found");
    }
    assert!(proxy.opened() - opened <= 10, "{}", proxy.opened() - opened);
}

/// Stops a process as Lambda does, or lets it go on.
#[cfg(unix)]
fn signal(process: u32, name: &str) {
    let kill = Command::new("sh").args(["-c", &format!("kill -{name} {process}")]).status();
    assert!(kill.expect("a shell").success());
}

#[cfg(unix)]
#[tokio::test]
async fn binary_answers_after_freeze_kills_its_connections() {
    let app = TestApp::start_demo().await;
    let proxy = FaultProxy::to(app.dynamodb_port).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let keep = move |line: String| {
        keep_line(&format!("{line}\n"));
        telling.lock().unwrap().push(line);
    };
    let mut function = Function::start(&app.environment(proxy.url()), keep).await;
    let event = include_str!("../../events/http-api-consultant.json");
    keep_credentials_of(event);
    assert_eq!(function.invoke("before", event.to_owned()).await["statusCode"], 200);
    for number in 0..4 {
        signal(function.process.id(), "STOP");
        // While the process is stopped, its connections are reset or forgotten by the other side, in turns.
        if number % 2 == 0 {
            proxy.close_connections(0);
        } else {
            proxy.kill_connections(Fault::Reset);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        signal(function.process.id(), "CONT");
        let began = Instant::now();
        let answer = function.invoke(&format!("after-{number}"), event.to_owned()).await;
        assert_eq!(answer["statusCode"], 200, "{answer}");
        assert!(began.elapsed() < Duration::from_millis(400), "{:?}", began.elapsed());
    }
    function.stop();
    let told = told.lock().unwrap();
    let lines: Vec<Value> = told.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5);
    for line in &lines {
        assert!(retries(line) <= 1, "{line}");
    }
}

#[tokio::test]
async fn function_recovers_after_store_outage_at_start() {
    let (mut app, proxy) = small().await;
    for fault in [Fault::Reset, Fault::Silence, Fault::Throttled, Fault::Garbage] {
        proxy.plan(move |_| Some(fault));
        app.endpoint = endpoint(&app, &proxy);
        let primed = Box::pin(app.endpoint.warm_up()).await;
        assert!(primed.is_err(), "{fault:?}");
        let failed = app.discover("ist").await;
        assert!(failed.status.as_u16() == 500 || failed.status.as_u16() == 429, "{fault:?}");
        proxy.clear_faults();
        assert_eq!(app.discover("ist").await.outcome(), "200", "{fault:?}");
    }
}

#[tokio::test]
async fn long_outage_leaves_retries_for_later_requests() {
    let (app, proxy) = small().await;
    proxy.plan(|_| Some(Fault::Reset));
    for _ in 0..40 {
        app.discover("ist").await;
    }
    // The retry quota is used up: one attempt each, so that a store in trouble is not overloaded.
    proxy.take_carried();
    app.discover("ist").await;
    assert_eq!(proxy.take_carried(), [Read::Session]);
    proxy.clear_faults();
    // The first request after the outage works, and after it others may try again.
    for _ in 0..10 {
        assert_eq!(app.discover("ist").await.outcome(), "200");
    }
    let failed = AtomicU64::new(0);
    proxy.plan(move |_| (failed.fetch_add(1, Ordering::Relaxed) == 0).then_some(Fault::Reset));
    assert_eq!(app.discover("ist").await.outcome(), "200");
}
