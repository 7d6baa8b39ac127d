//! Imports that are interrupted with Ctrl-C.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::process::{Child, Command};

use super::killed_import::data;
use crate::input_files::{file, path};
use test_support::{
    Orgctl, TestApp,
    fault_proxy::{Fault, FaultProxy},
};

/// Starts a proxy that injects `fault` into the writes of the import.
async fn with_fault(app: &TestApp, fault: Fault) -> (FaultProxy, Orgctl) {
    let proxy = FaultProxy::start(app.dynamodb_port).await;
    proxy.inject(move |call| {
        let items = call.body["TransactItems"].as_array();
        let writes = items.is_some_and(|items| items.iter().any(|item| item.get("Put").is_some()));
        writes.then_some(fault)
    });
    let orgctl = Orgctl::on(app).with("AWS_ENDPOINT_URL_DYNAMODB", &proxy.url());
    (proxy, orgctl)
}

/// Sends SIGINT, as Ctrl-C does.
async fn interrupt(child: &Child) {
    let id = child.id().expect("a process").to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().await.expect("a process").success());
}

/// Waits until the import has written something.
async fn first_write(app: &TestApp) {
    while app.stored_items(&app.tables.members).await.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn count(report: &Value, field: &str) -> u64 {
    let count = |kind: &str| report[kind][field].as_u64().expect("a number");
    count("organizations") + count("members")
}

#[cfg(unix)]
#[tokio::test]
async fn interrupted_import_is_completed_by_repetition() {
    let (app, file) = (TestApp::start(json!({})).await, file(data()));
    let (proxy, orgctl) = with_fault(&app, Fault::Delay(30)).await;
    let arguments = ["--output", "json", "import", path(&file)];
    let child = orgctl.spawn(&arguments);
    first_write(&app).await;
    interrupt(&child).await;
    let output = child.wait_with_output().await.expect("a process");
    let stderr = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    let done: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(done["interrupted"], true);
    let written = count(&done, "added");
    assert!((1..1500).contains(&written), "{done}");
    assert!(stderr.contains("stopping after the writes that have started"), "{stderr}");
    let expected = format!(
        "error: interrupted after {written} of 1512 records; run the same command again to complete the import"
    );
    assert!(stderr.contains(&expected), "{stderr}");
    proxy.clear_faults();
    let again = Orgctl::on(&app).json(&["import", path(&file)]).await;
    assert_eq!((count(&again, "unchanged"), count(&again, "added")), (written, 1512 - written));
    let clean = TestApp::start(json!({})).await;
    Orgctl::on(&clean).json(&["import", path(&file)]).await;
    assert!(app.all_items().await == clean.all_items().await, "the tables equal those of one import");
}

#[cfg(unix)]
#[tokio::test]
async fn second_interrupt_ends_the_program_at_once() {
    let (app, file) = (TestApp::start(json!({})).await, file(data()));
    let (_proxy, orgctl) = with_fault(&app, Fault::NoResponse).await;
    let mut child = orgctl.spawn(&["import", path(&file)]);
    // Long enough to begin the first writes, which never end.
    tokio::time::sleep(Duration::from_secs(2)).await;
    interrupt(&child).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(child.try_wait().expect("a process").is_none(), "it waits for the writes");
    interrupt(&child).await;
    let ended = tokio::time::timeout(Duration::from_secs(5), child.wait()).await.expect("ended at once");
    assert_eq!(ended.expect("a status").code(), Some(130));
}
