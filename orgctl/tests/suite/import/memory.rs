//! Memory use of imports of many records.

use std::{fmt::Write as _, fs, io::Write, time::Duration};

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use crate::input_files::path;
use test_support::{Orgctl, TestApp};

const ORGANIZATIONS: usize = 40;

/// Creates a file with `count` Members in `organizations` organizations, which the file contains only if
/// `with_organizations` is true.
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

/// Runs an import, which must exit with `code`. Returns its peak memory in KiB and its output.
async fn import(app: &TestApp, file: &NamedTempFile, code: i32) -> (u64, String) {
    let mut child = Orgctl::on(app).spawn(&["--output", "json", "import", path(file)]);
    let status = format!("/proc/{}/status", child.id().expect("a process"));
    let mut peak = 0;
    while child.try_wait().expect("a process").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let resident = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(resident.unwrap_or(0));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let output = child.wait_with_output().await.expect("a process");
    let printed = if code == 0 { output.stdout } else { output.stderr };
    let printed = String::from_utf8(printed).expect("text");
    assert_eq!(output.status.code(), Some(code), "{printed}");
    (peak, printed)
}

#[tokio::test]
#[cfg_attr(not(target_os = "linux"), ignore = "memory is read from /proc")]
async fn import_memory_does_not_grow_with_input() {
    let app = TestApp::start(json!({})).await;
    let (few, _) = import(&app, &members(2_000, ORGANIZATIONS, true), 0).await;
    let (many, done) = import(&app, &members(20_000, ORGANIZATIONS, true), 0).await;
    let done: Value = serde_json::from_str(&done).expect("JSON");
    assert_eq!(done["members"], json!({"added": 18_000, "changed": 0, "unchanged": 2_000}));
    // 64 bytes for each of 18,000 additional records, doubled because vectors grow by doubling.
    let allowed = 18_000 * 64 * 2 / 1024 + 8 * 1024;
    assert!(few > 0 && many < few + allowed, "{few} KiB for 2,000 Members, {many} KiB for 20,000");
    let row = &app.stored_items(&app.tables.organizations).await;
    let counted: u64 = row.iter().filter_map(|row| row.get("verified_members")?.parse::<u64>().ok()).sum();
    assert_eq!(counted, 20_000);
}

/// None of the organizations exist, so only the check runs and nothing is written.
#[tokio::test]
#[cfg_attr(not(target_os = "linux"), ignore = "memory is read from /proc")]
async fn import_memory_does_not_grow_with_lookups() {
    let app = TestApp::start(json!({})).await;
    let (few, _) = import(&app, &members(10_000, 1_000, false), 1).await;
    let (many, refused) = import(&app, &members(50_000, 1_000, false), 1).await;
    assert!(refused.contains("because of 1000 errors"), "{refused}");
    assert!(
        refused.contains("is neither in the input nor in the tables; 49 more Members belong to it"),
        "{refused}"
    );
    assert!(many < few + 40_000 * 64 * 2 / 1024, "{few} KiB for 10,000 Members, {many} KiB for 50,000");
}
