//! Joinable edges and verified-member counters.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;

use super::{assert_repair_restores, inconsistencies, repaired, report, start_app};
use crate::raw_items::Raw;

#[tokio::test]
async fn missing_edge_is_repaired() {
    let app = start_app().await;
    let (raw, before) = (Raw(&app), app.all_items().await);
    raw.delete(raw.edge_item("domain#acme.example", "organization-globex")).await;
    assert!(!app.discover("ist").await.listing().iter().any(|line| line.contains("Globex")));
    insta::assert_snapshot!(report(&app).await, @"
    Globex (organization-globex), last changed 2026-01-01T00:00:00Z
      The joinable edge domain#acme.example does not exist
        Effect: people with an address at acme.example cannot join
        Repair: orgctl check --repair

    Checked 2 organizations, 3 Members, 0 edges, 2 counters and 5 session items: 1 inconsistency.
    ");
    assert_repair_restores(&app, before).await;
    assert!(app.discover("ist").await.listing().iter().any(|line| line.contains("Globex")));
}

#[tokio::test]
async fn superfluous_edge_is_removed() {
    let app = start_app().await;
    let (raw, before) = (Raw(&app), app.all_items().await);
    raw.set(raw.edge_item("domain#acme.example", "organization-acme"), "schema", 1).await;
    raw.set(raw.edge_item("tenant#slack#T1", "organization-globex"), "schema", 1).await;
    raw.set(raw.edge_item("domain#acme.example", "organization-none"), "schema", 1).await;
    insta::assert_snapshot!(report(&app).await, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      The joinable edge domain#acme.example is superfluous, because the settings do not need it
        Effect: costs a read, has no effect for people
        Repair: orgctl check --repair

    Globex (organization-globex), last changed 2026-01-01T00:00:00Z
      The joinable edge tenant#slack#T1 is superfluous, because the settings do not need it
        Effect: costs a read, has no effect for people
        Repair: orgctl check --repair

    organization-none, does not exist
      The joinable edge domain#acme.example is superfluous, because its organization does not exist
        Effect: costs a read, has no effect for people
        Repair: orgctl check --repair

    Checked 2 organizations, 3 Members, 4 edges, 2 counters and 5 session items: 3 inconsistencies.
    ");
    assert_repair_restores(&app, before).await;
}

#[tokio::test]
async fn leftover_pending_edges_are_removed() {
    let app = start_app().await;
    let (raw, before) = (Raw(&app), app.all_items().await);
    let edges = ["domain#acme.example", "domain#other.example"];
    raw.set(raw.edge_item(edges[1], "organization-globex"), "schema", 1).await;
    let pending_edges = edges.iter().map(|edge| AttributeValue::S((*edge).to_owned())).collect();
    raw.set(raw.organization_item("organization-globex"), "pending_edges", AttributeValue::L(pending_edges))
        .await;
    insta::assert_snapshot!(report(&app).await, @"
    Globex (organization-globex), last changed 2026-01-01T00:00:00Z
      A write of its joinable edges did not finish
        Effect: people may not be able to join by some of its domains or tenants
        Repair: orgctl check --repair

    Checked 2 organizations, 3 Members, 2 edges, 2 counters and 5 session items: 1 inconsistency.
    ");
    assert_repair_restores(&app, before).await;
}

#[tokio::test]
async fn wrong_missing_or_superfluous_counter_is_repaired() {
    let app = start_app().await;
    let (raw, before) = (Raw(&app), app.all_items().await);
    raw.set(raw.counter_item("organization-globex", "acme.example"), "verified_members", -3).await;
    raw.delete(raw.counter_item("organization-acme", "acme.example")).await;
    raw.set(raw.counter_item("organization-acme", "other.example"), "verified_members", 2).await;
    raw.set(raw.counter_item("organization-acme", "other.example"), "schema", 1).await;
    raw.set(raw.counter_item("organization-none", "acme.example"), "verified_members", 1).await;
    raw.set(raw.counter_item("organization-none", "acme.example"), "schema", 1).await;
    insta::assert_snapshot!(report(&app).await, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      The verified-member counter of acme.example does not exist; it should count 2 Members
        Effect: none for people at the moment, because people cannot join by the domain acme.example
        Repair: orgctl check --repair
      The verified-member counter of other.example is 2; it should count 0 Members
        Effect: none for people at the moment, because people cannot join by the domain other.example
        Repair: orgctl check --repair

    Globex (organization-globex), last changed 2026-01-01T00:00:00Z
      The verified-member counter of acme.example is -3; it should count 1 Member
        Effect: people with an address at acme.example cannot join
        Repair: orgctl check --repair

    organization-none, does not exist
      The verified-member counter of acme.example is 1; it should count 0 Members
        Effect: none for people at the moment, because people cannot join by the domain acme.example
        Repair: orgctl check --repair

    Checked 2 organizations, 3 Members, 1 edge, 3 counters and 5 session items: 4 inconsistencies.
    ");
    repaired(&app, &[]).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
    let mut after = app.all_items().await;
    after[3].retain(|row| row.get("verified_members").is_none_or(|count| count != "0"));
    assert_eq!(after, before, "counters of 0 are ignored");
}

#[tokio::test]
async fn counter_without_revision_is_repaired() {
    let app = start_app().await;
    let (raw, before) = (Raw(&app), app.all_items().await);
    raw.set(raw.counter_item("organization-acme", "acme.example"), "verified_members", 5).await;
    raw.unset(raw.counter_item("organization-acme", "acme.example"), "revision").await;
    assert_repair_restores(&app, before).await;
}
