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
    insta::assert_snapshot!(report(&app).await, @"");
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
    insta::assert_snapshot!(report(&app).await, @"");
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
    insta::assert_snapshot!(report(&app).await, @"");
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
    insta::assert_snapshot!(report(&app).await, @"");
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
