//! `orgctl check`, with and without `--repair`.

mod damaged_attributes;
mod damaged_items;
mod edges_and_counters;
mod live_traffic;
mod members;
mod random_damage;

mod retired_addresses;
mod sessions;
mod shared_values;

use serde_json::{Value, json};

use crate::raw_items::Raw;
use test_support::{Orgctl, TestApp, small_data_set};

/// Starts an app with `small_data_set`, and asserts that its tables are consistent.
async fn start_app() -> TestApp {
    let app = TestApp::start(small_data_set()).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
    app
}

/// Returns the inconsistencies that `check` reports.
async fn inconsistencies(app: &TestApp) -> Value {
    let output = Orgctl::on(app).run(&["--output", "json", "check"]).await;
    let mut report: Value = serde_json::from_str(&output.stdout).expect("JSON");
    let found = report["inconsistencies"].take();
    assert_eq!(output.code == Some(0), found == json!([]), "{}", output.stderr);
    assert_eq!(report["repaired"], json!([]));
    found
}

/// Formats one inconsistency per line.
fn lines(inconsistencies: &Value) -> String {
    let lines: Vec<_> = inconsistencies.as_array().expect("a list").iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Runs `check --repair` with these options, and returns the report.
async fn repaired(app: &TestApp, options: &[&str]) -> Value {
    Orgctl::on(app).json(&[&["check", "--repair"], options].concat()).await
}

/// Runs `check --repair`, and asserts that the tables are as in `before` and consistent.
async fn assert_repair_restores(app: &TestApp, before: Vec<Vec<test_support::StoredItem>>) {
    repaired(app, &[]).await;
    assert_eq!(app.all_items().await, before);
    assert_eq!(inconsistencies(app).await, json!([]));
}

#[tokio::test]
async fn consistent_tables_have_no_findings() {
    let app = TestApp::start_demo().await;
    let before = app.all_items().await;
    insta::assert_snapshot!(Orgctl::on(&app).text(&["check"]).await, @"checked 5 organizations, 11 Members, 7 edges, 8 counters, 12 session items: no inconsistencies");
    insta::assert_snapshot!(Orgctl::on(&app).json(&["check", "--repair"]).await, @r#"{"inconsistencies":[],"notices":[],"read":{"counters":8,"edges":7,"members":11,"organizations":5,"session_items":12},"repaired":[]}"#);
    assert_eq!(app.all_items().await, before, "nothing was changed");
}

#[tokio::test]
async fn findings_are_printed_as_text() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.delete(raw.edge_item("domain#acme.example", "organization-globex")).await;
    raw.set(raw.counter_item("organization-globex", "acme.example"), "verified_members", 9).await;
    raw.delete(raw.id_item("member-bob")).await;
    let output = Orgctl::on(&app).run(&["check"]).await;
    assert_eq!(output.code, Some(1));
    insta::assert_snapshot!(output.stdout, @"
    organization-globex: the joinable edge domain#acme.example is missing, so people cannot join through it
    organization-globex: the verified-member counter of acme.example is 9, expected 1
    member-bob (bob@acme.example in organization-acme): the id item does not point to this Member
    checked 2 organizations, 3 Members, 0 edges, 2 counters, 5 session items: see above
    ");
    insta::assert_snapshot!(output.stderr, @"error: 3 inconsistencies found; run `orgctl check --repair` to repair what can be repaired automatically");
    insta::assert_snapshot!(Orgctl::on(&app).text(&["check", "--repair"]).await, @"
    repaired: organization-globex: the joinable edge domain#acme.example is missing, so people cannot join through it
    repaired: organization-globex: the verified-member counter of acme.example is 9, expected 1
    repaired: member-bob (bob@acme.example in organization-acme): the id item does not point to this Member
    checked 2 organizations, 3 Members, 1 edges, 2 counters, 5 session items: no inconsistencies
    ");
}

#[tokio::test]
async fn remove_damaged_requires_repair_option() {
    let app = TestApp::start(json!({})).await;
    assert_eq!(Orgctl::on(&app).run(&["check", "--remove-damaged"]).await.code, Some(2));
}
