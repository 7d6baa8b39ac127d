//! Repairs during concurrent writes.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use org_discovery::domain::Timestamp;
use org_discovery_admin::Writer;
use serde_json::json;

use super::{Orgctl, inconsistencies, repaired, start_app};
use crate::raw_items::Raw;

/// Adds, changes, moves, deletes and reactivates Members, and changes settings, until `stop` is set. Returns the number
/// of added Members.
async fn traffic(writer: Writer, stop: Arc<AtomicBool>) -> usize {
    let member = |n: usize, address: &str| {
        let json = json!({
            "member_id": format!("member-live-{n}"), "organization_id": "organization-acme",
            "email_address": address, "email_address_verified": true,
        });
        serde_json::from_value(json).expect("a Member")
    };
    let mut n = 0;
    while !stop.load(Ordering::Relaxed) {
        let first: org_discovery::domain::Member = member(n, &format!("p{n}@acme.example"));
        writer.members().put(&first, Timestamp::EPOCH).await.expect("added");
        writer
            .members()
            .put(&member(n, &format!("moved{n}@acme.example")), Timestamp::EPOCH)
            .await
            .expect("moved");
        if n % 3 == 0 {
            writer.members().delete(&first.organization_id, &first.member_id).await.expect("deleted");
            writer.members().reactivate(&first.organization_id, &first.member_id).await.expect("reactivated");
        }
        if n % 4 == 0 {
            let mut globex = writer
                .reader()
                .organization(&"organization-globex".parse_id())
                .await
                .expect("read")
                .expect("there");
            globex.email_allowed_domains.rotate_left(1);
            globex.organization_name = format!("Globex {n}");
            let now = globex.created_at.expect("a time");
            writer.organizations().put(&globex, now).await.expect("changed");
        }
        n += 1;
    }
    n
}

trait ParseId {
    fn parse_id(&self) -> org_discovery::domain::OrganizationId;
}

impl ParseId for str {
    fn parse_id(&self) -> org_discovery::domain::OrganizationId {
        org_discovery::domain::OrganizationId::parse(self).expect("an id")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn repairs_during_live_traffic_lose_nothing() {
    let app = start_app().await;
    let (raw, stop) = (Raw(&app), Arc::new(AtomicBool::new(false)));
    let writing = tokio::spawn(traffic(app.writer.clone(), stop.clone()));
    for round in 0..3 {
        raw.set(raw.counter_item("organization-acme", "acme.example"), "verified_members", 100 + round).await;
        raw.set(raw.counter_item("organization-globex", "acme.example"), "verified_members", 7).await;
        raw.set(raw.edge_item("domain#other.example", "organization-globex"), "schema", 1).await;
        // The edge may already be missing: a repair skips items that change concurrently.
        raw.delete_if_present(raw.edge_item("domain#acme.example", "organization-globex")).await;
        let output = Orgctl::on(&app).run(&["check", "--repair"]).await;
        assert!(matches!(output.code, Some(0 | 3)), "{}", output.stderr);
    }
    stop.store(true, Ordering::Relaxed);
    let members = writing.await.expect("the writer succeeds");
    assert!(members > 5, "{members}");
    repaired(&app, &[]).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
    let items = app.stored_items(&app.tables.members).await;
    let live =
        items.iter().filter(|item| item.get("member_id").is_some_and(|id| id.starts_with("member-live-")));
    assert_eq!(live.count(), members, "every Member is stored once");
    let counter = app.stored_items(&app.tables.organizations).await;
    let counter = counter.iter().find(|item| {
        item["organization"].ends_with("#organization-acme") && item["record"] == "verified#acme.example"
    });
    assert_eq!(counter.expect("a counter")["verified_members"], (members + 2).to_string());
}
