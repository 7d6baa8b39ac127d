//! The forms in which data may come.

use std::{fmt::Write as _, io::Write as _};

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::{import, path, refusal};
use test_support::{
    Orgctl, TestApp,
    input_formats::{AcceptedInput, RefusedInput, accepted_inputs, refused_inputs},
    small_world,
};

fn organization() -> Value {
    json!({"organization_id": "org-1", "organization_name": "One", "organization_slug": "one"})
}

fn member(n: usize) -> Value {
    json!({"member_id": format!("m-{n}"), "organization_id": "org-1", "email_address": format!("p{n}@b.example")})
}

/// What stands in the tables after an import, without the time of it.
async fn imported(text: &str) -> Vec<Vec<test_support::Row>> {
    let app = TestApp::start(json!({})).await;
    let ended = import(&app, text).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{text}");
    let mut everything = app.everything().await;
    for row in everything.iter_mut().flatten() {
        if let Some(object) = row.get_mut("object") {
            let mut json: Value = serde_json::from_str(object).expect("JSON");
            json["created_at"] = json!(null);
            json["updated_at"] = json!(null);
            *object = json.to_string();
            row.remove("checksum");
        }
    }
    everything
}

#[tokio::test]
async fn every_input_format_gives_same_tables() {
    let (organization, one, two) = (organization(), member(1), member(2));
    let mut nested = organization.clone();
    nested["members"] = json!([one, two]);
    let members_first = format!(
        r#"{{"organizations": [{{"members": [{one}, {two}], "organization_id": "org-1", "organization_name": "One", "organization_slug": "one"}}]}}"#
    );
    let envelope = r#""status_code": 200, "request_id": "request-id-test-1", "results_metadata": {"total": 2, "next_cursor": null}"#;
    let by_id = json!({"org-1": organization});
    let forms = [
        json!({"organizations": [organization], "members": [one, two]}).to_string(),
        json!({"organizations": [nested]}).to_string(),
        members_first,
        // Pages of organizations/search and organizations/members/search.
        format!(
            "{{\"organizations\": [{organization}], {envelope}}}\n{{\"members\": [{one}], \"organizations\": {by_id}, {envelope}}}{{\"members\": [{two}], \"organizations\": {by_id}, {envelope}}}"
        ),
        format!("{{\"members\": [{one}, {two}], \"organizations\": {by_id}, {envelope}}}"),
        // One thing a line, in any order.
        format!("{two}\n\n{organization}\r\n{one}"),
        format!("\n  {nested}\n"),
    ];
    let expected = imported(&forms[0]).await;
    assert_eq!(expected[1].len(), 4, "two Members and their ids");
    for form in &forms[1..] {
        assert_eq!(imported(form).await, expected, "{form}");
    }
}

