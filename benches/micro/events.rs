//! Parsing of gateway events.

use divan::{Bencher, black_box};
use lambda_http::Request;
use org_discovery::http::Invocation;

#[divan::bench]
fn parse_http_api_event(bencher: Bencher<'_, '_>) {
    let event = include_str!("../../events/http-api-consultant.json");
    bencher.bench_local(|| parse(black_box(event)));
}

#[divan::bench]
fn parse_rest_api_event(bencher: Bencher<'_, '_>) {
    let event = include_str!("../../events/rest-api-intermediate-session.json");
    bencher.bench_local(|| parse(black_box(event)));
}

fn parse(event: &str) -> Request {
    let invocation: Invocation = serde_json::from_str(event).expect("an invocation");
    invocation.into_request().expect("a gateway event")
}
