//! Credentials that could not be printed, because the pipe was closed or the disk is full.

use std::{fs::OpenOptions, process::Stdio};

use test_support::{Orgctl, TestApp, project_id, small_data_set};

/// Runs a command whose output fails, and returns its error.
async fn undelivered(app: &TestApp, arguments: &[&str]) -> String {
    let full = OpenOptions::new().write(true).open("/dev/full").expect("a device");
    let mut errors = Vec::new();
    for stdout in [Stdio::from(full), Stdio::piped()] {
        let mut child = Orgctl::on(app).spawn_to(&[&["-q"], arguments].concat(), stdout);
        drop(child.stdout.take());
        let output = child.wait_with_output().await.expect("a process");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        errors.push(String::from_utf8(output.stderr).expect("text"));
    }
    errors.concat()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn undelivered_secret_can_be_dropped() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let full = OpenOptions::new().write(true).open("/dev/full").expect("a device");
    let mut child = orgctl.spawn_to(&["-q", "project", "rotate-secret"], full.into());
    drop(child.stdout.take());
    let output = child.wait_with_output().await.expect("a process");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(String::from_utf8(output.stderr).expect("text"), @"error: the credentials could not be printed (No space left on device (os error 28)) and are lost; drop them with `orgctl project retire-secret --newer`");
    assert!(orgctl.text(&["project", "show"]).await.contains("valid secrets: 2"));
    orgctl.text(&["project", "retire-secret", "--newer", "--yes"]).await;
    let secret_still_valid = app.post(serde_json::json!({})).await;
    assert_eq!(secret_still_valid.error_type(), "no_session_arguments");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn undelivered_tokens_are_reported() {
    let app = TestApp::start(small_data_set()).await;
    let errors = undelivered(&app, &["session", "create", "--member", "member-ann"]).await;
    for error in errors.lines() {
        assert!(error.starts_with("error: the credentials could not be printed ("), "{error}");
        let revoke = error.split('`').nth(1).expect("a command");
        let arguments: Vec<&str> = revoke.split(' ').skip(1).collect();
        assert_eq!(Orgctl::on(&app).text(&arguments).await, "Revoked 1 session.\n");
    }
    let errors = undelivered(&app, &["session", "create", "--email", "ann@acme.example"]).await;
    assert!(
        errors.lines().all(|error| error.contains("the session is of no use, and expires at 20")),
        "{errors}"
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn undelivered_first_secret_is_reported() {
    let app = TestApp::empty(project_id()).await;
    let mut child = Orgctl::on(&app).spawn(&["-q", "project", "create"]);
    drop(child.stdout.take());
    let output = child.wait_with_output().await.expect("a process");
    insta::assert_snapshot!(String::from_utf8(output.stderr).expect("text"), @"error: the credentials could not be printed (Broken pipe (os error 32)) and are lost; replace them with `orgctl project rotate-secret`, then drop them with `orgctl project retire-secret`");
    Orgctl::on(&app).text(&["project", "rotate-secret"]).await;
    Orgctl::on(&app).text(&["project", "retire-secret", "--yes"]).await;
}
