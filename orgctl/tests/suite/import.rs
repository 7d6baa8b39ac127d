//! `orgctl import`.

mod address_reassignment;
mod conflicts_in_input;
mod exclusive_values;
mod incomplete_search;
mod input_formats;
mod killed_import;
mod limits;
mod memory;
mod search_page_fields;

use std::{fmt::Display, io::Write};

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use test_support::{Ended, Orgctl, TestApp, small_world};

/// A file with this in it.
fn file(text: impl Display) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a file");
    write!(file, "{text}").expect("written");
    file
}

fn path(file: &NamedTempFile) -> &str {
    file.path().to_str().expect("a path")
}

/// Imports from standard input.
async fn import(app: &TestApp, text: impl Display) -> Ended {
    import_with(app, &[], text).await
}

/// Imports from standard input, with these options.
async fn import_with(app: &TestApp, options: &[&str], text: impl Display) -> Ended {
    Orgctl::on(app).run_with(&[&["import"], options, &["-"]].concat(), &text.to_string()).await
}

/// What an import of `text` that is refused says.
async fn refusal(app: &TestApp, text: impl Display) -> String {
    let before = app.everything().await;
    let ended = import(app, text).await;
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{}", ended.stderr);
    assert_eq!(app.everything().await, before, "nothing was written");
    ended.stderr
}

