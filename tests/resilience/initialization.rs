//! The warm-up of an instance before it polls for its first event.

use std::time::Duration;

use test_support::{
    FunctionProcess, Read, TestApp, capture_credentials, capture_log_line,
    fault_proxy::{Fault, FaultProxy},
};

#[tokio::test]
async fn warm_up_opens_connections_before_first_request() {
    let app = TestApp::start_demo().await;
    let proxy = FaultProxy::start(app.dynamodb_port).await;
    let on_line = |line: String| capture_log_line(&format!("{line}\n"));
    let mut function = FunctionProcess::start(&app.environment(proxy.url()), on_line).await;
    function.ready().await;
    assert_eq!(proxy.opened_connections(), 3);
    let mut reads = proxy.take_reads();
    assert_eq!(reads.pop(), Some(Read::Organizations));
    reads.sort_by_key(|read| format!("{read:?}"));
    assert_eq!(reads, [Read::Joinable, Read::Members, Read::Project]);
    let event = include_str!("../../events/http-api-consultant.json");
    capture_credentials(event);
    for _ in 0..3 {
        assert_eq!(function.invoke("warm", event.to_owned()).await["statusCode"], 200);
    }
    assert_eq!(proxy.opened_connections(), 3, "no request opens a connection");
}

#[tokio::test]
async fn slow_warm_up_does_not_block_first_request() {
    let app = TestApp::start_demo().await;
    let proxy = FaultProxy::start(app.dynamodb_port).await;
    proxy.inject_first(u64::MAX, Read::Members, Fault::NoResponse);
    let on_line = |line: String| capture_log_line(&format!("{line}\n"));
    let mut function = FunctionProcess::start(&app.environment(proxy.url()), on_line).await;
    let took = function.ready().await;
    // Three attempts of the read would take 1.5 s.
    assert!((Duration::from_millis(500)..Duration::from_millis(1_400)).contains(&took), "{took:?}");
    proxy.clear_faults();
    let event = include_str!("../../events/http-api-consultant.json");
    capture_credentials(event);
    assert_eq!(function.invoke("first", event.to_owned()).await["statusCode"], 200);
}
