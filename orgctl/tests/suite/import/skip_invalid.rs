//! Imports that leave out records with errors, and write them to a file.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{import, import_with};
use crate::input_files::{file, path};
use test_support::{
    Orgctl, TestApp,
    builders::{member_with_id, organization_with_id, with},
};

/// A Member of this organization.
fn member(id: &str, address: &str, organization: &str) -> Value {
    member_with_id(id, address, json!({ "organization_id": organization }))
}

/// Returns the lines of a file with refused records.
fn lines(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).expect("a file");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Returns the location and the reasons of each line.
fn reasons(lines: &[Value]) -> String {
    let reason = |line: &Value| format!("{} {}\n", line["location"], line["reasons"]);
    lines.iter().map(reason).collect()
}

/// Input with valid records, and with an error of every kind.
fn mixed_data() -> Value {
    json!({
        "organizations": [
            organization_with_id("good", json!({"organization_slug": "good", "members": [
                member_with_id("jörg", "jörg@good.example", json!({})),
                member_with_id("ann", "jörg@good.example", json!({"mfa_phone_number": "0"})),
                member_with_id("bob", "bob@good.example", json!({})),
                member_with_id("bob-2", "BOB@good.example", json!({})),
                member_with_id("cat", "cat@good.example", json!({"mfa_phone_number": "0"})),
            ]})),
            {"organization_id": "bad id", "members": [member_with_id("lost", "lost@bad.example", json!({}))]},
            organization_with_id("twice", json!({"organization_slug": "GOOD", "members": [
                member_with_id("dan", "dan@twice.example", json!({})),
            ]})),
            {"members": [{"member_id": "early", "email_address": "early@bad.example"}], "organization_id": 7},
            organization_with_id("shared", json!({"email_allowed_domains": ["gmail.com"], "organization_name": "x".repeat(200)})),
        ],
        "members": [
            member("eve", "eve@gone.example", "gone"), member("fay", "fay@shared.example", "shared"),
            member("cat", "cat@good.example", "good"), member("guy", "guy@good.example", "good"),
        ],
    })
}

