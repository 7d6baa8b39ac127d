//! The discovery decision.

use divan::{Bencher, black_box};
use org_discovery::domain::discovery::discover;

use super::sample_facts::facts;

#[divan::bench(args = [1, 25, 2_000])]
fn decide(bencher: Bencher<'_, '_>, organizations: usize) {
    let facts = facts(organizations);
    bencher
        .bench_local(|| discover(black_box(&facts)).expect("a valid session").discovered_organizations.len());
}
