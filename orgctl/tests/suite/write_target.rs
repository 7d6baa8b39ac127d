//! The project and the tables that a command uses: checked before it runs, and printed before it writes.

use serde_json::json;

use super::input_files::{file, path};
use test_support::{Orgctl, PROJECT_ID, TestApp, project_id, small_data_set};

const OTHER: &str = "project-test-99999999-9999-4999-8999-999999999999";

#[tokio::test]
async fn target_is_printed_before_a_write() {
    let app = TestApp::start(small_data_set()).await;
    let target = format!(
        "project {PROJECT_ID}, tables {}-*, endpoint http://127.0.0.1:{}\n",
        app.table_prefix(),
        app.dynamodb_port
    );
    let update = ["member", "update", "member-ann", "--set", "name=Ann"];
    assert_eq!(Orgctl::on(&app).run(&update).await.stderr, target);
    let dry_run = [&["--dry-run"], &update[..3], &["--set", "name=Other"]].concat();
    assert_eq!(Orgctl::on(&app).run(&dry_run).await.stderr, format!("dry run, nothing is written: {target}"));
    assert_eq!(Orgctl::on(&app).run(&[&["--quiet"], &update[..]].concat()).await.stderr, "");
    for arguments in [&["member", "get", "member-ann"][..], &["project", "show"], &["check"], &["export"]] {
        assert_eq!(Orgctl::on(&app).run(arguments).await.stderr, "", "{arguments:?} only reads");
    }
}

#[tokio::test]
async fn mistyped_project_is_refused_by_every_command() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app).with("PROJECT_ID", OTHER);
    let (before, data) = (app.all_items().await, file(json!({"organizations": []})));
    let expected = format!(
        "error: there is no project {OTHER} in tables {}-*, endpoint http://127.0.0.1:{}; the projects are: {PROJECT_ID}; `orgctl project create` creates another one\n",
        app.table_prefix(),
        app.dynamodb_port
    );
    for arguments in [
        &["project", "show"][..],
        &["project", "rotate-secret"],
        &["project", "keys", "list"],
        &["project", "issuers", "add", "https://a.example"],
        &["organization", "list"],
        &["organization", "get", "acme"],
        &["organization", "delete", "acme", "--yes"],
        &["member", "list", "--organization", "acme"],
        &["member", "get", "member-ann"],
        &["session", "create", "--email", "ann@acme.example"],
        &["session", "list", "--member", "member-ann"],
        &["discover", "--email", "ann@acme.example"],
        &["explain", "--email", "ann@acme.example"],
        &["import", path(&data)],
        &["export"],
        &["check"],
        &["check", "--repair"],
    ] {
        let output = orgctl.run(arguments).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""), "{arguments:?}");
        assert_eq!(output.stderr, expected, "{arguments:?}");
    }
    assert_eq!(app.all_items().await, before);
}

#[tokio::test]
async fn tables_without_a_project_name_the_next_command() {
    let app = TestApp::empty(project_id()).await;
    let refusal = Orgctl::on(&app).refusal(&["organization", "list"]).await;
    assert!(refusal.ends_with("run `orgctl project create` to create it\n"), "{refusal}");
    let listed = Orgctl::on(&app).run(&["project", "list"]).await;
    assert_eq!(
        (listed.code, listed.stderr.as_str()),
        (Some(0), "No projects. Create one with `orgctl project create`.\n")
    );
}
