//! Explanations of damaged items.

use aws_sdk_dynamodb::types::AttributeValue;

use super::{JANE, explain, world};
use crate::raw_items::{ItemKey, Raw};
use test_support::{Orgctl, TestApp};

/// Replaces an attribute by a value of a type that no reader expects.
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
async fn unreadable_items_are_explained() {
    let app = world().await;
    damage_invitation(&app).await;
    damage_organization(&app, "open", "object").await;
    let pages = explain(&app, "invited").await + &explain(&app, "organization-open").await;
    insta::assert_snapshot!(pages, @"
    jane@acme.io before an organization is chosen, having shown: magic_link

    invited (organization-invited): NOT SHOWN
      the organization exists: yes
      a Member with this address: yes, but NOT in a form that can be read
      To make it appear: write the Member anew (orgctl check --repair --remove-damaged, then member put).
    jane@acme.io before an organization is chosen, having shown: magic_link

    organization-open: NOT SHOWN
      the organization exists: yes, but NOT in a form that can be read
      a Member with this address: no
      To make it appear: write the organization anew (orgctl check --repair --remove-damaged, then organization put) and add or invite a Member with this address (orgctl member put).
    ");
}

#[tokio::test]
async fn unreadable_counter_is_explained_as_none() {
    let app = world().await;
    damage(&app, Raw(&app).counter_item("organization-open", "acme.io"), "verified_members").await;
    insta::assert_snapshot!(explain(&app, "open").await, @"
    jane@acme.io before an organization is chosen, having shown: magic_link

    open (organization-open): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: acme.io is in its list (email_allowed_domains): yes
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: NOT KNOWN, the counter cannot be read, and counts as none
      by domain: the joinable table leads there: yes
      To make it appear: add or invite a Member with this address (orgctl member put); or have its verified Members counted anew (orgctl check --repair), and if there are none, have somebody else at acme.io become an active Member with a verified address.
    ");
    let all = Orgctl::on(&app).text(&JANE).await;
    assert!(
        all.contains(explain(&app, "open").await.split_once("\n\n").expect("two parts").1.trim_end()),
        "{all}"
    );
}

#[tokio::test]
async fn damaged_revision_does_not_affect_explanation() {
    let app = world().await;
    damage_organization(&app, "invited", "revision").await;
    let page = explain(&app, "organization-invited").await;
    assert!(page.contains("So it is shown as invited_member"), "{page}");
}

#[tokio::test]
async fn error_answer_of_function_is_explained() {
    let app = world().await;
    damage_invitation(&app).await;
    for name in ["open", "sso", "stranger"] {
        damage_organization(&app, name, "object").await;
    }
    let page = Orgctl::on(&app).text(&JANE).await;
    let parts: Vec<_> = page.split("\n\n").collect();
    insta::assert_snapshot!(parts[1], @"What is damaged leaves nothing to show, so the function answers with an error (500), not with an empty list.");
    insta::assert_snapshot!(parts[parts.len() - 2..].join("\n"), @"
    unverified (organization-unverified): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: acme.io is in its list (email_allowed_domains): yes
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: NO, none
      by domain: the joinable table leads there: yes
      To make it appear: have somebody else at acme.io become an active Member with a verified address; or add or invite a Member with this address (orgctl member put).
    1 organization cannot be read, so nobody knows what is in it; `orgctl check` lists it.
    ");
    let said = Orgctl::on(&app).refusal(&["discover", "--email", "jane@acme.io"]).await;
    insta::assert_snapshot!(said, @"error: what the answer depends on is damaged, and the function answers with an error; `orgctl check` finds it");
}

#[tokio::test]
async fn missing_edge_is_explained() {
    let app = world().await;
    let raw = Raw(&app);
    raw.delete(raw.edge_item("domain#acme.io", "organization-open")).await;
    insta::assert_snapshot!(explain(&app, "open").await, @"
    jane@acme.io before an organization is chosen, having shown: magic_link

    open (organization-open): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: acme.io is in its list (email_allowed_domains): yes
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: yes, 1
      by domain: the joinable table leads there: NO, its entry is missing
      To make it appear: write the missing entry (orgctl check --repair); or add or invite a Member with this address (orgctl member put).
    ");
}
