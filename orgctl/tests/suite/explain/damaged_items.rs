//! Explanations of damaged items.

use aws_sdk_dynamodb::types::AttributeValue;

use super::{JANE, explain, start_app};
use crate::raw_items::{ItemKey, Raw};
use test_support::{Orgctl, TestApp};

/// Replaces an attribute with a value of the wrong type.
async fn damage(app: &TestApp, key: ItemKey, attribute: &str) {
    Raw(app).set(key, attribute, AttributeValue::Bool(true)).await;
}

async fn damage_organization(app: &TestApp, name: &str, attribute: &str) {
    damage(app, Raw(app).organization_item(&format!("organization-{name}")), attribute).await;
}

async fn damage_invitation(app: &TestApp) {
    damage(app, Raw(app).member_item("jane@acme.io", "organization-invited"), "object").await;
}

#[tokio::test]
async fn damaged_items_are_explained() {
    let app = start_app().await;
    damage_invitation(&app).await;
    damage_organization(&app, "open", "object").await;
    let pages = explain(&app, "invited").await + &explain(&app, "organization-open").await;
    insta::assert_snapshot!(pages, @"
    intermediate session for jane@acme.io with factors: magic_link

    invited (organization-invited): NOT SHOWN
      the organization exists: yes
      a Member with this address: yes, but DAMAGED
      To make it appear: rewrite the Member (orgctl check --repair --remove-damaged, then orgctl member put).
    intermediate session for jane@acme.io with factors: magic_link

    organization-open: NOT SHOWN
      the organization exists: yes, but DAMAGED
      a Member with this address: no
      To make it appear: rewrite the organization (orgctl organization put) and add or invite a Member with this address (orgctl member put).
    ");
}

#[tokio::test]
async fn damaged_counter_is_explained_as_zero() {
    let app = start_app().await;
    damage(&app, Raw(&app).counter_item("organization-open", "acme.io"), "verified_members").await;
    insta::assert_snapshot!(explain(&app, "open").await, @"
    intermediate session for jane@acme.io with factors: magic_link

    open (organization-open): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join organizations: yes
      by domain: the organization allows JIT provisioning (email_jit_provisioning): yes
      by domain: acme.io is allowed (email_allowed_domains): yes
      by domain: acme.io belongs to a single company: yes
      by domain: another active Member has a verified address at acme.io: UNKNOWN, the counter is damaged and treated as 0
      by domain: the joinable edge exists: yes
      To make it appear: add or invite a Member with this address (orgctl member put); or recompute its verified-member counter (orgctl check --repair) and, if it is 0, add another active Member with a verified address at acme.io.
    ");
    let all = Orgctl::on(&app).text(&JANE).await;
    assert!(
        all.contains(explain(&app, "open").await.split_once("\n\n").expect("two parts").1.trim_end()),
        "{all}"
    );
}

#[tokio::test]
async fn damaged_revision_does_not_affect_explanation() {
    let app = start_app().await;
    damage_organization(&app, "invited", "revision").await;
    let page = explain(&app, "organization-invited").await;
    assert!(page.contains("Shown as invited_member"), "{page}");
}

#[tokio::test]
async fn error_response_of_function_is_explained() {
    let app = start_app().await;
    damage_invitation(&app).await;
    for name in ["open", "sso", "stranger"] {
        damage_organization(&app, name, "object").await;
    }
    let page = Orgctl::on(&app).text(&JANE).await;
    let parts: Vec<_> = page.split("\n\n").collect();
    insta::assert_snapshot!(parts[1], @"No organization can be shown and items are damaged, so the function responds with an error (500) instead of an empty list.");
    insta::assert_snapshot!(parts[parts.len() - 2..].join("\n"), @"
    unverified (organization-unverified): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join organizations: yes
      by domain: the organization allows JIT provisioning (email_jit_provisioning): yes
      by domain: acme.io is allowed (email_allowed_domains): yes
      by domain: acme.io belongs to a single company: yes
      by domain: another active Member has a verified address at acme.io: NO, 0
      by domain: the joinable edge exists: yes
      To make it appear: add another active Member with a verified address at acme.io; or add or invite a Member with this address (orgctl member put).
    1 other organization is damaged and cannot be explained; `orgctl check` lists it.
    ");
    let error = Orgctl::on(&app).refusal(&["discover", "--email", "jane@acme.io"]).await;
    insta::assert_snapshot!(error, @"error: the function responds with an error, because required items are damaged; `orgctl check` lists them");
}

#[tokio::test]
async fn missing_edge_is_explained() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.delete(raw.edge_item("domain#acme.io", "organization-open")).await;
    insta::assert_snapshot!(explain(&app, "open").await, @"
    intermediate session for jane@acme.io with factors: magic_link

    open (organization-open): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join organizations: yes
      by domain: the organization allows JIT provisioning (email_jit_provisioning): yes
      by domain: acme.io is allowed (email_allowed_domains): yes
      by domain: acme.io belongs to a single company: yes
      by domain: another active Member has a verified address at acme.io: yes, 1
      by domain: the joinable edge exists: NO, it is missing
      To make it appear: recreate the missing joinable edge (orgctl check --repair); or add or invite a Member with this address (orgctl member put).
    ");
}
