//! Every request ends in time, whatever the store does.

use std::time::Duration;

use lambda_http::{Context, RequestExt, request::LambdaRequest};
use org_discovery::{domain::Clock, http::without_pitfalls};
use serde_json::json;

use crate::{
    harness::{Answer, Call, Read, TestApp},
    line::Fault,
    service::{small, the_line, timed},
};

/// Asks in an invocation that ends so many milliseconds from now.
async fn ask_within(app: &TestApp, milliseconds: i64) -> Answer {
    let body = json!({"intermediate_session_token": app.token("ist")});
    let event = Call::with_body(body.to_string()).into_event().to_string();
    let event: LambdaRequest = serde_json::from_str(&event).unwrap();
    let mut context = Context::default();
    context.deadline = u64::try_from(app.clock.unix_milliseconds() + milliseconds).unwrap();
    let request = lambda_http::Request::from(without_pitfalls(event)).with_lambda_context(context);
    Answer::of(app.telemetry.serve(&app.endpoint, request).await)
}

#[tokio::test]
async fn faults_in_every_wave_together_still_end_in_time() {
    let (app, line) = small().await;
    for fault in [Fault::Silence, Fault::Drip, Fault::Late(480), Fault::EmptyPage, Fault::Unprocessed] {
        app.clock.advance(61);
        line.plan(move |call| Some(fault).filter(|fault| call.read.is_some_and(|read| fault.fits(read))));
        let (answer, took) = timed(app.discover("ist")).await;
        assert!(took < Duration::from_secs(3), "{fault:?}: {took:?}");
        assert!(matches!(answer.status.as_u16(), 200 | 429 | 500), "{fault:?}");
        line.mend();
        assert_eq!(app.discover("ist").await.outcome(), "200", "after {fault:?}");
    }
}

#[tokio::test]
async fn a_silence_in_each_wave_once_is_still_answered() {
    let (app, line) = small().await;
    let seen = std::sync::Mutex::new(Vec::new());
    line.plan(move |call| {
        let mut seen = seen.lock().unwrap();
        let is_first = !seen.contains(&call.read);
        seen.push(call.read);
        is_first.then_some(Fault::Silence)
    });
    let (answer, took) = timed(app.discover("ist")).await;
    assert_eq!(answer.outcome(), "200");
    assert!((Duration::from_millis(1500)..Duration::from_millis(2500)).contains(&took), "{took:?}");
    let line = the_line(&app);
    assert_eq!((&line["store.calls"], &line["store.attempts"]), (&json!(4), &json!(8)));
}

#[tokio::test]
async fn an_invocation_that_ends_sooner_bounds_the_request() {
    let (app, line) = small().await;
    line.break_first(u64::MAX, Read::Session, Fault::Silence);
    let (answer, took) = timed(ask_within(&app, 800)).await;
    assert_eq!(answer.error_type(), "internal_server_error");
    assert!((Duration::from_millis(600)..Duration::from_millis(790)).contains(&took), "{took:?}");
    assert_eq!(the_line(&app)["error.cause"], "the request's time ran out");
}

#[tokio::test]
async fn an_end_that_is_over_or_far_away_changes_nothing() {
    let (app, line) = small().await;
    for ends in [-1, -app.clock.unix_milliseconds(), 0, 60_000] {
        assert_eq!(ask_within(&app, ends).await.outcome(), "200", "{ends}");
        line.break_first(u64::MAX, Read::Session, Fault::Silence);
        let (_, took) = timed(ask_within(&app, ends)).await;
        assert!((Duration::from_millis(1500)..Duration::from_secs(3)).contains(&took), "{took:?}");
        line.mend();
    }
}

#[tokio::test]
async fn a_request_tries_again_a_bounded_number_of_times_over_all_its_calls() {
    let (app, line) = small().await;
    // Two of three attempts fail: each call succeeds in the end, as long as there is something left to try with.
    let count = std::sync::atomic::AtomicU64::new(0);
    line.plan(move |_| {
        let count = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        (count % 3 != 2).then_some(Fault::ServerError)
    });
    let mut most = 0;
    for _ in 0..10 {
        app.clock.advance(61);
        app.discover("ist").await;
        most = most.max(line.take_carried().len());
    }
    assert!((8..=5 + 8).contains(&most), "{most}");
}
