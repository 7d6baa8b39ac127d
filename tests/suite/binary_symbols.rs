//! Symbols that the function's binary contains or must not contain.

use std::fs;

fn program() -> Vec<u8> {
    fs::read(env!("CARGO_BIN_EXE_org-discovery")).expect("the function's program")
}

fn holds(program: &[u8], text: &str) -> bool {
    program.windows(text.len()).any(|part| part == text.as_bytes())
}

/// AWS-LC would measure the jitter of the processor's clock for its first random number: tens of milliseconds of a cold start.
/// `.cargo/config.toml` builds it without, and the operating system's random numbers seed it alone.
#[test]
fn binary_contains_no_jitter_entropy() {
    let program = program();
    assert!(holds(&program, "aws_lc_"), "its symbols are there");
    assert!(!holds(&program, "jent_read_entropy"));
}
