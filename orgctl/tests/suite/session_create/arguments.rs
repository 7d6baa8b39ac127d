//! Invalid arguments and lifetimes.

use org_discovery::domain::{Clock, SystemClock, Timestamp};

use super::text;
use test_support::{Orgctl, TestApp, small_data_set};

/// Invalid arguments of `session create`, and a part of the error message.
struct UsageError {
    arguments: &'static [&'static str],
    message: &'static str,
}

const USAGE_ERRORS: [UsageError; 6] = [
    UsageError { arguments: &[], message: "--email <ADDRESS>" },
    UsageError { arguments: &["--email", "ann"], message: "invalid value 'ann' for '--email <ADDRESS>'" },
    UsageError {
        arguments: &["--email", "a@b.example", "--expires-in", "soon"],
        message: "such as 90s, 10m, 1h or 7d",
    },
    UsageError {
        arguments: &["--email", "a@b.example", "--expires-in", "é"],
        message: "such as 90s, 10m, 1h or 7d",
    },
    UsageError { arguments: &["--email", "a@b.example", "--jwt", "key.pem"], message: "cannot be used with" },
    UsageError { arguments: &["--email", "a@b.example", "--member", "m"], message: "cannot be used with" },
];

#[tokio::test]
async fn invalid_arguments_are_usage_errors() {
    let app = TestApp::start(small_data_set()).await;
    for UsageError { arguments, message } in USAGE_ERRORS {
        let output = Orgctl::on(&app).run(&[&["session", "create"][..], arguments].concat()).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(output.stderr.contains(message), "{}", output.stderr);
    }
}

#[tokio::test]
async fn invalid_session_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let refusal =
        orgctl.refusal(&["session", "create", "--email", "a@b.example", "--expires-in", "25h"]).await;
    assert_eq!(refusal, "error: an intermediate session can last at most 24 hours\n");
    let arguments = ["session", "create", "--member", "member-ann", "--expires-in", "367d"];
    assert_eq!(orgctl.refusal(&arguments).await, "error: a member session can last at most 366 days\n");
    let other = r#"{"type": "magic_link", "delivery_method": "email", "email_factor": {"email_address": "c@d.example"}}"#;
    let refusal = orgctl.refusal(&["session", "create", "--email", "a@b.example", "--factor", other]).await;
    assert!(refusal.contains("factor 0 does not name the session's address"), "{refusal}");
    assert!(
        orgctl.refusal(&["session", "create", "--member", "unknown"]).await.contains("no Member has the id")
    );
}

/// A lifetime argument, and its value.
struct Lifetime {
    argument: &'static str,
    seconds: i64,
}

const LIFETIMES: [Lifetime; 6] = [
    Lifetime { argument: "90s", seconds: 90 },
    Lifetime { argument: "10m", seconds: 600 },
    Lifetime { argument: "1h", seconds: 3_600 },
    Lifetime { argument: "1d", seconds: 86_400 },
    Lifetime { argument: "1h 30m", seconds: 5_400 },
    Lifetime { argument: "1.5h", seconds: 5_400 },
];

#[tokio::test]
async fn lifetime_units_are_parsed() {
    let app = TestApp::start(small_data_set()).await;
    for Lifetime { argument, seconds } in LIFETIMES {
        let arguments = ["session", "create", "--email", "a@b.example", "--expires-in", argument];
        let before = SystemClock.now();
        let created = Orgctl::on(&app).json(&arguments).await;
        let expires_at = Timestamp::parse(text(&created["expires_at"])).expect("a time");
        let lifetime = expires_at.seconds_since(before);
        assert!((seconds..seconds + 60).contains(&lifetime), "{argument}: {lifetime}");
    }
}

#[tokio::test]
async fn malformed_lifetime_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    for argument in ["", "10", "m", "-1h", "500ms", "1M", "99999999999999999999s"] {
        let option = format!("--expires-in={argument}");
        let output = Orgctl::on(&app).run(&["session", "create", "--email", "a@b.example", &option]).await;
        assert_eq!(output.code, Some(2), "{argument}");
        assert!(output.stderr.contains("such as 90s, 10m, 1h or 7d"), "{argument}: {}", output.stderr);
    }
}
