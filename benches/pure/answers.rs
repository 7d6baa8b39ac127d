//! From stored text to objects, and from a decision to the text of an answer.

use divan::{Bencher, black_box};
use org_discovery::{
    domain::{Environment, Member, Organization, SystemEntropy, discovery::discover},
    http::{HttpResponse, RequestId},
};

use super::world::{facts, member, organization};

#[divan::bench]
fn read_organization(bencher: Bencher<'_, '_>) {
    let text = organization(1);
    bencher.bench_local(|| serde_json::from_str::<Organization>(black_box(&text)).expect("an organization"));
}

#[divan::bench]
fn read_member(bencher: Bencher<'_, '_>) {
    let text = member(1);
    bencher.bench_local(|| serde_json::from_str::<Member>(black_box(&text)).expect("a Member"));
}

#[divan::bench(args = [1, 25, 2_000])]
fn write_answer(bencher: Bencher<'_, '_>, organizations: usize) {
    let (facts, request_id) = (facts(organizations), RequestId::fresh(Environment::Test, &SystemEntropy));
    let discovery = discover(&facts).expect("a session that lives");
    bencher.bench_local(|| HttpResponse::discovery(black_box(&discovery), &request_id).expect("an answer"));
}