#[tokio::test]
async fn valid_records_are_imported_and_others_collected() {
    let (app, folder) = (TestApp::start(json!({})).await, TempDir::new().expect("a folder"));
    let refused = folder.path().join("refused.ndjson");
    let input = file(mixed_data());
    let arguments = ["--quiet", "import", "--skip-invalid", path_of(&refused), path(&input)];
    let output = Orgctl::on(&app).run(&arguments).await;
    assert_eq!(output.code, Some(3), "{}", output.stderr);
    insta::assert_snapshot!(output.stderr.replace(path_of(&refused), "refused.ndjson"), @"error: 14 records were left out; refused.ndjson has them with the reasons: correct them and import the file");
    insta::assert_snapshot!(output.stdout, @"
    imported       added  changed  unchanged
    organizations  1      0        0
    Members        2      0        0
    left out: 14 records with errors
    ");
    let lines = lines(&refused);
    insta::assert_snapshot!(reasons(&lines).replace(path(&input), "data.json"), @r#"
    "data.json: /members/0" ["organization gone is neither in the input nor in the tables"]
    "data.json: /members/1" ["its organization is refused"]
    "data.json: /members/2" ["another version of the Member is refused"]
    "data.json: /organizations/0/members/0" ["/email_address: the local part (the text before the @) has a non-ASCII character"]
    "data.json: /organizations/0/members/1" ["/email_address: the local part (the text before the @) has a non-ASCII character"]
    "data.json: /organizations/0/members/3" ["/email_address: another Member of the organization already has this address (data.json at /organizations/0/members/2)"]
    "data.json: /organizations/0/members/4" ["/mfa_phone_number: mfa_phone_number must be in E.164 format, such as +15550100000, but it does not begin with a plus sign"]
    "data.json: /organizations/1" ["/organization_id: expected an id of 1 to 128 visible ASCII characters without '#' and '@'"]
    "data.json: /organizations/1/members/0" ["its organization is refused"]
    "data.json: /organizations/2" ["/organization_slug: another organization already has the slug good, ignoring case (data.json at /organizations/0/organization_slug)"]
    "data.json: /organizations/2/members/0" ["its organization is refused"]
    "data.json: /organizations/3" ["/organization_id: invalid type: integer `7`, expected a string"]
    "data.json: /organizations/3/members/0" ["its organization is refused"]
    "data.json: /organizations/4" ["/email_allowed_domains/0: gmail.com is a shared mailbox domain or a public suffix and cannot be an organization's domain","/organization_name: organization_name has 200 characters; the limit is 128"]
    "#);
    // A record of the file is complete, even if it was nested in an organization.
    let record = |id: &str| {
        let found = lines.iter().find(|line| line["record"]["member_id"] == id);
        found.unwrap_or_else(|| panic!("{id}"))["record"].clone()
    };
    assert_eq!(record("bob-2")["organization_id"], "good");
    assert_eq!(record("lost")["organization_id"], "bad id");
    for id in ["bob", "guy"] {
        assert_eq!(Orgctl::on(&app).json(&["member", "get", id]).await["organization_id"], "good");
    }
    let stored = Orgctl::on(&app).text(&["export"]).await;
    assert_eq!(stored.matches("member_id").count(), 2, "{stored}");
    assert_eq!(Orgctl::on(&app).run(&["check"]).await.code, Some(0));
}

fn path_of(file: &Path) -> &str {
    file.to_str().expect("a path")
}

#[cfg(unix)]
#[tokio::test]
async fn refused_file_is_private_and_never_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    let (app, folder) = (TestApp::start(json!({})).await, TempDir::new().expect("a folder"));
    let refused = folder.path().join("refused.ndjson");
    let data = json!({"organizations": [{"organization_id": "a b"}, {"organization_id": "ab"}]});
    let output = import_with(&app, &["--skip-invalid", path_of(&refused)], &data).await;
    assert_eq!(output.code, Some(3), "{}", output.stderr);
    let mode = fs::metadata(&refused).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{mode:o}");
    let (before, stored) = (fs::read(&refused).expect("a file"), app.all_items().await);
    let data = json!({"organizations": [{"organization_id": "c d"}, {"organization_id": "cd"}]});
    let output = import_with(&app, &["--skip-invalid", path_of(&refused)], &data).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""));
    insta::assert_snapshot!(output.stderr.replace(path_of(&refused), "refused.ndjson"), @"error: refused.ndjson exists already; delete it, or give another file to --skip-invalid");
    assert_eq!(fs::read(&refused).expect("a file"), before);
    assert_eq!(app.all_items().await, stored);
    let missing = folder.path().join("missing").join("refused.ndjson");
    let output = import_with(&app, &["--skip-invalid", path_of(&missing)], &data).await;
    assert_eq!(output.code, Some(1));
    assert_eq!(app.all_items().await, stored, "nothing was written");
}

