//! `orgctl import`.

mod address_reassignment;
mod conflicts_in_input;
mod conflicts_with_tables;
mod doubtful_records;
mod exclusive_values;
mod incomplete_search;
mod input_formats;
mod interrupted_import;
mod killed_import;
mod limits;
mod memory;
mod page_drift;
mod search_page_fields;
mod skip_invalid;
mod slug_reassignment;
mod stytch_copy;

use std::fmt::Display;

use serde_json::json;

use super::input_files::{file, path};
use test_support::{Orgctl, ProgramOutput, TestApp, small_data_set};

/// Imports from standard input.
async fn import(app: &TestApp, text: impl Display) -> ProgramOutput {
    import_with(app, &[], text).await
}

/// Imports from standard input, with these options and without notices.
async fn import_with(app: &TestApp, options: &[&str], text: impl Display) -> ProgramOutput {
    let arguments = [&["--quiet", "import"], options, &["-"]].concat();
    Orgctl::on(app).run_with(&arguments, &text.to_string()).await
}

/// Imports from standard input, asserts that the import is refused and writes nothing, and returns the error.
async fn refusal(app: &TestApp, text: impl Display) -> String {
    let before = app.all_items().await;
    let output = import(app, text).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""), "{}", output.stderr);
    assert_eq!(app.all_items().await, before, "nothing was written");
    output.stderr
}

#[tokio::test]
async fn imported_data_is_returned_by_function() {
    let app = TestApp::start(json!({})).await;
    let mut data = small_data_set();
    data["sessions"][0]["token"] = json!("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    let output = import_with(&app, &["--with-sessions"], &data).await;
    assert_eq!(output.code, Some(0));
    insta::assert_snapshot!(output.stdout, @"
    imported       added  changed  unchanged
    organizations  2      0        0
    Members        3      0        0
    sessions written: 1
    left out: 2 sessions without a token
    ");
    insta::assert_snapshot!(output.stderr, @"
    warning: standard input: /sessions/1: the session was skipped because it has no token; create it with `orgctl session create`
    warning: standard input: /sessions/2: the session was skipped because it has no token; create it with `orgctl session create`
    ");
    let response = app.post(json!({"intermediate_session_token": data["sessions"][0]["token"]})).await;
    assert_eq!(response.listing(), ["Acme: active_member", "Globex: eligible_to_join_by_email_domain"]);
    let again = Orgctl::on(&app)
        .run_with(&["--quiet", "--output", "json", "import", "--with-sessions", "-"], &data.to_string())
        .await;
    assert_eq!(again.stdout, include_str!("expected/import_unchanged.json"));
    assert_eq!(
        response.entries(),
        app.post(json!({"intermediate_session_token": data["sessions"][0]["token"]})).await.entries()
    );
}

#[tokio::test]
async fn sessions_without_the_option_are_refused() {
    let app = TestApp::start(json!({})).await;
    insta::assert_snapshot!(refusal(&app, small_data_set()).await, @"
    error: nothing was imported because of 1 error:
    standard input: /sessions/0: the input contains 3 sessions, and the holder of a session's token can act as the person: remove the sessions, or import them with --with-sessions
    ");
    let one = json!({"sessions": [small_data_set()["sessions"][0]]});
    insta::assert_snapshot!(refusal(&app, one).await, @"
    error: nothing was imported because of 1 error:
    standard input: /sessions/0: the input contains a session, and the holder of a session's token can act as the person: remove the sessions, or import them with --with-sessions
    ");
}

#[tokio::test]
async fn dry_run_reports_changes_without_writing() {
    let app = TestApp::start(small_data_set()).await;
    let mut data = small_data_set();
    data["organizations"][1]["organization_name"] = json!("Globex 2");
    data["organizations"][0]["members"][0]["name"] = json!("Ann");
    data["members"] = json!([
        {"member_id": "member-new", "organization_id": "organization-acme", "email_address": "new@acme.example"},
        {"member_id": "member-other", "organization_id": "organization-acme", "email_address": "bob@acme.example", "status": "deleted"},
    ]);
    data.as_object_mut().expect("an object").remove("sessions");
    let files = [file(&data)];
    let before = app.all_items().await;
    let output = Orgctl::on(&app).run(&["--quiet", "import", "--dry-run", path(&files[0])]).await;
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    insta::assert_snapshot!(output.stdout, @"
    would be       added  changed  unchanged
    organizations  0      1        1
    Members        1      1        2
    would be left out: 1 deleted Member whose address another Member has
    ");
    assert_eq!(app.all_items().await, before);
    let done = Orgctl::on(&app).run(&["--quiet", "--output", "json", "import", path(&files[0])]).await;
    assert_eq!(done.stdout, include_str!("expected/import_changed.json"));
    assert_ne!(app.all_items().await, before);
}

#[tokio::test]
async fn several_files_are_imported_together() {
    let app = TestApp::start(json!({})).await;
    let members = file(
        json!({"members": [{"member_id": "m", "organization_id": "o", "email_address": "a@b.example"}]}),
    );
    let organizations = file(json!({"organizations": [{"organization_id": "o"}]}));
    let refused = Orgctl::on(&app).refusal(&["import", path(&members)]).await;
    assert!(
        refused
            .contains("/members/0/organization_id: organization o is neither in the input nor in the tables"),
        "{refused}"
    );
    Orgctl::on(&app).json(&["import", path(&members), path(&organizations)]).await;
    let mut again = Orgctl::on(&app).json(&["import", path(&members)]).await;
    assert_eq!(
        again["members"].take(),
        json!({"added": 0, "changed": 0, "unchanged": 1}),
        "the organization is in the tables"
    );
}
