//! No log line of the tests contains a token, secret or address that the tests used.
//!
//! Cargo runs this after the other tests, which write both to files.

#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::{collections::HashMap, fs};

/// The number of first bytes of a secret by which it is looked up.
const PREFIX: usize = 12;

/// The test programs in which the function writes log lines.
const LOGGING: [&str; 6] = ["suite", "resilience", "chaos", "admin", "local", "orgctl"];
/// The test programs that present credentials.
const PRESENTING: [&str; 5] = ["suite", "resilience", "chaos", "admin", "orgctl"];

/// Returns what `programs` left in files of this name.
fn captured(programs: &[&str], name: &str) -> String {
    let of_program = |program: &&str| {
        let file = format!("{}/captured-logs/{program}-{name}", env!("CARGO_TARGET_TMPDIR"));
        fs::read_to_string(&file).expect("what the tests left behind; `cargo test` runs them first")
    };
    programs.iter().map(of_program).collect()
}

/// The secrets that occur in `logs`.
fn found<'s>(logs: &str, secrets: &[&'s str]) -> Vec<&'s str> {
    let mut by_prefix: HashMap<&[u8], Vec<&'s str>> = HashMap::new();
    for secret in secrets {
        by_prefix.entry(&secret.as_bytes()[..PREFIX]).or_default().push(secret);
    }
    let mut found = Vec::new();
    for (at, prefix) in logs.as_bytes().windows(PREFIX).enumerate() {
        let begun = by_prefix.get(prefix).into_iter().flatten();
        found.extend(begun.filter(|secret| logs.as_bytes()[at..].starts_with(secret.as_bytes())));
    }
    found
}

#[test]
fn log_lines_contain_no_secret() {
    let (logs, secrets) = (captured(&LOGGING, "lines"), captured(&PRESENTING, "secrets"));
    let secrets: Vec<&str> = secrets.lines().collect();
    // Of every kind, and as many as a whole run of the suite uses.
    assert!(logs.lines().count() > 1000 && secrets.len() > 500, "the whole suite was run");
    assert!(secrets.contains(&"jane@acme.example"), "an address");
    assert!(secrets.iter().any(|secret| secret.starts_with("secret-test-")), "a project's secret");
    assert!(secrets.iter().any(|secret| secret.starts_with("Basic ")), "a header");
    assert!(secrets.iter().any(|secret| secret.starts_with("eyJ")), "a JWT");
    assert_eq!(found(&logs, &secrets), [""; 0]);
}

#[test]
fn secret_in_log_line_is_found() {
    let secrets = ["jane@acme.example", "mZAYn5aLEqKUlZ_Ad9U_"];
    assert_eq!(found("{\"cause\":\"no jane@acme.example here\"}", &secrets), ["jane@acme.example"]);
    assert_eq!(found("jane@acme.org mZAYn5aLEqKUlZ", &secrets), [""; 0]);
}
