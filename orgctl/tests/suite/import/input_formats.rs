//! Input formats.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{import, refusal};
use crate::input_files::{file, file_of_bytes, path};
use test_support::{
    Orgctl, TestApp,
    builders::{member_with_id, organization_with_id},
    input_formats::{AcceptedInput, RefusedInput, accepted_inputs, refused_inputs},
    small_data_set,
};

fn organization_one() -> Value {
    organization_with_id("org-1", json!({"organization_name": "One", "organization_slug": "one"}))
}

/// Returns a Member with this number in its id and address.
fn numbered_member(n: usize) -> Value {
    let fields = json!({"organization_id": "org-1"});
    member_with_id(&format!("m-{n}"), &format!("p{n}@b.example"), fields)
}

/// Returns the content of the tables after an import, without timestamps and checksums.
async fn imported(text: &str) -> Vec<Vec<test_support::StoredItem>> {
    let app = TestApp::start(json!({})).await;
    let output = import(&app, text).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{text}");
    let mut everything = app.all_items().await;
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
    let (organization, one, two) = (organization_one(), numbered_member(1), numbered_member(2));
    let mut nested = organization.clone();
    nested["members"] = json!([one, two]);
    let members_first = format!(
        r#"{{"organizations": [{{"members": [{one}, {two}], "organization_id": "org-1", "organization_name": "One", "organization_slug": "one"}}]}}"#
    );
    let envelope = r#""status_code": 200, "request_id": "request-id-test-1", "results_metadata": {"total": 2, "next_cursor": null}"#;
    let by_id = json!({"org-1": organization});
    let formats = [
        json!({"organizations": [organization], "members": [one, two]}).to_string(),
        json!({"organizations": [nested]}).to_string(),
        members_first,
        // Pages of organizations/search and organizations/members/search.
        format!(
            "{{\"organizations\": [{organization}], {envelope}}}\n{{\"members\": [{one}], \"organizations\": {by_id}, {envelope}}}{{\"members\": [{two}], \"organizations\": {by_id}, {envelope}}}"
        ),
        format!("{{\"members\": [{one}, {two}], \"organizations\": {by_id}, {envelope}}}"),
        // One object per line, in any order.
        format!("{two}\n\n{organization}\r\n{one}"),
        format!("\n  {nested}\n"),
    ];
    let expected = imported(&formats[0]).await;
    assert_eq!(expected[1].len(), 4, "two Members and their ids");
    for format in &formats[1..] {
        assert_eq!(imported(format).await, expected, "{format}");
    }
}

/// Inputs that contain no records or are not JSON.
const UNKNOWN_FORMATS: [&str; 15] = [
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
];

#[tokio::test]
async fn unknown_input_format_is_refused() {
    let app = TestApp::start(json!({})).await;
    let mut refusals = String::new();
    for text in UNKNOWN_FORMATS {
        let one = "error: nothing was imported because of 1 error:\n";
        let _ = writeln!(refusals, "{text}\n  {}", refusal(&app, text).await.replace(one, "").trim_end());
    }
    assert_eq!(refusals, include_str!("../expected/import_unknown_formats.txt"));
}

#[tokio::test]
async fn errors_are_reported_with_line_number() {
    let app = TestApp::start(json!({})).await;
    let text = format!(
        "{}\n{}\n{{\"member_id\": 7, \"email_address\": \"a@b.example\"}}\n{{\"x\": 1}}\n{{\n{}\n",
        organization_one(),
        numbered_member(1),
        json!({"kind": "intermediate", "name": "s", "email_address": "unknown"}),
    );
    insta::assert_snapshot!(refusal(&app, text).await, @"
    error: nothing was imported because of 4 errors:
    standard input: line 3/member_id: invalid type: integer `7`, expected a string
    standard input: line 4: expected an organization, a Member or a session, or lists of organizations, members or sessions
    standard input: line 5: not JSON: EOF while parsing an object at line 1 column 1
    standard input: line 6/email_address: expected an email address such as jane@acme.com, but the text has no @
    ");
}

#[tokio::test]
async fn file_that_is_not_utf_8_is_refused() {
    let app = TestApp::start(json!({})).await;
    let file = file_of_bytes(b"{\"organizations\": [{\"organization_id\": \"\xff\"}]}");
    let refused = Orgctl::on(&app).refusal(&["import", path(&file)]).await;
    insta::assert_snapshot!(refused.replace(path(&file), "data.json"), @"
    error: nothing was imported because of 1 error:
    data.json: not JSON: not UTF-8 at line 1 column 41
    ");
}

#[tokio::test]
async fn every_accepted_input_gives_same_tables() {
    let mut expected = None;
    for AcceptedInput { name, files } in accepted_inputs() {
        let app = TestApp::start(json!({})).await;
        let files: Vec<_> = files.iter().map(file).collect();
        let arguments: Vec<_> = ["--quiet", "import"].into_iter().chain(files.iter().map(path)).collect();
        let output = Orgctl::on(&app).run(&arguments).await;
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{name}");
        let tables = app.all_items().await;
        assert_eq!(tables[1].len(), 4, "{name}: two Members and their ids");
        assert_eq!(tables, *expected.get_or_insert_with(|| tables.clone()), "{name}");
    }
}

#[tokio::test]
async fn refused_input_is_reported_with_reason() {
    let app = TestApp::start(json!({})).await;
    for RefusedInput { name, file: bytes, reason } in refused_inputs() {
        let file = file_of_bytes(bytes);
        let refused = Orgctl::on(&app).refusal(&["import", path(&file)]).await;
        let expected =
            format!("error: nothing was imported because of 1 error:\n{}: {reason}\n", path(&file));
        assert_eq!(refused, expected, "{name}");
    }
}

#[tokio::test]
async fn printed_objects_can_be_imported() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let mut printed = String::new();
    for arguments in [["organization", "get", "acme"], ["member", "get", "member-ann"]] {
        printed += &orgctl.text(&arguments).await;
        let _ = writeln!(printed, "{:#}", orgctl.json(&arguments).await);
    }
    let before = app.all_items().await;
    let output = import(&app, &printed).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!(output.stdout, @"
    imported       added  changed  unchanged
    organizations  0      0        1
    Members        0      0        1
    left out: 2 duplicates
    ");
    assert_eq!(app.all_items().await, before);
}
