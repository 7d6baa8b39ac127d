//! Imports that are killed and run again.

use std::time::Duration;

use serde_json::{Value, json};

use crate::input_files::{file, path};
use test_support::{Orgctl, TestApp};

/// Organizations with edges of every kind, and Members in all of them.
pub fn data() -> Value {
    let organizations: Vec<_> = (0..12)
        .map(|n| {
            json!({
                "organization_id": format!("org-{n}"), "email_jit_provisioning": "RESTRICTED",
                "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
                "email_allowed_domains": (0..n * 15).map(|d| format!("d{d}.example")).collect::<Vec<_>>(),
                "oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": [format!("T{n}")]},
            })
        })
        .collect();
    let members: Vec<_> = (0..1500)
        .map(|n| {
            json!({
                "member_id": format!("m-{n}"), "organization_id": format!("org-{}", n * 7 % 12),
                "email_address": format!("p{n}@d{}.example", n % 9), "email_address_verified": n % 3 != 0,
                "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
                "status": if n % 11 == 0 { "deleted" } else { "active" },
            })
        })
        .collect();
    json!({"organizations": organizations, "members": members})
}

#[tokio::test]
async fn killed_import_is_completed_by_retry() {
    let file = file(data());
    let clean = TestApp::start(json!({})).await;
    let started = tokio::time::Instant::now();
    Orgctl::on(&clean).json(&["import", path(&file)]).await;
    let (whole, expected) = (started.elapsed(), clean.all_items().await);
    let app = TestApp::start(json!({})).await;
    let (mut killed, mut incomplete) = (0, 0);
    for part in [5, 30, 55, 80] {
        let mut child = Orgctl::on(&app).spawn(&["import", path(&file)]);
        tokio::time::sleep(whole * part / 100).await;
        child.kill().await.expect("killed");
        killed += usize::from(child.wait().await.expect("a status").code().is_none());
        incomplete += usize::from(app.all_items().await != expected);
        // A request from before the kill may still be in progress at the endpoint.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(killed > 0 && incomplete > 0, "{killed} {incomplete}");
    let done = Orgctl::on(&app).json(&["import", path(&file)]).await;
    assert!(app.all_items().await == expected, "the tables equal those of an uninterrupted import");
    let total = |kind: &str| {
        ["added", "changed", "unchanged"].iter().filter_map(|n| done[kind][n].as_u64()).sum::<u64>()
    };
    assert_eq!((total("organizations"), total("members")), (12, 1500));
    let again = Orgctl::on(&app).json(&["import", path(&file)]).await;
    assert_eq!(
        (&again["organizations"]["unchanged"], &again["members"]["unchanged"]),
        (&json!(12), &json!(1500))
    );
}

#[tokio::test]
#[cfg(unix)]
async fn killed_import_leaves_no_temporary_file() {
    use tokio::io::AsyncWriteExt;

    let app = TestApp::start(json!({})).await;
    let directory = tempfile::tempdir().expect("a directory");
    let orgctl = Orgctl::on(&app).with("TMPDIR", directory.path().to_str().expect("text"));
    let mut child = orgctl.spawn(&["import", "-"]);
    let mut stdin = child.stdin.take().expect("a pipe");
    // More bytes than a pipe can buffer, so the program has started to copy when the write returns.
    stdin.write_all(" ".repeat(1 << 20).as_bytes()).await.expect("written");
    let process = child.id().expect("a process").to_string();
    let kill = std::process::Command::new("kill").arg(&process).status().expect("kill");
    assert!(kill.success() && child.wait().await.expect("a status").code().is_none());
    assert_eq!(std::fs::read_dir(directory.path()).expect("a directory").count(), 0);
}
