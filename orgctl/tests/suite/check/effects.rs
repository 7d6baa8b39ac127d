//! The effects of the findings on people.

use serde_json::{Value, json};

use super::{Orgctl, report, start_app};
use crate::raw_items::Raw;
use test_support::TestApp;

/// Returns the effects that `check` reports, each once.
async fn effects(app: &TestApp) -> String {
    let report = report(app).await;
    let mut effects: Vec<&str> =
        report.lines().filter_map(|line| line.trim_start().strip_prefix("Effect: ")).collect();
    effects.dedup();
    effects.join("\n")
}

/// Returns true if a person with a new address at `acme.example` can join Globex.
async fn can_join_globex(app: &TestApp) -> bool {
    let found =
        Orgctl::on(app).json(&["discover", "--email", "new@acme.example", "--factor", "magic_link"]).await;
    let entries = found["discovered_organizations"].as_array().cloned().unwrap_or_default();
    entries.iter().any(|entry| entry["organization"]["organization_id"] == "organization-globex")
}

#[tokio::test]
async fn damaged_organization_counts_its_people() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.set(raw.organization_item("organization-acme"), "object", "{").await;
    assert_eq!(
        effects(&app).await,
        "2 people do not see it, no person can join it, and sessions of its Members are answered with an error"
    );
    assert_eq!(app.discover("member").await.error_type(), "internal_server_error");
    raw.set(raw.organization_item("organization-globex"), "object", "{").await;
    assert!(effects(&app).await.contains("1 person does not see it"));
}

#[tokio::test]
async fn wrong_counter_says_who_can_join() {
    let app = start_app().await;
    let raw = Raw(&app);
    let counter = || raw.counter_item("organization-globex", "acme.example");
    assert!(can_join_globex(&app).await);
    raw.set(counter(), "verified_members", 0).await;
    assert_eq!(effects(&app).await, "people with an address at acme.example cannot join");
    assert!(!can_join_globex(&app).await);
    raw.set(counter(), "verified_members", 5).await;
    assert!(effects(&app).await.starts_with("none for people at the moment; after a later change"));
    assert!(can_join_globex(&app).await);
    raw.set(counter(), "verified_members", 1).await;
    raw.set(raw.counter_item("organization-acme", "acme.example"), "verified_members", 0).await;
    assert_eq!(
        effects(&app).await,
        "none for people at the moment, because people cannot join by the domain acme.example"
    );
}

#[tokio::test]
async fn counter_without_members_lets_people_join() {
    let app = start_app().await;
    let raw = Raw(&app);
    Orgctl::on(&app).text(&["member", "delete", "member-gus", "--yes"]).await;
    assert!(!can_join_globex(&app).await);
    raw.set(raw.counter_item("organization-globex", "acme.example"), "verified_members", 1).await;
    assert_eq!(
        effects(&app).await,
        "people with an address at acme.example can join, although no active Member has a verified address there"
    );
    assert!(can_join_globex(&app).await);
}

#[tokio::test]
async fn missing_edge_matters_with_verified_member() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.delete(raw.edge_item("domain#acme.example", "organization-globex")).await;
    assert_eq!(effects(&app).await, "people with an address at acme.example cannot join");
    assert!(!can_join_globex(&app).await);
    Orgctl::on(&app).text(&["member", "delete", "member-gus", "--yes"]).await;
    assert_eq!(
        effects(&app).await,
        "none for people at the moment, because no active Member has a verified address at acme.example"
    );
}

#[tokio::test]
async fn miscounted_member_says_who_can_join() {
    let app = start_app().await;
    let raw = Raw(&app);
    let gus = || raw.member_item("gus@acme.example", "organization-globex");
    raw.unset(gus(), "counted_domain").await;
    raw.set(raw.counter_item("organization-globex", "acme.example"), "verified_members", 0).await;
    assert_eq!(effects(&app).await, "people with an address at acme.example cannot join");
    assert!(!can_join_globex(&app).await);
}

#[tokio::test]
async fn wrong_member_attributes_differ_in_effect() {
    let app = start_app().await;
    let raw = Raw(&app);
    let (bob, ann) = ("bob@acme.example", "ann@acme.example");
    raw.unset(raw.member_item(bob, "organization-acme"), "revision").await;
    raw.unset(raw.member_item(ann, "organization-acme"), "security_stamp").await;
    raw.set(raw.member_item("gus@acme.example", "organization-globex"), "member_id", "other").await;
    insta::assert_snapshot!(effects(&app).await, @"
    ann@acme.example does not see it, and sessions of the Member there are answered with an error
    bob@acme.example cannot sign in to it, and commands cannot change the Member
    none for people; lists and a deletion of the organization do not find the Member
    ");
    let listed =
        Orgctl::on(&app).run(&["-o", "json", "discover", "--email", bob, "--factor", "magic_link"]).await;
    let listed: Value = serde_json::from_str(&listed.stdout).expect("JSON");
    assert_ne!(listed["discovered_organizations"], json!([]), "Bob sees Acme");
}
