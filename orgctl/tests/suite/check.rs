//! `orgctl check`, with and without `--repair`.

mod damaged_attributes;
mod damaged_items;
mod edges_and_counters;
mod effects;
mod formats;
mod live_traffic;
mod members;
mod plan;
mod printed_commands;
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

/// The fields of a finding in JSON output that explain it.
const EXPLANATION: [&str; 7] =
    ["organization_name", "organization_updated_at", "problem", "effect", "note", "command", "repair_action"];

/// Returns the inconsistencies that `check` reports, without their explanations.
async fn inconsistencies(app: &TestApp) -> Value {
    let output = Orgctl::on(app).run(&["--output", "json", "check"]).await;
    let mut report: Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(report["repaired"], json!([]));
    let found = report["inconsistencies"].as_array_mut().expect("a list");
    let expected = if found.is_empty() { Some(0) } else { Some(3) };
    assert_eq!(output.code, expected, "{}", output.stderr);
    for finding in &mut *found {
        let fields = finding.as_object_mut().expect("an object");
        for name in EXPLANATION {
            assert!(fields.remove(name).is_some(), "{name}");
        }
    }
    report["inconsistencies"].take()
}

/// Returns the text that `check` prints if it finds something.
async fn report(app: &TestApp) -> String {
    let output = Orgctl::on(app).run(&["check"]).await;
    assert_eq!(output.code, Some(3), "{}", output.stderr);
    output.stdout
}

/// Runs `check --repair --yes` with these options, and returns the report.
async fn repaired(app: &TestApp, options: &[&str]) -> Value {
    Orgctl::on(app).json(&[&["check", "--repair", "--yes"], options].concat()).await
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
    insta::assert_snapshot!(Orgctl::on(&app).text(&["check"]).await, @"Checked 5 organizations, 11 Members, 7 edges, 8 counters and 12 session items: no inconsistencies.");
    insta::assert_snapshot!(Orgctl::on(&app).json(&["check", "--repair"]).await, @r#"{"dry_run":false,"inconsistencies":[],"notices":[],"read":{"counters":8,"edges":7,"members":11,"organizations":5,"session_items":12},"repaired":[]}"#);
    let output = Orgctl::on(&app).run(&["check", "--repair"]).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "no target is announced");
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
    assert_eq!(output.code, Some(3));
    insta::assert_snapshot!(output.stdout, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      No id item names the location of Member member-bob (bob@acme.example)
        Effect: commands do not find the Member by its id, and another Member can get the id
        Member last changed: 2026-01-01T00:00:00Z
        Repair: orgctl check --repair

    Globex (organization-globex), last changed 2026-01-01T00:00:00Z
      The joinable edge domain#acme.example does not exist
        Effect: people with an address at acme.example cannot join
        Repair: orgctl check --repair
      The verified-member counter of acme.example is 9; it should count 1 Member
        Effect: none for people at the moment; after a later change, the wrong people can join or be kept out
        Repair: orgctl check --repair

    Checked 2 organizations, 3 Members, 0 edges, 2 counters and 5 session items: 3 inconsistencies.
    ");
    insta::assert_snapshot!(output.stderr, @"error: 3 inconsistencies found; the report names the command for each");
    insta::assert_snapshot!(Orgctl::on(&app).text(&["check", "--repair"]).await, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      Repaired: no id item names the location of Member member-bob (bob@acme.example)

    Globex (organization-globex), last changed 2026-01-01T00:00:00Z
      Repaired: the joinable edge domain#acme.example does not exist
      Repaired: the verified-member counter of acme.example is 9; it should count 1 Member

    Checked 2 organizations, 3 Members, 1 edge, 2 counters and 5 session items: no inconsistencies. 3 inconsistencies repaired.
    ");
}

#[tokio::test]
async fn remove_damaged_requires_repair_option() {
    let app = TestApp::start(json!({})).await;
    assert_eq!(Orgctl::on(&app).run(&["check", "--remove-damaged"]).await.code, Some(2));
}
