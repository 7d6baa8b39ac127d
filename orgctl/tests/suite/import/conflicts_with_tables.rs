//! Input that conflicts with stored data.

use serde_json::json;

use super::{import, refusal};
use test_support::{Orgctl, ProgramOutput, TestApp, builders::member_with_id, small_data_set};

#[tokio::test]
async fn records_conflicting_with_tables_are_skipped() {
    let app = TestApp::start(small_data_set()).await;
    let data = json!({"members": [
        {"member_id": "member-taken", "organization_id": "organization-acme", "email_address": "ann@acme.example"},
        {"member_id": "member-gus", "organization_id": "organization-acme", "email_address": "gus@acme.example"},
        {"member_id": "member-fine", "organization_id": "organization-acme", "email_address": "fine@acme.example"},
        {"member_id": "member-bob", "organization_id": "organization-acme", "email_address": "robert@acme.example"},
    ]});
    let dry = Orgctl::on(&app).run_with(&["--quiet", "import", "--dry-run", "-"], &data.to_string()).await;
    let output = import(&app, &data).await;
    assert_eq!(output.code, Some(3));
    let planned = ProgramOutput {
        stdout: output.stdout.replace("left out", "would be left out").replace("imported ", "would be "),
        stderr: output.stderr.replace("were left out", "would be left out"),
        ..output
    };
    assert_eq!(dry, planned);
    insta::assert_snapshot!(output.stdout, @"
    imported       added  changed  unchanged
    organizations  0      0        0
    Members        1      1        0
    left out: 2 records with errors
    ");
    insta::assert_snapshot!(output.stderr, @"
    error: 2 records conflict with stored data and were left out:
    standard input: /members/1: the id member-gus already belongs to a Member of organization organization-globex
    standard input: /members/0: Member member-ann of organization organization-acme already has this address
    ");
}

#[tokio::test]
async fn missing_organization_is_reported_for_first_member() {
    let app = TestApp::start(json!({})).await;
    let member_of = |id: &str, organization: &str| {
        member_with_id(id, &format!("{id}@b.example"), json!({ "organization_id": organization }))
    };
    let data = json!({"members": [
        member_of("m-1", "here"), member_of("m-2", "gone"), member_of("m-3", "lost"), member_of("m-4", "gone"), member_of("m-5", "gone"),
    ], "organizations": [{"organization_id": "here"}]});
    insta::assert_snapshot!(refusal(&app, &data).await, @"
    error: nothing was imported because of 2 errors:
    standard input: /members/1/organization_id: organization gone is neither in the input nor in the tables; 2 more Members belong to it
    standard input: /members/2/organization_id: organization lost is neither in the input nor in the tables
    ");
}
