//! From the text of a gateway's event to a request.

use divan::{Bencher, black_box};
use lambda_http::Request;
use org_discovery::http::Invocation;

#[divan::bench]
fn read_event_of_an_http_api(bencher: Bencher<'_, '_>) {
    let event = include_str!("../../events/http-api-consultant.json");
    bencher.bench_local(|| read(black_box(event)));
}

#[divan::bench]
fn read_event_of_a_rest_api(bencher: Bencher<'_, '_>) {
    let event = include_str!("../../events/rest-api-intermediate-session.json");
    bencher.bench_local(|| read(black_box(event)));
}

fn read(event: &str) -> Request {
    let invocation: Invocation = serde_json::from_str(event).expect("an invocation");
    invocation.into_request().expect("a gateway event")
}
