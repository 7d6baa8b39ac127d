//! The command that `check` prints for each kind of finding repairs it.

use std::{collections::BTreeSet, fs, path::Path};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Orgctl, inconsistencies, start_app};
use crate::raw_items::Raw;
use test_support::TestApp;

/// Runs exactly the one command that `check` prints, and asserts that nothing is found afterwards. A command that asks
/// is repeated with `--yes`. `file` is the content of the file in the command.
async fn assert_printed_command_repairs(app: &TestApp, expected: &str, file: Option<&Value>) {
    let orgctl = Orgctl::on(app);
    let checked = orgctl.run(&["--output", "json", "check"]).await;
    let report: Value = serde_json::from_str(&checked.stdout).expect("JSON");
    let findings = report["inconsistencies"].as_array().expect("a list");
    let commands: BTreeSet<&str> =
        findings.iter().map(|finding| finding["command"].as_str().expect("a command")).collect();
    assert_eq!(commands, BTreeSet::from([expected]), "{report:#}");
    let folder = TempDir::new().expect("a folder");
    let arguments: Vec<String> =
        expected.split(' ').skip(1).map(|word| in_folder(&folder, word, file)).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut output = orgctl.run(&arguments).await;
    if output.code == Some(2) {
        assert!(output.stderr.contains("repeat with --yes"), "{}", output.stderr);
        output = orgctl.run(&[&arguments[..], &["--yes"]].concat()).await;
    }
    assert_eq!(output.code, Some(0), "{expected}: {}", output.stderr);
    assert_eq!(inconsistencies(app).await, json!([]), "{expected}");
}

/// Writes the file if `word` names one, and returns the argument.
fn in_folder(folder: &TempDir, word: &str, file: Option<&Value>) -> String {
    if Path::new(word).extension().is_none_or(|extension| extension != "json") {
        return word.to_owned();
    }
    let path = folder.path().join(word);
    fs::write(&path, file.expect("a file").to_string()).expect("written");
    path.to_str().expect("text").to_owned()
}

const REMOVE: &str = "orgctl check --repair --remove-damaged";

#[tokio::test]
async fn damaged_organization_is_written_again() {
    let app = start_app().await;
    let raw = Raw(&app);
    let acme = Orgctl::on(&app).json(&["organization", "get", "acme"]).await;
    raw.set(raw.organization_item("organization-acme"), "object", "{").await;
    let command = "orgctl organization put organization-acme.json";
    assert_printed_command_repairs(&app, command, Some(&acme)).await;
}

#[tokio::test]
async fn damaged_member_or_id_is_removed() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.set(raw.member_item("bob@acme.example", "organization-acme"), "object", "{").await;
    assert_printed_command_repairs(&app, REMOVE, None).await;
    raw.set(raw.id_item("member-gus"), "member_location", "nowhere").await;
    assert_printed_command_repairs(&app, REMOVE, None).await;
}

#[tokio::test]
async fn damaged_edge_counter_or_slug_is_removed() {
    let app = start_app().await;
    let (raw, before) = (Raw(&app), app.all_items().await);
    raw.unset(raw.edge_item("domain#acme.example", "organization-globex"), "schema").await;
    assert_printed_command_repairs(&app, REMOVE, None).await;
    raw.set(raw.counter_item("organization-globex", "acme.example"), "verified_members", "many").await;
    assert_printed_command_repairs(&app, REMOVE, None).await;
    raw.unset(raw.slug_item("acme"), "organization_id").await;
    assert_printed_command_repairs(&app, REMOVE, None).await;
    assert_eq!(app.all_items().await, before, "the items are written again");
}

#[tokio::test]
async fn damaged_session_or_retired_address_is_removed() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.set(raw.session_item("0000"), "kind", "cookie").await;
    assert_printed_command_repairs(&app, REMOVE, None).await;
    let mut bob = Orgctl::on(&app).json(&["member", "get", "member-bob"]).await;
    bob["retired_email_addresses"] = json!([{"email_address": "robert@acme.example"}]);
    Orgctl::on(&app).run_with(&["member", "put", "-"], &bob.to_string()).await;
    let before = app.all_items().await;
    raw.set(raw.member_item("robert@acme.example", "organization-acme"), "retired_by", "#").await;
    assert_printed_command_repairs(&app, REMOVE, None).await;
    assert_eq!(app.all_items().await, before, "the item is written again");
}

#[tokio::test]
async fn damaged_project_is_repaired() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.set(raw.project_item(), "jwks", "{").await;
    assert_printed_command_repairs(&app, "orgctl project create", None).await;
    raw.set(raw.project_item(), "secret_hashes", AttributeValue::L(Vec::new())).await;
    assert_printed_command_repairs(&app, "orgctl project rotate-secret", None).await;
    let hashes = async || {
        let items = app.client.scan().table_name(&app.tables.projects).send().await.expect("items");
        items.items()[0]["secret_hashes"].clone()
    };
    let before = hashes().await;
    raw.set(raw.project_item(), "revision", "").await;
    assert_printed_command_repairs(&app, "orgctl check --repair", None).await;
    assert_eq!(hashes().await, before, "the secret is kept");
}