#[tokio::test]
async fn imported_data_is_answered_by_function() {
    let app = TestApp::start(json!({})).await;
    let mut world = small_world();
    world["sessions"][0]["token"] = json!("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    let ended = import_with(&app, &["--with-sessions"], &world).await;
    assert_eq!(ended.code, Some(0));
    insta::assert_snapshot!(ended.stdout, @"
    imported       added  changed  unchanged
    organizations  2      0        0
    Members        3      0        0
    sessions written: 1
    ");
    insta::assert_snapshot!(ended.stderr, @"
    warning: standard input: /sessions/1: the session was left out, because it has no token; `orgctl session create` makes new ones
    warning: standard input: /sessions/2: the session was left out, because it has no token; `orgctl session create` makes new ones
    ");
    let answer = app.post(json!({"intermediate_session_token": world["sessions"][0]["token"]})).await;
    assert_eq!(answer.listing(), ["Acme: active_member", "Globex: eligible_to_join_by_email_domain"]);
    let again = Orgctl::on(&app)
        .run_with(&["--output", "json", "import", "--with-sessions", "-"], &world.to_string())
        .await;
    insta::assert_snapshot!(again.stdout, @r#"
    {
      "dry_run": false,
      "members": {
        "added": 0,
        "changed": 0,
        "unchanged": 3
      },
      "organizations": {
        "added": 0,
        "changed": 0,
        "unchanged": 2
      },
      "refused": [],
      "sessions": 1
    }
    "#);
    assert_eq!(
        answer.entries(),
        app.post(json!({"intermediate_session_token": world["sessions"][0]["token"]})).await.entries()
    );
}

#[tokio::test]
async fn sessions_without_the_option_are_refused() {
    let app = TestApp::start(json!({})).await;
    insta::assert_snapshot!(refusal(&app, small_world()).await, @"
    error: nothing was imported, because of 1 mistake:
    standard input: /sessions/0: the input holds 3 sessions; a session lets the holder of its token act as the person: remove them from the input, or import them with --with-sessions
    ");
    let one = json!({"sessions": [small_world()["sessions"][0]]});
    insta::assert_snapshot!(refusal(&app, one).await, @"
    error: nothing was imported, because of 1 mistake:
    standard input: /sessions/0: the input holds a session; a session lets the holder of its token act as the person: remove them from the input, or import them with --with-sessions
    ");
}

#[tokio::test]
async fn dry_run_reports_changes_without_writing() {
    let app = TestApp::start(small_world()).await;
    let mut world = small_world();
    world["organizations"][1]["organization_name"] = json!("Globex 2");
    world["organizations"][0]["members"][0]["name"] = json!("Ann");
    world["members"] = json!([
        {"member_id": "member-new", "organization_id": "organization-acme", "email_address": "new@acme.example"},
        {"member_id": "member-other", "organization_id": "organization-acme", "email_address": "bob@acme.example", "status": "deleted"},
    ]);
    world.as_object_mut().expect("an object").remove("sessions");
    let files = [file(&world)];
    let before = app.everything().await;
    let ended = Orgctl::on(&app).run(&["import", "--dry-run", path(&files[0])]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    insta::assert_snapshot!(ended.stdout, @"
    would be       added  changed  unchanged
    organizations  0      1        1
    Members        1      1        2
    ");
    assert_eq!(app.everything().await, before);
    let done = Orgctl::on(&app).run(&["--output", "json", "import", path(&files[0])]).await;
    insta::assert_snapshot!(done.stdout, @r#"
    {
      "dry_run": false,
      "members": {
        "added": 1,
        "changed": 1,
        "unchanged": 2
      },
      "organizations": {
        "added": 0,
        "changed": 1,
        "unchanged": 1
      },
      "refused": [],
      "sessions": 0
    }
    "#);
    assert_ne!(app.everything().await, before);
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
            .contains("/members/0/organization_id: organization o is neither in the data nor in the tables"),
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

#[tokio::test]
async fn missing_organization_is_reported_for_first_member() {
    let app = TestApp::start(json!({})).await;
    let member = |id: &str, organization: &str| json!({"member_id": id, "organization_id": organization, "email_address": format!("{id}@b.example")});
    let data = json!({"members": [
        member("m-1", "here"), member("m-2", "gone"), member("m-3", "lost"), member("m-4", "gone"), member("m-5", "gone"),
    ], "organizations": [{"organization_id": "here"}]});
    insta::assert_snapshot!(refusal(&app, &data).await, @"
    error: nothing was imported, because of 2 mistakes:
    standard input: /members/1/organization_id: organization gone is neither in the data nor in the tables; 2 more Members name it
    standard input: /members/2/organization_id: organization lost is neither in the data nor in the tables
    ");
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
    // More than a pipe holds: the program has begun to copy when it is written.
    stdin.write_all(" ".repeat(1 << 20).as_bytes()).await.expect("written");
    let process = child.id().expect("a process").to_string();
    let killed = std::process::Command::new("kill").arg(&process).status().expect("kill");
    assert!(killed.success() && child.wait().await.expect("a status").code().is_none());
    assert_eq!(std::fs::read_dir(directory.path()).expect("a directory").count(), 0);
}

#[tokio::test]
async fn doubtful_records_are_warned_of() {
    let app = TestApp::start(json!({})).await;
    let sso = json!([{"connection_id": "saml-1", "external_id": "x", "registration_id": "r", "sso_attributes": {}}]);
    let member = |id: &str, more: Value| {
        let mut member = json!({"member_id": id, "email_address": format!("{id}@b.example"), "email_address_verified": true});
        member.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        member
    };
    let data = json!({"organizations": [{"organization_id": "o", "colour": "red", "members": [
        member("sso", json!({"sso_registrations": sso})),
        member("scim", json!({"scim_registration": {"connection_id": "c", "registration_id": "r"}})),
        member("google", json!({"sso_registrations": sso, "oauth_registrations": [{"provider_type": "Google", "provider_subject": "1"}]})),
        member("password", json!({"sso_registrations": sso, "member_password_id": "p"})),
        member("unverified", json!({"sso_registrations": sso, "email_address_verified": false})),
    ]}], "sessions": [{"name": "a", "kind": "intermediate", "email_address": "a@b.example"}]});
    let ended = import_with(&app, &["--with-sessions"], &data).await;
    assert_eq!(ended.code, Some(0));
    insta::assert_snapshot!(ended.stderr, @r#"
    warning: standard input: /organizations/0: the field "colour" is not known and was left out
    warning: standard input: /organizations/0/members/0/email_address_verified: is called verified, and nothing but an SSO or SCIM registration speaks for it: make sure that the identity provider owns the address's domain, or import the Member with email_address_verified false
    warning: standard input: /organizations/0/members/1/email_address_verified: is called verified, and nothing but an SSO or SCIM registration speaks for it: make sure that the identity provider owns the address's domain, or import the Member with email_address_verified false
    warning: standard input: /sessions/0: the session was left out, because it has no token; `orgctl session create` makes new ones
    "#);
}

#[tokio::test]
async fn records_contradicting_tables_are_left_out() {
    let app = TestApp::start(small_world()).await;
    let data = json!({"members": [
        {"member_id": "member-taken", "organization_id": "organization-acme", "email_address": "ann@acme.example"},
        {"member_id": "member-gus", "organization_id": "organization-acme", "email_address": "gus@acme.example"},
        {"member_id": "member-fine", "organization_id": "organization-acme", "email_address": "fine@acme.example"},
        {"member_id": "member-bob", "organization_id": "organization-acme", "email_address": "robert@acme.example"},
    ]});
    let dry = Orgctl::on(&app).run_with(&["import", "--dry-run", "-"], &data.to_string()).await;
    let ended = import(&app, &data).await;
    assert_eq!(ended.code, Some(1));
    assert_eq!(dry, Ended { stdout: ended.stdout.replace("imported", "would be"), ..dry_of(&ended) });
    insta::assert_snapshot!(ended.stdout, @"
    imported       added  changed  unchanged
    organizations  0      0        0
    Members        1      1        0
    ");
    insta::assert_snapshot!(ended.stderr, @"
    error: 2 records contradict what the tables hold; left out:
    standard input: /members/1: the id member-gus belongs to a Member of organization organization-globex
    standard input: /members/0: organization organization-acme has another Member with this address: member-ann
    ");
}

fn dry_of(ended: &Ended) -> Ended {
    Ended { code: ended.code, stdout: String::new(), stderr: ended.stderr.clone() }
}
