//! Every request ends in time, whatever the store does.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use org_discovery::domain::{Clock, SystemClock};
use serde_json::json;

use test_support::behind_proxy::{ask_within, small, the_line, timed};
use test_support::{
    Answer, Call, Function, Read, TestApp,
    fault_proxy::{Fault, FaultProxy},
    keep_credentials_of, keep_line,
};

async fn discover_within(app: &TestApp, milliseconds: i64) -> Answer {
    let body = json!({"intermediate_session_token": app.token("ist")});
    ask_within(app, milliseconds, Call::with_body(body.to_string())).await
}

/// Every read goes silent this often, then works.
fn silence_each_read(proxy: &FaultProxy, times: usize) {
    let seen = std::sync::Mutex::new(Vec::new());
    proxy.plan(move |call| {
        let mut seen = seen.lock().unwrap();
        seen.push(call.read);
        let so_often = seen.iter().filter(|read| **read == call.read).count();
        (so_often <= times).then_some(Fault::Silence)
    });
}

#[tokio::test]
async fn faults_in_every_round_trip_end_in_time() {
    let (app, proxy) = small().await;
    for fault in [Fault::Silence, Fault::Drip, Fault::Late(480), Fault::EmptyPage, Fault::Unprocessed] {
        app.clock.advance(61);
        proxy.plan(move |call| Some(fault).filter(|fault| call.read.is_some_and(|read| fault.fits(read))));
        let (answer, took) = timed(app.discover("ist")).await;
        assert!(took < Duration::from_secs(3), "{fault:?}: {took:?}");
        assert!(matches!(answer.status.as_u16(), 200 | 429 | 500), "{fault:?}");
        proxy.clear_faults();
        assert_eq!(app.discover("ist").await.outcome(), "200", "after {fault:?}");
    }
}

#[tokio::test]
async fn one_timeout_per_round_trip_is_still_answered() {
    let (app, proxy) = small().await;
    silence_each_read(&proxy, 1);
    let (answer, took) = timed(app.discover("ist")).await;
    assert_eq!(answer.outcome(), "200");
    assert!((Duration::from_millis(1500)..Duration::from_millis(2500)).contains(&took), "{took:?}");
    let line = the_line(&app);
    assert_eq!((&line["store.calls"], &line["store.attempts"]), (&json!(4), &json!(8)));
}

#[tokio::test]
async fn request_ends_when_its_time_budget_runs_out() {
    let (app, proxy) = small().await;
    // Each of the three round trips would take a second, and the last attempt of each would succeed.
    silence_each_read(&proxy, 2);
    let (answer, took) = timed(app.discover("ist")).await;
    assert_eq!(answer.error_type(), "internal_server_error");
    assert!((Duration::from_millis(2450)..Duration::from_millis(2800)).contains(&took), "{took:?}");
    assert_eq!(the_line(&app)["error.cause"], "the request's time ran out");
}

#[tokio::test]
async fn earlier_invocation_deadline_bounds_the_request() {
    let (app, proxy) = small().await;
    proxy.break_first(u64::MAX, Read::Session, Fault::Silence);
    let (answer, took) = timed(discover_within(&app, 800)).await;
    assert_eq!(answer.error_type(), "internal_server_error");
    assert!((Duration::from_millis(600)..Duration::from_millis(790)).contains(&took), "{took:?}");
    assert_eq!(the_line(&app)["error.cause"], "the request's time ran out");
}

#[tokio::test]
async fn past_or_distant_invocation_deadline_is_ignored() {
    let (app, proxy) = small().await;
    for ends in [-1, -app.clock.unix_milliseconds(), 0, 60_000] {
        assert_eq!(discover_within(&app, ends).await.outcome(), "200", "{ends}");
        proxy.break_first(u64::MAX, Read::Session, Fault::Silence);
        let (_, took) = timed(discover_within(&app, ends)).await;
        assert!((Duration::from_millis(1500)..Duration::from_secs(3)).contains(&took), "{took:?}");
        proxy.clear_faults();
    }
}

#[tokio::test]
async fn binary_answers_before_its_invocation_ends() {
    let app = TestApp::start_demo().await;
    let proxy = FaultProxy::to(app.dynamodb_port).await;
    let keep = |told: String| keep_line(&format!("{told}\n"));
    let mut function = Function::start(&app.environment(proxy.url()), keep).await;
    let event = include_str!("../../events/http-api-consultant.json");
    keep_credentials_of(event);
    assert_eq!(function.invoke("warm", event.to_owned()).await["statusCode"], 200);
    proxy.break_first(u64::MAX, Read::Session, Fault::Silence);
    let began = Instant::now();
    let ends = u64::try_from(SystemClock.unix_milliseconds() + 1_000).unwrap();
    let answer = function.invoke_until(ends, "short", event.to_owned()).await;
    let took = began.elapsed();
    assert_eq!(answer["statusCode"], 500, "{answer}");
    assert!((Duration::from_millis(750)..Duration::from_secs(1)).contains(&took), "{took:?}");
}

#[tokio::test]
async fn request_retries_eight_times_across_all_calls() {
    let faults = [
        (Fault::ServerError, "internal_server_error"),
        (Fault::Throttled, "too_many_requests"),
        (Fault::Garbage, "internal_server_error"),
        (Fault::Reset, "internal_server_error"),
    ];
    for (fault, outcome) in faults {
        let (app, proxy) = small().await;
        // One page after the other, and each has to be asked for twice.
        let asked = AtomicU64::new(0);
        proxy.plan(move |call| match call.read {
            Some(Read::Members) if asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) => Some(fault),
            Some(Read::Members) => Some(Fault::EmptyPage),
            _ => None,
        });
        assert_eq!(app.discover("member").await.outcome(), outcome, "{fault:?}");
        let pages = proxy.take_carried().into_iter().filter(|read| *read == Read::Members).count();
        assert_eq!(pages, 2 * 8 + 1, "{fault:?}");
    }
}

#[tokio::test]
async fn one_processed_key_per_batch_counts_as_throttling() {
    let (mut app, proxy) = small().await;
    let organization = |n: usize| {
        json!({"organization_id": format!("many-{n}"), "organization_name": format!("Many {n}"),
            "members": [{"member_id": format!("ann-{n}"), "email_address": "ann@acme.example"}]})
    };
    app.load(json!({"organizations": (0..40).map(organization).collect::<Vec<_>>()})).await;
    proxy.break_first(u64::MAX, Read::Organizations, Fault::OneKey);
    assert_eq!(app.discover("ist").await.outcome(), "too_many_requests");
    let asked = proxy.take_carried().into_iter().filter(|read| *read == Read::Organizations).count();
    assert_eq!(asked, 5);
}