#[tokio::test]
async fn newer_items_have_no_command() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.set(raw.organization_item("organization-acme"), "schema", 2).await;
    raw.set(raw.project_item(), "schema", 2).await;
    let checked = Orgctl::on(&app).run(&["--output", "json", "check"]).await;
    let report: Value = serde_json::from_str(&checked.stdout).expect("JSON");
    for finding in report["inconsistencies"].as_array().expect("a list") {
        assert_eq!((&finding["command"], &finding["repair_action"]), (&Value::Null, &Value::Null));
    }
    let before = app.all_items().await;
    let acme = json!({"organization_id": "organization-acme", "organization_name": "Acme"}).to_string();
    let refused =
        "error: a newer version of org-discovery wrote the item; use the `orgctl` of that version\n";
    let put = Orgctl::on(&app).run_with(&["--quiet", "organization", "put", "-"], &acme).await;
    assert_eq!((put.code, put.stderr.as_str()), (Some(1), refused));
    assert_eq!(Orgctl::on(&app).refusal(&["project", "create", "--yes"]).await, refused);
    assert_eq!(app.all_items().await, before);
}

#[tokio::test]
async fn healthy_project_is_not_replaced() {
    let app = start_app().await;
    let before = app.all_items().await;
    let refused = Orgctl::on(&app).refusal(&["project", "create", "--yes"]).await;
    assert!(refused.contains("the project already exists"), "{refused}");
    assert_eq!(app.all_items().await, before);
}

/// Puts the organization with these fields into its item. Bypasses the writer, which refuses them.
async fn set_organization(app: &TestApp, id: &str, fields: &Value) -> Value {
    let before = Orgctl::on(app).json(&["organization", "get", id]).await;
    let mut next = before.clone();
    next.as_object_mut().expect("an object").extend(fields.as_object().expect("fields").clone());
    Raw(app).set(Raw(app).organization_item(id), "object", &*next.to_string()).await;
    before
}

/// Puts the Member with these fields into its item. Bypasses the writer, which refuses them.
async fn set_member(app: &TestApp, id: &str, fields: &Value) -> Value {
    let before = Orgctl::on(app).json(&["member", "get", id]).await;
    let mut next = before.clone();
    next.as_object_mut().expect("an object").extend(fields.as_object().expect("fields").clone());
    let address = before["email_address"].as_str().expect("an address");
    let key = Raw(app).member_item(address, before["organization_id"].as_str().expect("an id"));
    Raw(app).set(key, "object", &*next.to_string()).await;
    before
}

#[tokio::test]
async fn shared_value_of_organizations_is_removed() {
    let command = "orgctl organization put organization.json";
    for fields in [
        json!({"sso_active_connections": [{"connection_id": "saml-1"}]}),
        json!({"claimed_email_domains": ["acme.com"]}),
    ] {
        let app = start_app().await;
        set_organization(&app, "organization-acme", &fields).await;
        let globex = set_organization(&app, "organization-globex", &fields).await;
        assert_printed_command_repairs(&app, command, Some(&globex)).await;
    }
}

#[tokio::test]
async fn shared_slug_is_changed() {
    let app = start_app().await;
    let raw = Raw(&app);
    let mut globex =
        set_organization(&app, "organization-globex", &json!({"organization_slug": "acme"})).await;
    raw.delete(raw.slug_item("globex")).await;
    globex["organization_slug"] = json!("globex-2");
    assert_printed_command_repairs(&app, "orgctl organization put organization.json", Some(&globex)).await;
}

#[tokio::test]
async fn shared_value_of_members_is_removed() {
    for field in ["member_password_id", "totp_registration_id"] {
        let app = start_app().await;
        set_member(&app, "member-ann", &json!({field: "id-1"})).await;
        let bob = set_member(&app, "member-bob", &json!({field: "id-1"})).await;
        assert_printed_command_repairs(&app, "orgctl member put member.json", Some(&bob)).await;
    }
}

#[tokio::test]
async fn address_retired_by_another_is_removed() {
    let app = start_app().await;
    let retired = json!({"retired_email_addresses": [{"email_address": "bob@acme.example"}]});
    let ann = set_member(&app, "member-ann", &retired).await;
    assert_printed_command_repairs(&app, "orgctl member put member.json", Some(&ann)).await;
}

#[tokio::test]
async fn member_with_shared_id_becomes_the_only_one() {
    let app = start_app().await;
    let raw = Raw(&app);
    let items = app.stored_items(&app.tables.members).await;
    let bob =
        items.iter().find(|item| item.get("member_id").is_some_and(|id| id == "member-bob")).expect("Bob");
    let copy = || raw.member_item("robert@acme.example", "organization-acme");
    for name in ["organization", "member_id", "object", "revision", "security_stamp"] {
        raw.set(copy(), name, &*bob[name].replace("bob@acme.example", "robert@acme.example")).await;
    }
    raw.set(copy(), "schema", 1).await;
    raw.set(copy(), "counted_domain", "acme.example").await;
    raw.set(raw.counter_item("organization-acme", "acme.example"), "verified_members", 3).await;
    let mut robert = Orgctl::on(&app).json(&["member", "get", "member-bob"]).await;
    robert["email_address"] = json!("robert@acme.example");
    let orgctl = Orgctl::on(&app);
    let found = orgctl.run(&["check"]).await.stdout;
    assert!(found.contains("Repair: orgctl member put member.json"), "{found}");
    orgctl.run_with(&["member", "put", "-"], &robert.to_string()).await;
    orgctl.run(&["check", "--repair"]).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
}
