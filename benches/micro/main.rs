//! Times and allocations of the parts without I/O: `cargo bench --bench micro`.

#![expect(clippy::expect_used, reason = "a benchmark stops at the first failure")]

mod addresses;
mod decision;
mod events;
mod json;
mod sample_facts;
mod session_jwts;

use divan::AllocProfiler;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}
