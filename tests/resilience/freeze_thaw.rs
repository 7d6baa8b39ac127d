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
use org_discovery_admin::data_file::SessionCredential;

use crate::service::{endpoint, small, the_line, timed};
use serde_json::{Value, json};
use test_support::{
    Function, Read, TestApp,
    fault_proxy::{Fault, Line},
    keep_credentials_of, keep_line,
};

/// Opens as many connections as round trip 2 can need, and leaves them idle.
async fn open_eight(app: &mut TestApp, line: &Line) {
    let tenants: Vec<String> = (0..7).map(|n| format!("T{n}")).collect();
    app.load(json!({"sessions": [{
        "name": "many tenants", "kind": "intermediate", "email_address": "ann@acme.example",
        "authentication_factors": [], "oauth_tenants": {"slack": tenants},
    }]}))
    .await;
    line.plan(|_| Some(Fault::Late(50)));
    assert_eq!(app.discover("many tenants").await.outcome(), "200");
    line.mend();
    assert!(line.opened() >= 8, "{}", line.opened());
    line.take_carried();
    app.lines.take();
}

fn retries(line: &Value) -> i64 {
    line["store.attempts"].as_i64().unwrap() - line["store.calls"].as_i64().unwrap()
}

#[tokio::test]
async fn connections_dead_after_freeze_cost_one_fast_retry() {
    let (mut app, line) = small().await;
    for death in [Fault::Reset, Fault::AnswerLost, Fault::Closed] {
        open_eight(&mut app, &line).await;
        line.kill_connections(death);
        let (answer, took) = timed(app.discover("ist")).await;
        assert_eq!(answer.outcome(), "200", "{death:?}");
        assert!(took < Duration::from_millis(400), "{death:?}: {took:?}");
        assert_eq!(retries(&the_line(&app)), 1, "{death:?}");
    }
}

#[tokio::test]
async fn connections_silent_after_freeze_cost_one_attempt() {
    let (mut app, line) = small().await;
    open_eight(&mut app, &line).await;
    line.kill_connections(Fault::Silence);
    let (answer, took) = timed(app.discover("ist")).await;
    assert_eq!(answer.outcome(), "200");
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(retries(&the_line(&app)), 1);
}

#[tokio::test]
async fn round_trip_on_dead_connections_is_answered() {
    // Hours later: the project is read again concurrently with the session, each on a dead connection.
    let (mut app, line) = small().await;
    open_eight(&mut app, &line).await;
    app.clock.advance(3_000);
    line.kill_connections(Fault::Reset);
    let answer = app.discover("ist").await;
    assert_eq!(answer.outcome(), "200");
    assert_eq!(retries(&the_line(&app)), 2);
}

#[tokio::test]
async fn connections_reset_on_open_are_retried() {
    let (app, line) = small().await;
    line.close_connections(1);
    let (answer, took) = timed(app.discover("ist")).await;
    assert_eq!(answer.outcome(), "200");
    assert!(took < Duration::from_millis(400), "{took:?}");
    assert!((1..=2).contains(&retries(&the_line(&app))));
    line.close_connections(u64::MAX);
    assert_eq!(app.discover("ist").await.outcome(), "internal_server_error");
    assert_eq!(the_line(&app)["store.attempts"], json!(3));
    line.close_connections(0);
    assert_eq!(app.discover("ist").await.outcome(), "200");
}

#[tokio::test]
async fn slow_call_keeps_connections_of_concurrent_calls() {
    let (mut app, line) = small().await;
    open_eight(&mut app, &line).await;
    let opened = line.opened();
    line.break_first(1, Read::Joinable, Fault::Silence);
    assert_eq!(app.discover("ist").await.outcome(), "200");
    assert_eq!(line.opened(), opened);
}

#[tokio::test]
async fn revoked_session_request_costs_at_most_one_connection() {
    let (app, line) = small().await;
    let SessionCredential::Member(token, _) = &app.sessions["member"].credential else {
        panic!("no member session");
    };
    let hash = TokenHash::of_session_token(app.writer.project(), token);
    app.writer.revoke_session(&hash).await.unwrap();
    // The session is known to be gone while the Members are still being read.
    line.plan(|call| (call.read == Some(Read::Members)).then_some(Fault::Late(30)));
    assert_eq!(app.discover_by_jwt("member").await.outcome(), "session_not_found");
    let opened = line.opened();
    for _ in 0..10 {
        assert_eq!(app.discover_by_jwt("member").await.outcome(), "session_not_found");
    }
    assert!(line.opened() - opened <= 10, "{}", line.opened() - opened);
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
    let line = Line::to(app.dynamodb_port).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let keep = move |line: String| {
        keep_line(&format!("{line}\n"));
        telling.lock().unwrap().push(line);
    };
    let mut function = Function::start(&app.environment(line.url()), keep).await;
    let event = include_str!("../../events/http-api-consultant.json");
    keep_credentials_of(event);
    assert_eq!(function.invoke("before", event.to_owned()).await["statusCode"], 200);
    for number in 0..4 {
        signal(function.process.id(), "STOP");
        // While the process is stopped, its connections are reset or forgotten by the other side, in turns.
        if number % 2 == 0 {
            line.close_connections(0);
        } else {
            line.kill_connections(Fault::Reset);
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
    let (mut app, line) = small().await;
    for fault in [Fault::Reset, Fault::Silence, Fault::Throttled, Fault::Garbage] {
        line.plan(move |_| Some(fault));
        app.endpoint = endpoint(&app, &line);
        let primed = Box::pin(app.endpoint.prime()).await;
        assert!(primed.is_err(), "{fault:?}");
        let failed = app.discover("ist").await;
        assert!(failed.status.as_u16() == 500 || failed.status.as_u16() == 429, "{fault:?}");
        line.mend();
        assert_eq!(app.discover("ist").await.outcome(), "200", "{fault:?}");
    }
}

#[tokio::test]
async fn long_outage_leaves_retries_for_later_requests() {
    let (app, line) = small().await;
    line.plan(|_| Some(Fault::Reset));
    for _ in 0..40 {
        app.discover("ist").await;
    }
    // The retry quota is used up: one attempt each, so that a store in trouble is not overloaded.
    line.take_carried();
    app.discover("ist").await;
    assert_eq!(line.take_carried(), [Read::Session]);
    line.mend();
    // The first request on the new line works, and after it others may try again.
    for _ in 0..10 {
        assert_eq!(app.discover("ist").await.outcome(), "200");
    }
    let failed = AtomicU64::new(0);
    line.plan(move |_| (failed.fetch_add(1, Ordering::Relaxed) == 0).then_some(Fault::Reset));
    assert_eq!(app.discover("ist").await.outcome(), "200");
}
