//! The warm-up of an instance before it asks for its first event.

use std::time::Duration;

use test_support::{
    Function, Read, TestApp,
    fault_proxy::{Fault, FaultProxy},
    keep_credentials_of, keep_line,
};

#[tokio::test]
async fn warm_up_opens_connections_before_first_request() {
    let app = TestApp::start_demo().await;
    let proxy = FaultProxy::to(app.dynamodb_port).await;
    let keep = |told: String| keep_line(&format!("{told}\n"));
    let mut function = Function::start(&app.environment(proxy.url()), keep).await;
    function.ready().await;
    assert_eq!(proxy.opened(), 3);
    let mut reads = proxy.take_carried();
    assert_eq!(reads.pop(), Some(Read::Organizations));
    reads.sort_by_key(|read| format!("{read:?}"));
    assert_eq!(reads, [Read::Joinable, Read::Members, Read::Project]);
    let event = include_str!("../../events/http-api-consultant.json");
    keep_credentials_of(event);
    for _ in 0..3 {
        assert_eq!(function.invoke("warm", event.to_owned()).await["statusCode"], 200);
    }
    assert_eq!(proxy.opened(), 3, "no request had to open one");
}

#[tokio::test]
async fn slow_warm_up_does_not_block_first_request() {
    let app = TestApp::start_demo().await;
    let proxy = FaultProxy::to(app.dynamodb_port).await;
    proxy.break_first(u64::MAX, Read::Members, Fault::Silence);
    let keep = |told: String| keep_line(&format!("{told}\n"));
    let mut function = Function::start(&app.environment(proxy.url()), keep).await;
    let took = function.ready().await;
    // Three attempts of the read would take 1.5 s.
    assert!((Duration::from_millis(500)..Duration::from_millis(1_400)).contains(&took), "{took:?}");
    proxy.clear_faults();
    let event = include_str!("../../events/http-api-consultant.json");
    keep_credentials_of(event);
    assert_eq!(function.invoke("first", event.to_owned()).await["statusCode"], 200);
}