#[tokio::test]
async fn corrected_file_is_imported() {
    let (app, folder) = (TestApp::start(json!({})).await, TempDir::new().expect("a folder"));
    let refused = folder.path().join("refused.ndjson");
    let lines = [
        json!({"organization_id": "acme", "mfa_policy": "SOMETIMES"}).to_string(),
        member("ann", "ann@acme.example", "acme").to_string(),
        "{\"member_id\": \"bob\", broken".to_owned(),
        member("dan", "dän@acme.example", "acme").to_string(),
    ];
    let output = import_with(&app, &["--skip-invalid", path_of(&refused)], lines.join("\n")).await;
    assert_eq!(output.code, Some(3), "{}", output.stderr);
    let text = fs::read_to_string(&refused).expect("a file");
    insta::assert_snapshot!(text, @r#"
    {"location":"standard input: line 1","reasons":["/mfa_policy: unknown variant `SOMETIMES`, expected `OPTIONAL` or `REQUIRED_FOR_ALL`"],"record":{"mfa_policy":"SOMETIMES","organization_id":"acme"}}
    {"location":"standard input: line 2","reasons":["its organization is refused"],"record":{"email_address":"ann@acme.example","member_id":"ann","organization_id":"acme"}}
    {"location":"standard input: line 3","reasons":["not JSON: key must be a string at line 1 column 22"],"record":"{\"member_id\": \"bob\", broken"}
    {"location":"standard input: line 4","reasons":["/email_address: the local part (the text before the @) has a non-ASCII character"],"record":{"email_address":"dän@acme.example","member_id":"dan","organization_id":"acme"}}
    "#);
    // The line that is not JSON is refused until it is an object.
    let corrected = text.replace("SOMETIMES", "OPTIONAL").replace("dän", "dan");
    insta::assert_snapshot!(import(&app, &corrected).await.stderr, @"
    error: nothing was imported because of 1 error:
    standard input: line 3/record: expected an object; a text is a line that was not a JSON object and must be corrected
    ");
    let bob = member("bob", "bob@acme.example", "acme");
    let corrected = corrected.replace("\"{\\\"member_id\\\": \\\"bob\\\", broken\"", &bob.to_string());
    let output = import(&app, &corrected).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
    assert!(output.stdout.contains("Members        3      0        0"), "{}", output.stdout);
    // Formatted with `jq .`, the file is a sequence of documents.
    let formatted =
        corrected.lines().map(|line| format!("{:#}", serde_json::from_str::<Value>(line).expect("JSON")));
    let output = import(&app, formatted.collect::<String>()).await;
    assert!(output.stdout.contains("Members        0      0        3"), "{}", output.stderr);
}

#[tokio::test]
async fn dry_run_writes_only_the_file() {
    let (app, folder) = (TestApp::start(json!({})).await, TempDir::new().expect("a folder"));
    let (refused, input) = (folder.path().join("refused.ndjson"), file(mixed_data()));
    let before = app.all_items().await;
    let arguments = ["--quiet", "import", "--dry-run", "--skip-invalid", path_of(&refused), path(&input)];
    let planned = Orgctl::on(&app).run(&arguments).await;
    assert_eq!(planned.code, Some(3), "{}", planned.stderr);
    assert_eq!(app.all_items().await, before);
    let planned_lines = lines(&refused);
    fs::remove_file(&refused).expect("removed");
    let arguments = ["--quiet", "import", "--skip-invalid", path_of(&refused), path(&input)];
    let done = Orgctl::on(&app).run(&arguments).await;
    assert_eq!(planned.stderr.replace("would be left", "were left"), done.stderr);
    assert_eq!(planned_lines, lines(&refused));
}

#[tokio::test]
async fn conflicts_with_stored_data_are_collected() {
    let stored = json!({"organizations": [organization_with_id("acme", json!({"organization_slug": "acme", "members": [
        member_with_id("ann", "ann@acme.example", json!({})),
    ], "claimed_email_domains": ["acme.example"]}))]});
    let (app, folder) = (TestApp::start(stored).await, TempDir::new().expect("a folder"));
    let (refused, fields) = (folder.path().join("refused.ndjson"), json!({"trusted_metadata": {"n": 1.0}}));
    let data = json!({
        "organizations": [
            organization_with_id("other", json!({"organization_slug": "acme", "members": [
                member_with_id("cat", "cat@other.example", json!({})),
            ]})),
            organization_with_id("third", json!({"claimed_email_domains": ["acme.example"]})),
        ],
        "members": [
            with(member("bob", "ann@acme.example", "acme"), fields),
            member("dan", "dan@acme.example", "acme"), member("eve", "eve@third.example", "third"),
        ],
    });
    let output = import_with(&app, &["--skip-invalid", path_of(&refused)], &data).await;
    assert_eq!(output.code, Some(3), "{}", output.stderr);
    let lines = lines(&refused);
    insta::assert_snapshot!(reasons(&lines), @r#"
    "standard input: /members/2" ["its organization is refused"]
    "standard input: /organizations/1" ["/claimed_email_domains/0: the stored organization acme, which is not in the input, already claims acme.example; remove it from one of the two"]
    "standard input: /organizations/0" ["the slug acme belongs to organization acme"]
    "standard input: /organizations/0/members/0" ["its organization is refused"]
    "standard input: /members/0" ["Member ann of organization acme already has this address"]
    "#);
    let bob = lines.iter().find(|line| line["record"]["member_id"] == "bob").expect("Bob");
    assert_eq!(bob["record"]["trusted_metadata"], json!({"n": 1.0}));
    assert_eq!(Orgctl::on(&app).json(&["member", "get", "dan"]).await["organization_id"], "acme");
    let report =
        import_with(&app, &["--skip-invalid", path_of(&folder.path().join("2")), "-o", "json"], &data).await;
    let report: Value = serde_json::from_str(&report.stdout).expect("JSON");
    assert_eq!(report["left_out"]["records_with_errors"], 5, "{report}");
}

#[tokio::test]
async fn older_version_does_not_replace_refused_one() {
    let (app, folder) = (TestApp::start(json!({})).await, TempDir::new().expect("a folder"));
    let refused = folder.path().join("refused.ndjson");
    let version = |hour: u32, fields: Value| {
        let updated = json!({"updated_at": format!("2026-01-01T{hour:02}:00:00Z")});
        with(with(member("ann", "ann@acme.example", "acme"), updated), fields)
    };
    let data = json!({
        "organizations": [organization_with_id("acme", json!({}))],
        "members": [version(1, json!({})), version(2, json!({"mfa_phone_number": "x", "status": "deleted"}))],
    });
    let output = import_with(&app, &["--skip-invalid", path_of(&refused)], &data).await;
    assert_eq!(output.code, Some(3), "{}", output.stderr);
    insta::assert_snapshot!(reasons(&lines(&refused)), @r#"
    "standard input: /members/0" ["another version of the Member is refused"]
    "standard input: /members/1" ["/mfa_phone_number: mfa_phone_number must be in E.164 format, such as +15550100000, but it does not begin with a plus sign"]
    "#);
}

#[tokio::test]
async fn input_that_may_lack_records_is_still_refused() {
    let (app, folder) = (TestApp::start(json!({})).await, TempDir::new().expect("a folder"));
    let refused = folder.path().join("refused.ndjson");
    for data in [
        r#"{"organizations": [{"organization_id": "a"}, {"organization_id": "b c"}"#.to_owned(),
        json!({"organizations": [{"organization_id": "a"}], "sessions": [{"name": "s"}, {"name": "t", "kind": "intermediate", "email_address": "a@b.example"}]}).to_string(),
        json!({"organizations": [{"organization_id": "a"}], "results_metadata": {"next_cursor": "x"}}).to_string(),
        json!({"error_type": "unauthorized_credentials", "status_code": 401}).to_string(),
    ] {
        let before = app.all_items().await;
        let output = import_with(&app, &["--skip-invalid", path_of(&refused)], &data).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""), "{data}");
        assert!(output.stderr.starts_with("error: nothing was imported because of 1 error:"), "{}", output.stderr);
        assert!(!refused.exists() && app.all_items().await == before, "{data}");
    }
}

#[tokio::test]
async fn no_file_is_created_without_errors() {
    let (app, folder) = (TestApp::start(json!({})).await, TempDir::new().expect("a folder"));
    let refused = folder.path().join("refused.ndjson");
    let output = import_with(
        &app,
        &["--skip-invalid", path_of(&refused)],
        json!({"organizations": [{"organization_id": "a"}]}),
    )
    .await;
    assert_eq!((output.code, output.stderr.as_str(), refused.exists()), (Some(0), "", false));
}

#[tokio::test]
async fn errors_of_input_and_tables_are_reported_together() {
    let stored = json!({"organizations": [organization_with_id("acme", json!({"claimed_email_domains": ["acme.example"]}))]});
    let app = TestApp::start(stored).await;
    let data = json!({
        "organizations": [
            organization_with_id("other", json!({"claimed_email_domains": ["acme.example"]})),
            {"organization_id": "bad", "mfa_policy": "SOMETIMES"},
        ],
        "members": [
            member("ann", "jörg@acme.example", "acme"), member("bob", "bob@gone.example", "gone"),
            member("cat", "cat@bad.example", "bad"),
        ],
    });
    insta::assert_snapshot!(super::refusal(&app, &data).await, @"
    error: nothing was imported because of 4 errors:
    standard input: /members/0/email_address: the local part (the text before the @) has a non-ASCII character
    standard input: /organizations/1/mfa_policy: unknown variant `SOMETIMES`, expected `OPTIONAL` or `REQUIRED_FOR_ALL`
    standard input: /members/1/organization_id: organization gone is neither in the input nor in the tables
    standard input: /organizations/0/claimed_email_domains/0: the stored organization acme, which is not in the input, already claims acme.example; remove it from one of the two
    ");
}
