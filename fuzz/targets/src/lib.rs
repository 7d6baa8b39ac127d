//! What is promised of any input. The fuzzers make inputs up; `cargo test` replays those that are kept in `fuzz/inputs`.

#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a panic is what a fuzzer looks for")]

pub mod address;
pub mod credential;
pub mod event;
pub mod free_json;
pub mod item;
pub mod jwks;
mod world;

use std::sync::LazyLock;

/// Waits pass at once, as soon as there is nothing else to do.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            builder.enable_time().start_paused(true).build().expect("a runtime")
        });
    }
    RUNTIME.with(|runtime| runtime.block_on(work))
}

/// An input is a text whose first lines are short fields and whose rest is the last one.
fn fields<const N: usize>(data: &[u8]) -> [String; N] {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.splitn(N, '\n');
    std::array::from_fn(|_| lines.next().unwrap_or_default().to_owned())
}
