//! Symbols that the function's binary contains or must not contain.

use std::fs;

fn binary() -> Vec<u8> {
    fs::read(env!("CARGO_BIN_EXE_org-discovery")).expect("the function's binary")
}

fn contains(binary: &[u8], text: &str) -> bool {
    binary.windows(text.len()).any(|part| part == text.as_bytes())
}

/// AWS-LC's CPU jitter entropy source adds tens of milliseconds to a cold start. `.cargo/config.toml` disables it, so
/// that only the operating system's random numbers seed AWS-LC.
#[test]
fn binary_contains_no_jitter_entropy() {
    let binary = binary();
    assert!(contains(&binary, "aws_lc_"), "the binary has no AWS-LC symbols");
    assert!(!contains(&binary, "jent_read_entropy"));
}
