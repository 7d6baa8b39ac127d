//! The parts that wait for nothing: `cargo bench --bench micro`. Times, and what each takes from the allocator.

#![expect(clippy::expect_used, reason = "a run that cannot go on has failed")]

mod addresses;
mod answers;
mod decision;
mod events;
mod session_jwts;
mod world;

use divan::AllocProfiler;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}
