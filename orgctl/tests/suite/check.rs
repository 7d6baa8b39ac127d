//! `orgctl check`: every kind of damage is found and repaired.

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
use test_support::{Orgctl, TestApp, small_world};

/// The small world, which is consistent.
async fn world() -> TestApp {
    let app = TestApp::start(small_world()).await;
    assert_eq!(differences(&app).await, json!([]));
    app
}

async fn differences(app: &TestApp) -> Value {
    let ended = Orgctl::on(app).run(&["--output", "json", "check"]).await;
    let mut report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let found = report["differences"].take();
    assert_eq!(ended.code == Some(0), found == json!([]), "{}", ended.stderr);
    assert_eq!(report["repaired"], json!([]));
    found
}

/// One difference a line.
fn lines(differences: &Value) -> String {
    let lines: Vec<_> = differences.as_array().expect("a list").iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Repairs with these options, and returns the report.
async fn repaired(app: &TestApp, options: &[&str]) -> Value {
    Orgctl::on(app).json(&[&["check", "--repair"], options].concat()).await
}

/// Repairs all damage: the tables are as before, and a check finds nothing.
async fn repairs_everything(app: &TestApp, before: Vec<Vec<test_support::Row>>) {
    repaired(app, &[]).await;
    assert_eq!(app.everything().await, before);
    assert_eq!(differences(app).await, json!([]));
}

#[tokio::test]
async fn consistent_tables_have_no_findings() {
    let app = TestApp::start_demo().await;
    let before = app.everything().await;
    insta::assert_snapshot!(Orgctl::on(&app).text(&["check"]).await, @"read 5 organizations, 11 Members, 7 edges, 8 counters, 12 session items: nothing to report");
    insta::assert_snapshot!(Orgctl::on(&app).json(&["check", "--repair"]).await, @r#"{"differences":[],"notices":[],"read":{"counters":8,"edges":7,"members":11,"organizations":5,"session_items":12},"repaired":[]}"#);
    assert_eq!(app.everything().await, before, "nothing was changed");
}

#[tokio::test]
async fn findings_are_printed_as_text() {
    let app = world().await;
    let raw = Raw(&app);
    raw.delete(raw.edge_item("domain#acme.example", "organization-globex")).await;
    raw.set(raw.counter_item("organization-globex", "acme.example"), "verified_members", 9).await;
    raw.delete(raw.id_item("member-bob")).await;
    let ended = Orgctl::on(&app).run(&["check"]).await;
    assert_eq!(ended.code, Some(1));
    insta::assert_snapshot!(ended.stdout, @"
    organization-globex: the joinable edge domain#acme.example is missing, so people do not find it by that
    organization-globex: 1 verified Members of acme.example, and the counter says 9
    member-bob (bob@acme.example in organization-acme): the id does not lead to the Member
    read 2 organizations, 3 Members, 0 edges, 2 counters, 5 session items: see above
    ");
    insta::assert_snapshot!(ended.stderr, @"error: 3 things are not as it should be; `orgctl check --repair` mends what can be mended");
    insta::assert_snapshot!(Orgctl::on(&app).text(&["check", "--repair"]).await, @"
    repaired: organization-globex: the joinable edge domain#acme.example is missing, so people do not find it by that
    repaired: organization-globex: 1 verified Members of acme.example, and the counter says 9
    repaired: member-bob (bob@acme.example in organization-acme): the id does not lead to the Member
    read 2 organizations, 3 Members, 1 edges, 2 counters, 5 session items: nothing to report
    ");
}

#[tokio::test]
async fn remove_damaged_requires_repair_option() {
    let app = TestApp::start(json!({})).await;
    assert_eq!(Orgctl::on(&app).run(&["check", "--remove-damaged"]).await.code, Some(2));
}
