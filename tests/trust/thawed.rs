//! A function that starts while the store is away, or wakes up with dead connections.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::{
    harness::Read,
    line::Fault,
    service::{endpoint, small, the_line, timed},
};
use serde_json::{Value, json};

/// Opens as many connections as wave 2 can need, and leaves them idle.
async fn open_eight(app: &mut crate::harness::TestApp, line: &crate::line::Line) {
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
async fn connections_that_died_in_a_freeze_cost_one_fast_retry() {
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
async fn connections_that_went_silent_in_a_freeze_cost_one_attempt() {
    let (mut app, line) = small().await;
    open_eight(&mut app, &line).await;
    line.kill_connections(Fault::Silence);
    let (answer, took) = timed(app.discover("ist")).await;
    assert_eq!(answer.outcome(), "200");
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(retries(&the_line(&app)), 1);
}

#[tokio::test]
async fn a_whole_wave_on_dead_connections_is_answered() {
    // Hours later: the project is read again beside the session, each on a dead connection.
    let (mut app, line) = small().await;
    open_eight(&mut app, &line).await;
    app.clock.advance(3_000);
    line.kill_connections(Fault::Reset);
    let answer = app.discover("ist").await;
    assert_eq!(answer.outcome(), "200");
    assert_eq!(retries(&the_line(&app)), 2);
}

#[tokio::test]
async fn a_function_that_could_not_reach_the_store_at_start_works_as_soon_as_it_is_back() {
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
async fn a_long_outage_does_not_use_up_what_a_later_request_may_try_again() {
    let (app, line) = small().await;
    line.plan(|_| Some(Fault::Reset));
    for _ in 0..40 {
        app.discover("ist").await;
    }
    // The quota is used up: one attempt each, so that nobody hammers a store that is in trouble.
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
