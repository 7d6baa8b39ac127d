//! Imports of many records, in memory that does not grow with them.

use std::{fmt::Write as _, fs, io::Write, time::Duration};

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::path;
use crate::{harness::TestApp, orgctl::program::Orgctl};

const ORGANIZATIONS: usize = 40;

/// A file of this many Members.
fn members(count: usize) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a file");
    let organizations: Vec<_> =
        (0..ORGANIZATIONS).map(|n| json!({"organization_id": format!("org-{n}")})).collect();
    write!(file, "{{\"organizations\": {}, \"members\": [", json!(organizations)).expect("written");
    let mut text = String::new();
    for n in 0..count {
        let separator = if n == 0 { "" } else { ",\n" };
        let organization = n % ORGANIZATIONS;
        let _ = write!(
            text,
            r#"{separator}{{"member_id":"m-{n}","organization_id":"org-{organization}","email_address":"p{n}@d{organization}.example","email_address_verified":true,"name":"Person number {n}"}}"#
        );
    }
    write!(file, "{text}]}}").expect("written");
    file
}

/// The most memory that the program held, in KiB, and what it reported.
async fn import(app: &TestApp, file: &NamedTempFile) -> (u64, Value) {
    let mut child = Orgctl::on(app).spawn(&["--output", "json", "import", path(file)]);
    let status = format!("/proc/{}/status", child.id().expect("a process"));
    let mut most = 0;
    while child.try_wait().expect("a process").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let held = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        most = most.max(held.unwrap_or(0));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let output = child.wait_with_output().await.expect("a process");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (most, serde_json::from_slice(&output.stdout).expect("JSON"))
}

#[tokio::test]
#[cfg_attr(not(target_os = "linux"), ignore = "memory is read from /proc")]
async fn memory_does_not_grow_with_the_input() {
    let app = TestApp::start(json!({})).await;
    let (few, _) = import(&app, &members(2_000)).await;
    let (many, done) = import(&app, &members(20_000)).await;
    assert_eq!(done["members"], json!({"added": 18_000, "changed": 0, "unchanged": 2_000}));
    // 18,000 records more are allowed 64 bytes each for their numbers, and as much again for the vectors that grow.
    let allowed = 18_000 * 64 * 2 / 1024 + 8 * 1024;
    assert!(few > 0 && many < few + allowed, "{few} KiB for 2,000 Members, {many} KiB for 20,000");
    let row = &app.rows(&app.tables.organizations).await;
    let counted: u64 = row.iter().filter_map(|row| row.get("verified_members")?.parse::<u64>().ok()).sum();
    assert_eq!(counted, 20_000);
}
