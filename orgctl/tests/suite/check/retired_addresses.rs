//! Retired addresses and the items that reserve them.

use serde_json::{Value, json};

use super::{Orgctl, inconsistencies, repaired, report, start_app};
use crate::raw_items::Raw;
use test_support::TestApp;

const ACME: &str = "organization-acme";

/// Sets the retired addresses in Ann's object without writing the items that reserve them.
async fn ann_retires(app: &TestApp, addresses: &[String]) {
    let items = app.stored_items(&app.tables.members).await;
    let ann = items.iter().find(|item| item["address"].ends_with("#ann@acme.example")).expect("Ann");
    let mut object: Value = serde_json::from_str(&ann["object"]).expect("a Member");
    object["retired_email_addresses"] =
        addresses.iter().map(|address| json!({"email_address": address})).collect();
    let raw = Raw(app);
    raw.set(raw.member_item("ann@acme.example", ACME), "object", &*object.to_string()).await;
}

impl Raw<'_> {
    /// Writes the item that reserves a retired address of a Member of Acme.
    async fn retire(&self, address: &str, retired_by: &str) {
        let key = || self.member_item(address, ACME);
        self.set(key(), "record", "retired_address").await;
        self.set(key(), "retired_by", retired_by).await;
        self.set(key(), "schema", 1).await;
    }
}

#[tokio::test]
async fn counter_repair_keeps_retired_addresses() {
    for status in ["active", "deleted"] {
        let app = start_app().await;
        let raw = Raw(&app);
        if status == "deleted" {
            Orgctl::on(&app).text(&["member", "delete", "member-bob", "--yes"]).await;
        }
        ann_retires(&app, &["bob@acme.example".to_owned()]).await;
        raw.unset(raw.member_item("ann@acme.example", ACME), "counted_domain").await;
        raw.set(raw.counter_item(ACME, "acme.example"), "verified_members", 9).await;
        let output = Orgctl::on(&app).run(&["check", "--repair"]).await;
        assert_eq!(output.code, Some(3), "a taken address is not repaired");
        let expected = json!([{
            "kind": "retired_address_missing", "organization_id": ACME, "member_id": "member-ann",
            "email_address": "ann@acme.example", "retired_email_address": "bob@acme.example", "taken_by": "member-bob",
            "updated_at": "2026-01-01T00:00:00Z",
        }]);
        assert_eq!(inconsistencies(&app).await, expected);
        let bob = Orgctl::on(&app).json(&["member", "get", "member-bob"]).await;
        assert_eq!((&bob["email_address"], &bob["status"]), (&json!("bob@acme.example"), &json!(status)));
        // The joinable edge and the counter are correct for both statuses.
        assert_eq!(app.discover("ist").await.listing()[0], "Acme: active_member", "{status}");
    }
}

#[tokio::test]
async fn superfluous_retired_address_item_is_removed() {
    let app = start_app().await;
    let raw = Raw(&app);
    let before = app.all_items().await;
    raw.retire("x@acme.example", "member-gone").await;
    raw.retire("y@acme.example", "member-ann").await;
    // Not reported: his id item names another organization, so it is unknown whether Gus is a Member of this one.
    raw.retire("z@acme.example", "member-gus").await;
    insta::assert_snapshot!(report(&app).await, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      The address x@acme.example is reserved for Member member-gone, which did not retire it
        Effect: a person who signs in with x@acme.example cannot join, and no Member can get the address
        Repair: orgctl check --repair
      The address y@acme.example is reserved for Member member-ann, which did not retire it
        Effect: a person who signs in with y@acme.example cannot join, and no Member can get the address
        Repair: orgctl check --repair

    Checked 2 organizations, 3 Members, 1 edge, 2 counters and 5 session items: 2 inconsistencies.
    ");
    repaired(&app, &[]).await;
    raw.delete(raw.member_item("z@acme.example", ACME)).await;
    assert_eq!(app.all_items().await, before);
}

#[tokio::test]
async fn member_over_retired_address_limit_can_be_removed() {
    let app = start_app().await;
    let (raw, orgctl) = (Raw(&app), Orgctl::on(&app));
    let many: Vec<String> = (0..250).map(|n| format!("old{n}@acme.example")).collect();
    ann_retires(&app, &many).await;
    for address in &many {
        raw.retire(address, "member-ann").await;
    }
    orgctl.text(&["member", "delete", "member-ann", "--yes"]).await;
    insta::assert_snapshot!(orgctl.refusal(&["member", "reactivate", "member-ann"]).await, @"error: the Member has 250 retired addresses; the limit is 25");
    orgctl.text(&["member", "erase", "member-ann", "--yes"]).await;
    repaired(&app, &[]).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
    let left = app.stored_items(&app.tables.members).await;
    assert!(left.iter().all(|item| !item["address"].contains("#old")), "{left:?}");
}