#[tokio::test]
async fn unknown_input_format_is_refused() {
    let app = TestApp::start(json!({})).await;
    let mut said = String::new();
    for text in [
        "",
        "organizations: []",
        "{}",
        "[]",
        r#"{"users": []}"#,
        r#"{"organizations": {"#,
        r#"{"organizations": 7}"#,
        r#"{"organizations": ["org-1"]}"#,
        r#"{"members": {}}"#,
        r#"{"sessions": [], "sessions": []}"#,
        r#"{"organizations": []} {"organizations": [{}]}"#,
        r#"{"organizations": []} trailing"#,
        r#"{"organizations": [{"organization_id": "org-1", "members": 7}]}"#,
        r#"{"organizations": [{"organization_id": "org-1", "trusted_metadata": {"a": "\ud83e"}}]}"#,
        r#"{"status_code": 401, "request_id": "r", "error_type": "unauthorized_credentials", "error_message": "m", "error_url": "u"}"#,
    ] {
        let one = "error: nothing was imported, because of 1 mistake:\n";
        let _ = writeln!(said, "{text}\n  {}", refusal(&app, text).await.replace(one, "").trim_end());
    }
    insta::assert_snapshot!(said, @r#"

      standard input: not JSON: EOF while parsing a value at line 1 column 0
    organizations: []
      standard input: not JSON: expected value at line 1 column 1
    {}
      standard input: expected an organization, a Member or a session, or lists of organizations, members or sessions
    []
      standard input: expected an organization, a Member or a session, or lists of organizations, members or sessions
    {"users": []}
      standard input: expected an organization, a Member or a session, or lists of organizations, members or sessions
    {"organizations": {
      standard input: not JSON: EOF while parsing an object at line 1 column 19
    {"organizations": 7}
      standard input: invalid type: integer `7`, expected a list at /organizations at line 1 column 20
    {"organizations": ["org-1"]}
      standard input: invalid type: string "org-1", expected an organization at /organizations/0 at line 1 column 26
    {"members": {}}
      standard input: invalid type: map, expected a list at /members at line 1 column 14
    {"sessions": [], "sessions": []}
      standard input: duplicate field `sessions` at line 1 column 28
    {"organizations": []} {"organizations": [{}]}
      standard input: document 2/organizations/0: missing field `organization_id`
    {"organizations": []} trailing
      standard input: document 2: not JSON: expected ident at line 1 column 25
    {"organizations": [{"organization_id": "org-1", "members": 7}]}
      standard input: invalid type: integer `7`, expected a list of Members at /organizations/0/members at line 1 column 61
    {"organizations": [{"organization_id": "org-1", "trusted_metadata": {"a": "\ud83e"}}]}
      standard input: /organizations/0: not JSON: unexpected end of hex escape at line 1 column 60
    {"status_code": 401, "request_id": "r", "error_type": "unauthorized_credentials", "error_message": "m", "error_url": "u"}
      standard input: this is an error of the API, and no data: "unauthorized_credentials"
    "#);
}

#[tokio::test]
async fn mistakes_in_lines_are_reported_with_line() {
    let app = TestApp::start(json!({})).await;
    let text = format!(
        "{}\n{}\n{{\"member_id\": 7, \"email_address\": \"a@b.example\"}}\n{{\"x\": 1}}\n{{\n{}\n",
        organization(),
        member(1),
        json!({"kind": "intermediate", "name": "s", "email_address": "nobody"}),
    );
    insta::assert_snapshot!(refusal(&app, text).await, @"
    error: nothing was imported, because of 4 mistakes:
    standard input: line 3/member_id: invalid type: integer `7`, expected a string
    standard input: line 4: expected an organization, a Member or a session, or lists of organizations, members or sessions
    standard input: line 5: not JSON: EOF while parsing an object at line 1 column 1
    standard input: line 6/email_address: expected an e-mail address such as jane@acme.com
    ");
}

#[tokio::test]
async fn file_that_is_not_utf_8_is_refused() {
    let app = TestApp::start(json!({})).await;
    let mut file = NamedTempFile::new().expect("a file");
    std::io::Write::write_all(&mut file, b"{\"organizations\": [{\"organization_id\": \"\xff\"}]}")
        .expect("written");
    let path = file.path().to_str().expect("a path");
    let said = Orgctl::on(&app).refusal(&["import", path]).await;
    insta::assert_snapshot!(said.replace(path, "data.json"), @"
    error: nothing was imported, because of 1 mistake:
    data.json: not JSON: not UTF-8 at line 1 column 41
    ");
}

fn file(bytes: impl AsRef<[u8]>) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a file");
    file.write_all(bytes.as_ref()).expect("written");
    file
}

#[tokio::test]
async fn every_accepted_input_gives_same_tables() {
    let mut expected = None;
    for AcceptedInput { name, files } in accepted_inputs() {
        let app = TestApp::start(json!({})).await;
        let files: Vec<_> = files.iter().map(file).collect();
        let arguments: Vec<_> = ["import"].into_iter().chain(files.iter().map(path)).collect();
        let ended = Orgctl::on(&app).run(&arguments).await;
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{name}");
        let tables = app.everything().await;
        assert_eq!(tables[1].len(), 4, "{name}: two Members and their ids");
        assert_eq!(tables, *expected.get_or_insert_with(|| tables.clone()), "{name}");
    }
}

#[tokio::test]
async fn every_refused_input_is_reported_with_reason() {
    let app = TestApp::start(json!({})).await;
    for RefusedInput { name, file: bytes, reason } in refused_inputs() {
        let file = file(bytes);
        let refused = Orgctl::on(&app).refusal(&["import", path(&file)]).await;
        let expected =
            format!("error: nothing was imported, because of 1 mistake:\n{}: {reason}\n", path(&file));
        assert_eq!(refused, expected, "{name}");
    }
}

#[tokio::test]
async fn printed_objects_are_imported_again() {
    let app = TestApp::start(small_world()).await;
    let orgctl = Orgctl::on(&app);
    let mut printed = String::new();
    for arguments in [["organization", "get", "acme"], ["member", "get", "member-ann"]] {
        printed += &orgctl.text(&arguments).await;
        let _ = writeln!(printed, "{:#}", orgctl.json(&arguments).await);
    }
    let before = app.everything().await;
    let ended = import(&app, &printed).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ended.stdout, @"
    imported       added  changed  unchanged
    organizations  0      0        1
    Members        0      0        1
    ");
    assert_eq!(app.everything().await, before);
}
