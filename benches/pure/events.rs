//! From the text of a gateway's event to a request.

use divan::{Bencher, black_box};
use lambda_http::{Request, request::LambdaRequest};
use org_discovery::http::without_pitfalls;

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
    let event: LambdaRequest = serde_json::from_str(event).expect("an event");
    without_pitfalls(event).into()
}
