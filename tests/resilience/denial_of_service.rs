//! Requests that are designed to be expensive, and floods of wrong secrets. `.ci/run instructions` counts what the former
//! cost.

use futures_util::{StreamExt, stream};
use serde_json::json;

use test_support::behind_proxy::{call_within, start_behind_proxy};
use test_support::{
    ApiCall, PROJECT_ID, Read, TestApp, basic,
    expensive_requests::{ExpensiveRequest, expensive_requests},
};

#[tokio::test]
async fn large_or_nested_requests_are_refused_with_one_read() {
    let (app, proxy) = start_behind_proxy().await;
    assert_eq!(app.discover("ist").await.outcome(), "200");
    proxy.take_reads();
    for ExpensiveRequest { name, call, error_type: expected } in expensive_requests() {
        let error_type = app.call(call).await.error_type();
        match expected {
            Some(expected) => assert_eq!(error_type, expected, "{name}"),
            None => assert_ne!(error_type, "internal_server_error", "{name}"),
        }
        let reads = proxy.take_reads();
        assert!(reads.iter().all(|read| *read == Read::Project) && reads.len() <= 1, "{name}: {reads:?}");
    }
}

/// Sends a request with the correct secret if `number` is divisible by 3, and with a wrong one otherwise.
async fn call_numbered(app: &TestApp, number: usize) -> String {
    let body = json!({"intermediate_session_token": app.token("ist")}).to_string();
    let call = ApiCall::with_body(body);
    if number.is_multiple_of(3) {
        return app.call(call).await.outcome();
    }
    let wrong = Some(basic(PROJECT_ID, &format!("secret-test-wrong-{number:032}")));
    app.call(ApiCall { authorization: wrong, ..call }).await.outcome()
}

#[tokio::test]
async fn flood_of_wrong_secrets_costs_one_project_read() {
    let (app, proxy) = start_behind_proxy().await;
    for _ in 0..4 {
        proxy.take_reads();
        let flood = stream::iter(0..300).map(|number| {
            let outcome = Box::pin(call_numbered(&app, number));
            async move { (number, outcome.await) }
        });
        let outcomes: Vec<_> = flood.buffer_unordered(50).collect().await;
        for (number, outcome) in outcomes {
            let expected = if number % 3 == 0 { "200" } else { "unauthorized_credentials" };
            assert_eq!(outcome, expected, "{number}");
        }
        let project_reads = proxy.take_reads().into_iter().filter(|read| *read == Read::Project).count();
        assert_eq!(project_reads, 1);
        app.clock.advance(10);
    }
}

#[tokio::test]
async fn wrong_secrets_during_outage_cost_one_dynamodb_call() {
    let (app, proxy) = start_behind_proxy().await;
    proxy.inject_first(u64::MAX, Read::Project, test_support::fault_proxy::Fault::Reset);
    for number in 0..50 {
        let outcome = call_numbered(&app, number).await;
        // While the project cannot be read, an unknown secret could be a new one, so it is not refused.
        let expected = if number % 3 == 0 { "200" } else { "internal_server_error" };
        assert_eq!(outcome, expected, "{number}");
    }
    let project_reads = proxy.take_reads().into_iter().filter(|read| *read == Read::Project).count();
    assert_eq!(project_reads, 3, "the attempts of one call");
}

#[tokio::test]
async fn wrong_secrets_in_short_invocations_cost_one_call() {
    let (app, proxy) = start_behind_proxy().await;
    proxy.inject_first(u64::MAX, Read::Project, test_support::fault_proxy::Fault::NoResponse);
    for number in 0..4 {
        let wrong = Some(basic(PROJECT_ID, &format!("secret-test-wrong-{number:032}")));
        let call = ApiCall { authorization: wrong, ..ApiCall::with_body("{}".to_owned()) };
        assert_eq!(call_within(&app, 350, call).await.error_type(), "internal_server_error");
    }
    assert_eq!(proxy.take_reads(), [Read::Project]);
}

#[tokio::test]
async fn refreshed_project_copy_rejects_wrong_secret() {
    let (app, proxy) = start_behind_proxy().await;
    app.clock.advance(58);
    proxy.inject_first(u64::MAX, Read::Project, test_support::fault_proxy::Fault::Reset);
    assert_eq!(call_numbered(&app, 1).await, "internal_server_error");
    proxy.clear_faults();
    // The project copy is now too old and is refreshed.
    app.clock.advance(3);
    assert_eq!(call_numbered(&app, 0).await, "200");
    assert_eq!(call_numbered(&app, 1).await, "unauthorized_credentials");
}
