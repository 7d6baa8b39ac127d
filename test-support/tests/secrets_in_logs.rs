//! Checks that no log line contains a token, secret or email address that the tests used.
//!
//! The other tests, which cargo runs first, write the log lines and the secrets to files.

#![expect(clippy::expect_used, reason = "a panic fails the test")]

use std::{collections::HashMap, fs};

/// The length of the prefix by which a secret is looked up, in bytes.
const PREFIX: usize = 12;

/// The test programs that capture log lines.
const PROGRAMS_WITH_LOGS: [&str; 7] =
    ["suite", "resilience", "chaos", "admin", "exchange", "local", "orgctl"];
/// The test programs that capture secrets.
const PROGRAMS_WITH_SECRETS: [&str; 6] = ["suite", "resilience", "chaos", "admin", "exchange", "orgctl"];

/// Returns the content of the files with this name that `programs` wrote.
fn captured(programs: &[&str], name: &str) -> String {
    let of_program = |program: &&str| {
        let file = format!("{}/captured-logs/{program}-{name}", env!("CARGO_TARGET_TMPDIR"));
        fs::read_to_string(&file).expect("a file from the other tests; run `cargo test`")
    };
    programs.iter().map(of_program).collect()
}

/// Returns the secrets that occur in `logs`.
fn secrets_in<'s>(logs: &str, secrets: &[&'s str]) -> Vec<&'s str> {
    let mut by_prefix: HashMap<&[u8], Vec<&'s str>> = HashMap::new();
    for secret in secrets {
        by_prefix.entry(&secret.as_bytes()[..PREFIX]).or_default().push(secret);
    }
    let mut found = Vec::new();
    for (at, prefix) in logs.as_bytes().windows(PREFIX).enumerate() {
        let candidates = by_prefix.get(prefix).into_iter().flatten();
        found.extend(candidates.filter(|secret| logs.as_bytes()[at..].starts_with(secret.as_bytes())));
    }
    found
}

#[test]
fn log_lines_contain_no_secret() {
    let (logs, secrets) =
        (captured(&PROGRAMS_WITH_LOGS, "lines"), captured(&PROGRAMS_WITH_SECRETS, "secrets"));
    let secrets: Vec<&str> = secrets.lines().collect();
    // A complete run of the tests captures many secrets, and every kind of secret.
    assert!(logs.lines().count() > 1000 && secrets.len() > 500, "not all tests were run");
    assert!(secrets.contains(&"jane@acme.example"), "no email address");
    assert!(secrets.iter().any(|secret| secret.starts_with("secret-test-")), "no project secret");
    assert!(secrets.iter().any(|secret| secret.starts_with("Basic ")), "no authorization header");
    assert!(secrets.iter().any(|secret| secret.starts_with("eyJ")), "no JWT");
    assert_eq!(secrets_in(&logs, &secrets), [""; 0]);
}

#[test]
fn secret_in_log_line_is_found() {
    let secrets = ["jane@acme.example", "mZAYn5aLEqKUlZ_Ad9U_"];
    assert_eq!(secrets_in("{\"cause\":\"no jane@acme.example here\"}", &secrets), ["jane@acme.example"]);
    assert_eq!(secrets_in("jane@acme.org mZAYn5aLEqKUlZ", &secrets), [""; 0]);
}
