//! Input with conflicting or invalid records, which is refused as a whole.

use serde_json::{Value, json};

use super::{import, import_with, refusal};
use crate::input_files::{file, path};
use test_support::{
    Orgctl, TestApp,
    builders::{member_with_id, organization_with_id},
};

/// An organization with these Members, whose name is its id.
fn organization_with_members(id: &str, members: &Value) -> Value {
    organization_with_id(id, json!({"organization_name": id, "members": members}))
}

/// A Member with only an id and an address.
fn plain_member(id: &str, address: &str) -> Value {
    member_with_id(id, address, json!({}))
}

#[tokio::test]
async fn every_error_is_reported_with_location_and_reason() {
    let app = TestApp::start(json!({})).await;
    let data = json!({
        "organizations": [
            {"organization_id": "org 1", "members": [plain_member("m", "unknown")]},
            {"organization_id": "org-2", "email_allowed_domains": ["gmail.com"], "mfa_policy": "OPTIONAL"},
            {"organization_id": "org-3", "email_jit_provisioning": "SOMETIMES"},
            organization_with_members("org-4", &json!([plain_member("m-1", "unknown"), {"email_address": "a@b.example"}, 7])),
            {"organization_id": "org-5", "trusted_metadata": {"text": "x".repeat(400_000)}},
        ],
        "members": [{"member_id": "m-2", "email_address": "a@b.example"}],
        "sessions": [{"name": "s", "kind": "cookie", "email_address": "a@b.example"}],
    });
    insta::assert_snapshot!(refusal(&app, &data).await, @"
    error: nothing was imported because of 9 errors:
    standard input: /organizations/0/organization_id: expected an id of 1 to 128 visible ASCII characters without '#' and '@'
    standard input: /organizations/1/email_allowed_domains/0: gmail.com is a shared mailbox domain or a public suffix and cannot be an organization's domain
    standard input: /organizations/2/email_jit_provisioning: unknown variant `SOMETIMES`, expected one of `ALL_ALLOWED`, `RESTRICTED`, `NOT_ALLOWED`
    standard input: /organizations/3/members/0/email_address: expected an email address such as jane@acme.com, but the text has no @
    standard input: /organizations/3/members/1: missing field `member_id`
    standard input: /organizations/3/members/2: expected a JSON object
    standard input: /organizations/4: the Organization is 400982 bytes of JSON text; the limit is 65536
    standard input: /sessions/0/kind: unknown variant `cookie`, expected `intermediate` or `member`
    standard input: /members/0: missing field `organization_id`
    ");
}

#[tokio::test]
async fn different_records_with_same_id_are_refused() {
    let app = TestApp::start(json!({})).await;
    let one = file(json!({"organizations": [
        organization_with_members("org-1", &json!([plain_member("m-1", "a@b.example"), plain_member("m-2", "c@b.example")])),
    ]}));
    let other = file(json!({"organizations": [
        {"organization_id": "org-1", "organization_name": "Other"},
        organization_with_members("org-2", &json!([plain_member("m-1", "a@b.example")])),
    ]}));
    let twice = Orgctl::on(&app).json(&["import", path(&one), path(&one)]).await;
    assert_eq!(
        twice["organizations"],
        json!({"added": 1, "changed": 0, "unchanged": 0}),
        "repeated records are imported once"
    );
    assert_eq!(twice["members"], json!({"added": 2, "changed": 0, "unchanged": 0}));
    let refusal = Orgctl::on(&app).refusal(&["import", path(&one), path(&other)]).await;
    insta::assert_snapshot!(refusal.replace(path(&one), "one.json").replace(path(&other), "other.json"), @"
    error: nothing was imported because of 2 errors:
    other.json: /organizations/0/organization_id: another organization already has this id (one.json at /organizations/0)
    other.json: /organizations/1/members/0/member_id: another Member already has this id (one.json at /organizations/0/members/0)
    ");
}

#[tokio::test]
async fn repeated_address_in_organization_is_refused() {
    let app = TestApp::start(json!({})).await;
    let data = json!({"organizations": [organization_with_members("org-1", &json!([
        plain_member("m-1", "a@b.example"), plain_member("m-2", "A@B.example"),
    ]))]});
    insta::assert_snapshot!(refusal(&app, &data).await, @"
    error: nothing was imported because of 1 error:
    standard input: /organizations/0/members/1/email_address: another Member of the organization already has this address (standard input at /organizations/0/members/0)
    ");
}

#[tokio::test]
async fn deleted_member_with_reused_address_is_skipped() {
    let app = TestApp::start(json!({})).await;
    let mut deleted = plain_member("m-1", "a@b.example");
    deleted["status"] = json!("deleted");
    let data = json!({"organizations": [organization_with_members("org-1", &json!([deleted, plain_member("m-2", "a@b.example")]))]});
    let output = import(&app, &data).await;
    assert_eq!(output.code, Some(0));
    insta::assert_snapshot!(output.stderr, @"warning: standard input: /organizations/0/members/0: the deleted Member was skipped because another Member has its address");
    assert_eq!(Orgctl::on(&app).json(&["member", "get", "a@b.example"]).await["member_id"], "m-2");
}

#[tokio::test]
async fn sessions_with_same_token_are_refused() {
    let app = TestApp::start(json!({})).await;
    let session = |name: &str, token: char| json!({"name": name, "kind": "intermediate", "email_address": "a@b.example", "token": token.to_string().repeat(44)});
    let data = json!({"sessions": [session("a", 'a'), session("b", 'b'), session("c", 'a')]});
    let output = import_with(&app, &["--with-sessions"], &data).await;
    assert_eq!(output.code, Some(1));
    insta::assert_snapshot!(output.stderr, @"
    error: nothing was imported because of 1 error:
    standard input: /sessions/2/token: another session already has this token (standard input at /sessions/0/token)
    ");
}

#[tokio::test]
async fn only_first_hundred_errors_are_printed() {
    let app = TestApp::start(json!({})).await;
    let members: Vec<_> = (0..250).map(|n| plain_member(&format!("m-{n}"), "unknown")).collect();
    let error =
        refusal(&app, json!({"organizations": [organization_with_members("org-1", &json!(members))]})).await;
    assert!(error.starts_with("error: nothing was imported because of 250 errors:\n"), "{error}");
    assert_eq!(error.lines().count(), 103);
    let end = "\nand 150 more\nthe option --skip-invalid FILE writes every refused record with its reasons to FILE, also in a dry run\n";
    assert!(error.ends_with(end), "{error}");
}
