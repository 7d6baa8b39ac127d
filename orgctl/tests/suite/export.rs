//! `orgctl export`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::raw_items::Raw;
use test_support::{Orgctl, TestApp, small_data_set};

fn objects(export: &str, list: &str) -> BTreeSet<String> {
    let export: Value = serde_json::from_str(export).expect("JSON");
    export[list].as_array().expect("a list").iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn export_and_import_preserve_data() {
    let app = TestApp::start_demo().await;
    let everything = include_str!("../../../test-support/src/every_field.json");
    assert_eq!(
        Orgctl::on(&app).run_with(&["import", "--with-sessions", "-"], everything).await.code,
        Some(0)
    );
    let first = Orgctl::on(&app).text(&["export"]).await;
    let other = TestApp::empty(app.writer.project_id().clone()).await;
    Orgctl::on(&other).text(&["project", "create"]).await;
    let imported = Orgctl::on(&other).run_with(&["-q", "import", "-"], &first).await;
    assert_eq!((imported.code, imported.stderr.as_str()), (Some(0), ""));
    let second = Orgctl::on(&other).text(&["export"]).await;
    for list in ["organizations", "members"] {
        assert!(objects(&first, list).len() > 3);
        assert_eq!(objects(&first, list), objects(&second, list));
    }
    let again = Orgctl::on(&app).run_with(&["--output", "json", "import", "-"], &second).await;
    let again: Value = serde_json::from_str(&again.stdout).expect("JSON");
    for list in ["organizations", "members"] {
        let unchanged = objects(&first, list).len();
        assert_eq!(
            again[list],
            json!({"added": 0, "changed": 0, "unchanged": unchanged}),
            "an import of an export changes nothing"
        );
    }
}

#[tokio::test]
async fn empty_project_exports_empty_lists() {
    let app = TestApp::start(json!({})).await;
    insta::assert_snapshot!(Orgctl::on(&app).text(&["export"]).await, @r#"
    {"organizations":[
    ],"members":[
    ]}
    "#);
}

#[tokio::test]
async fn data_of_another_project_is_not_exported() {
    let app = TestApp::start(small_data_set()).await;
    let other = "project-test-99999999-9999-4999-8999-999999999999";
    Orgctl::on(&app).text(&["--project", other, "project", "create"]).await;
    let exported = Orgctl::on(&app).text(&["--project", other, "export"]).await;
    assert_eq!(objects(&exported, "organizations").len() + objects(&exported, "members").len(), 0);
}

#[tokio::test]
async fn damaged_items_are_skipped_by_export() {
    let app = TestApp::start(small_data_set()).await;
    let raw = Raw(&app);
    raw.delete(raw.organization_item("organization-globex")).await;
    raw.set(raw.member_item("bob@acme.example", "organization-acme"), "schema", 2).await;
    let output = Orgctl::on(&app).run(&["export"]).await;
    assert_eq!(output.code, Some(1));
    assert_eq!(objects(&output.stdout, "organizations").len(), 1);
    assert_eq!(objects(&output.stdout, "members").len(), 1);
    let mut lines: Vec<_> = output.stderr.lines().collect();
    lines.sort_unstable();
    insta::assert_snapshot!(lines.join("\n"), @"
    error: the export is incomplete (damaged items skipped: 1); `orgctl check` lists them
    warning: skipped Member member-gus: its organization organization-globex does not exist; `orgctl check` lists such Members
    warning: skipped: damaged item in the members table (key hash aa3ea832111ea56e): unknown schema version 2
    ");
}

#[tokio::test]
async fn export_to_closed_pipe_succeeds() {
    let app = TestApp::start(small_data_set()).await;
    let mut child = Orgctl::on(&app).spawn(&["export"]);
    drop(child.stdout.take());
    let output = child.wait_with_output().await.expect("a process");
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[tokio::test]
async fn records_are_exported_one_per_line() {
    let app = TestApp::start_demo().await;
    let lines = Orgctl::on(&app).text(&["-o", "ndjson", "export"]).await;
    let document = Orgctl::on(&app).text(&["export"]).await;
    let records: BTreeSet<String> =
        lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON").to_string()).collect();
    let expected: BTreeSet<String> =
        objects(&document, "organizations").union(&objects(&document, "members")).cloned().collect();
    assert_eq!(records, expected);
    let again = Orgctl::on(&app).run_with(&["-q", "-o", "json", "import", "-"], &lines).await;
    let again: Value = serde_json::from_str(&again.stdout).expect("JSON");
    assert_eq!((&again["members"]["added"], &again["members"]["changed"]), (&json!(0), &json!(0)));
}
