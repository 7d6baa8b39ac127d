//! What an instance has done when it asks for its first event.

use std::time::Duration;

use test_support::{
    Function, Read, TestApp,
    fault_proxy::{Fault, FaultProxy},
    keep_credentials_of, keep_line,
};

#[tokio::test]
async fn an_instance_opens_the_connections_of_a_request_and_walks_its_way_before_the_first() {
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
async fn a_store_that_is_slow_in_the_rehearsal_keeps_no_instance_from_its_first_request() {
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
