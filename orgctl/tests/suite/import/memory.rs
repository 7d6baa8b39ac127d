//! Imports of many records, in memory that does not grow with them.

use std::{fmt::Write as _, fs, io::Write, time::Duration};

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use crate::input_files::path;
use test_support::{Orgctl, TestApp};

const ORGANIZATIONS: usize = 40;

/// A file of this many Members, in so many organizations, with the organizations or without.
fn members(count: usize, organizations: usize, with_organizations: bool) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a file");
    let of_file = if with_organizations { organizations } else { 0 };
    let objects: Vec<_> = (0..of_file).map(|n| json!({"organization_id": format!("org-{n}")})).collect();
    write!(file, "{{\"organizations\": {}, \"members\": [", json!(objects)).expect("written");
    let mut text = String::new();
    for n in 0..count {
        let separator = if n == 0 { "" } else { ",\n" };
        let organization = n % organizations;
        let _ = write!(
            text,
            r#"{separator}{{"member_id":"m-{n}","organization_id":"org-{organization}","email_address":"p{n}@d{organization}.example","email_address_verified":true,"name":"Person number {n}"}}"#
        );
    }
    write!(file, "{text}]}}").expect("written");
    file
}

/// The peak memory of the program in KiB, and its output. It must end with this code.
async fn import(app: &TestApp, file: &NamedTempFile, code: i32) -> (u64, String) {
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
    let said = if code == 0 { output.stdout } else { output.stderr };
    let said = String::from_utf8(said).expect("text");
    assert_eq!(output.status.code(), Some(code), "{said}");
    (most, said)
}

#[tokio::test]
#[cfg_attr(not(target_os = "linux"), ignore = "memory is read from /proc")]
async fn import_memory_does_not_grow_with_input() {
    let app = TestApp::start(json!({})).await;
    let (few, _) = import(&app, &members(2_000, ORGANIZATIONS, true), 0).await;
    let (many, done) = import(&app, &members(20_000, ORGANIZATIONS, true), 0).await;
    let done: Value = serde_json::from_str(&done).expect("JSON");
    assert_eq!(done["members"], json!({"added": 18_000, "changed": 0, "unchanged": 2_000}));
    // 18,000 records more are allowed 64 bytes each for their numbers, and as much again for the vectors that grow.
    let allowed = 18_000 * 64 * 2 / 1024 + 8 * 1024;
    assert!(few > 0 && many < few + allowed, "{few} KiB for 2,000 Members, {many} KiB for 20,000");
    let row = &app.rows(&app.tables.organizations).await;
    let counted: u64 = row.iter().filter_map(|row| row.get("verified_members")?.parse::<u64>().ok()).sum();
    assert_eq!(counted, 20_000);
}

/// The check alone: all these organizations are nowhere, so nothing is written.
#[tokio::test]
#[cfg_attr(not(target_os = "linux"), ignore = "memory is read from /proc")]
async fn import_memory_does_not_grow_with_lookups() {
    let app = TestApp::start(json!({})).await;
    let (few, _) = import(&app, &members(10_000, 1_000, false), 1).await;
    let (many, refused) = import(&app, &members(150_000, 1_000, false), 1).await;
    assert!(refused.contains("because of 1000 mistakes"), "{refused}");
    assert!(
        refused.contains("is neither in the data nor in the tables; 149 more Members name it"),
        "{refused}"
    );
    assert!(many < few + 140_000 * 64 * 2 / 1024, "{few} KiB for 10,000 Members, {many} KiB for 150,000");
}
