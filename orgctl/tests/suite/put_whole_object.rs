//! `organization put` and `member put` replace an object as a whole, and ask before they reset a field.

use serde_json::json;

use super::input_files::{file, path};
use test_support::{Orgctl, TestApp, small_data_set};

#[tokio::test]
async fn partial_organization_resets_nothing_without_confirmation() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let partial = file(json!({"organization_id": "organization-globex", "organization_name": "Globex 2"}));
    let before = app.all_items().await;
    let refused = orgctl.run(&["organization", "put", path(&partial)]).await;
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""));
    insta::assert_snapshot!(refused.stderr, @"error: nothing was changed, because standard input is not a terminal; repeat with --yes to replace organization Globex (organization-globex) and reset fields that are not in the file: email_allowed_domains: - acme.example; email_jit_provisioning: RESTRICTED → NOT_ALLOWED; organization_slug: globex → (nothing)");
    let planned = orgctl.run(&["--dry-run", "-q", "organization", "put", path(&partial)]).await;
    insta::assert_snapshot!(format!("{}{}", planned.stdout, planned.stderr), @"
    organization-globex (): would be replaced
      email_allowed_domains: - acme.example
      email_jit_provisioning: RESTRICTED → NOT_ALLOWED
      organization_name: Globex → Globex 2
      organization_slug: globex → (nothing)
    2 people can no longer join by acme.example
    the slug globex no longer leads to this organization
    would replace organization Globex (organization-globex) and reset fields that are not in the file: email_allowed_domains: - acme.example; email_jit_provisioning: RESTRICTED → NOT_ALLOWED; organization_slug: globex → (nothing)
    ");
    assert_eq!(app.all_items().await, before);
    let replaced = orgctl.text(&["organization", "put", path(&partial), "--yes"]).await;
    assert_eq!(replaced, planned.stdout.replace("would be replaced", "replaced"));
    assert_eq!(orgctl.json(&["organization", "get", "organization-globex"]).await["organization_slug"], "");
}

#[tokio::test]
async fn partial_member_resets_nothing_without_confirmation() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let partial = json!({"member_id": "member-ann", "organization_id": "organization-acme", "email_address": "ann@acme.example"});
    let partial = file(partial);
    let before = app.all_items().await;
    let refused = orgctl.run(&["member", "put", path(&partial)]).await;
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""));
    insta::assert_snapshot!(refused.stderr, @"error: nothing was changed, because standard input is not a terminal; repeat with --yes to replace Member ann@acme.example (member-ann) and reset fields that are not in the file: email_address_verified: true → false");
    assert_eq!(app.all_items().await, before);
    orgctl.text(&["member", "put", path(&partial), "--yes"]).await;
    assert_eq!(orgctl.json(&["member", "get", "member-ann"]).await["email_address_verified"], false);
}

#[tokio::test]
async fn nested_unknown_field_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    let member = file(json!({
        "member_id": "member-new", "organization_id": "organization-acme", "email_address": "new@acme.example",
        "oauth_registrations": [{"provider_type": "Google", "provider_subject": "1", "colour": "red"}],
    }));
    let refusal = Orgctl::on(&app).refusal(&["member", "put", path(&member)]).await;
    insta::assert_snapshot!(refusal.replace(path(&member), "<file>"), @r#"
    error: nothing was written, because of unknown fields; correct them, or use --allow-unknown to ignore them:
    <file>: /oauth_registrations/0: unknown field "colour"
    "#);
}

#[tokio::test]
async fn incomplete_file_names_the_right_command() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let partial =
        orgctl.run_with(&["-q", "organization", "put", "-"], r#"{"organization_name": "Acme"}"#).await;
    insta::assert_snapshot!(partial.stderr, @"error: standard input: missing field `organization_id`; `update` with --from changes some fields and keeps the others");
    let export = orgctl.text(&["export"]).await;
    let put = orgctl.run_with(&["-q", "member", "put", "-"], &export).await;
    insta::assert_snapshot!(put.stderr, @"error: standard input: missing field `email_address`; this is an export; `orgctl import` reads it, or select one object, for example with jq");
}
