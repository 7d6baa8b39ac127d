//! Properties that hold for any input. The fuzzers generate inputs; `cargo test` replays `fuzz/seeds` and
//! `fuzz/minimized`.

#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a fuzzer detects panics")]

pub mod address;
pub mod credential;
pub mod event;
pub mod exchange;
pub mod item;
pub mod json_object;
pub mod jwks;
mod memory_store;

use std::sync::LazyLock;

/// Runs a future with the clock paused, so that timers fire immediately when no other work is left.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            builder.enable_time().start_paused(true).build().expect("a runtime")
        });
    }
    RUNTIME.with(|runtime| runtime.block_on(work))
}

/// Splits an input into `N` fields: the first `N - 1` lines, then the rest of the text.
fn fields<const N: usize>(data: &[u8]) -> [String; N] {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.splitn(N, '\n');
    std::array::from_fn(|_| lines.next().unwrap_or_default().to_owned())
}
