//! Damaged items.

use serde_json::json;

use super::{Orgctl, inconsistencies, repaired, report, start_app};
use crate::raw_items::Raw;

#[tokio::test]
async fn every_damaged_item_is_reported() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.set(raw.member_item("bob@acme.example", "organization-acme"), "object", "{").await;
    raw.set(raw.id_item("member-gus"), "member_location", "nowhere").await;
    raw.set(raw.edge_item("domain#acme.example", "organization-globex"), "schema", 2).await;
    raw.set(raw.counter_item("organization-globex", "acme.example"), "verified_members", "many").await;
    raw.set(raw.organization_item("organization-acme"), "schema", 2).await;
    raw.set(raw.session_item("0000"), "kind", "cookie").await;
    raw.set(raw.project_item(), "jwks", "{").await;
    insta::assert_snapshot!(report(&app).await, @"
    Acme (organization-acme), damaged, last changed 2026-01-01T00:00:00Z
      The Member bob@acme.example is damaged: object cannot be parsed: Eof at line 1
        Effect: bob@acme.example does not see it, and sessions of the Member there are answered with an error
        Note: removes the Member and prints its attributes; then write the Member again with `orgctl member put`
        Repair: orgctl check --repair --remove-damaged
      The organization organization-acme is damaged: unknown schema version 2
        Effect: 1 person does not see it, no person can join it, and sessions of its Members are answered with an error
        Note: a newer version of org-discovery wrote the item; use the orgctl of that version

    Globex (organization-globex), last changed 2026-01-01T00:00:00Z
      The joinable edge domain#acme.example is damaged: unknown schema version 2
        Effect: none for people; joining needs only the key of the item
        Note: a newer version of org-discovery wrote the item; use the orgctl of that version
      The counter verified#acme.example is damaged: verified_members is not a number
        Effect: people with an address at acme.example cannot join
        Note: removes the item, and writes it again if it is needed
        Repair: orgctl check --repair --remove-damaged

    Project
      The project is damaged: jwks is malformed
        Effect: every request is answered with an error
        Note: makes a new secret, which all callers need; the old secrets, keys and further issuers are lost, so add the keys again with `orgctl project keys add`, and the issuers with `orgctl project issuers add`
        Repair: orgctl project create

    Sessions
      The session item 0000 is damaged: schema is missing
        Effect: the session is not accepted, or revoking it does not end it completely
        Note: removes the session
        Repair: orgctl check --repair --remove-damaged

    Items that name no organization
      The id item of Member member-gus is damaged: member_location is malformed
        Effect: none in lists; commands with the id of the Member fail
        Note: removes the item, and writes it again if it is needed
        Repair: orgctl check --repair --remove-damaged

    Checked 2 organizations, 3 Members, 1 edge, 2 counters and 6 session items: 7 inconsistencies.
    ");
    let output = Orgctl::on(&app).run(&["check", "--repair"]).await;
    assert_eq!(output.code, Some(3));
    assert_eq!(output.stdout.matches(" is damaged: ").count(), 7, "{}", output.stdout);
    assert_eq!(
        output.stderr, "error: 7 inconsistencies found; the report names the command for each\n",
        "nothing can be repaired without --remove-damaged"
    );
}

#[tokio::test]
async fn damaged_items_are_printed_and_removed_on_request() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.set(raw.member_item("bob@acme.example", "organization-acme"), "object", "{").await;
    raw.unset(raw.edge_item("domain#acme.example", "organization-globex"), "schema").await;
    raw.set(raw.counter_item("organization-globex", "acme.example"), "verified_members", "many").await;
    raw.set(raw.id_item("member-gus"), "member_location", "nowhere").await;
    raw.set(raw.session_item("0000"), "kind", "cookie").await;
    let repaired = repaired(&app, &["--remove-damaged"]).await;
    let removed: Vec<_> = repaired["repaired"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|repair| repair["kind"] == "damaged")
        .collect();
    assert_eq!(removed.len(), 5);
    let bob = removed.iter().find(|repair| repair["removed"]["object"] == "{").expect("Bob");
    assert_eq!(bob["removed"]["member_id"], "member-bob");
    assert_eq!(inconsistencies(&app).await, json!([]));
    assert_eq!(
        app.discover("ist").await.listing(),
        ["Acme: active_member", "Globex: eligible_to_join_by_email_domain"]
    );
}

#[tokio::test]
async fn rewritten_damaged_organization_keeps_members() {
    let app = start_app().await;
    let raw = Raw(&app);
    let orgctl = Orgctl::on(&app);
    let acme = orgctl.text(&["organization", "get", "acme"]).await;
    raw.set(raw.organization_item("organization-acme"), "object", "{").await;
    let output = orgctl.run(&["check", "--repair", "--remove-damaged"]).await;
    assert_eq!(output.code, Some(3), "damaged organizations are not removed");
    insta::assert_snapshot!(output.stdout, @"
    organization-acme, damaged
      The organization organization-acme is damaged: object cannot be parsed: Eof at line 1
        Effect: 2 people do not see it, no person can join it, and sessions of its Members are answered with an error
        Note: first write the organization organization-acme to organization-acme.json, for example from a backup
        Repair: orgctl organization put organization-acme.json

    Checked 2 organizations, 3 Members, 1 edge, 2 counters and 5 session items: 1 inconsistency.
    ");
    let put = orgctl.run_with(&["--quiet", "organization", "put", "-"], &acme).await;
    assert_eq!(put.stdout, "organization-acme (acme): created\n");
    insta::assert_snapshot!(put.stderr, @"warning: the stored organization was damaged and is replaced; run `orgctl check` to find related inconsistencies");
    assert_eq!(inconsistencies(&app).await, json!([]));
    assert_eq!(app.discover("member").await.listing(), ["Acme: active_member"]);
}

/// An invalid value of a field of an organization.
struct RefusedValue {
    field: &'static str,
    value: String,
}

#[tokio::test]
async fn refused_replacement_keeps_damaged_organization() {
    let app = start_app().await;
    let raw = Raw(&app);
    let orgctl = Orgctl::on(&app);
    let mut acme = orgctl.json(&["organization", "get", "acme"]).await;
    raw.set(raw.organization_item("organization-acme"), "object", "{").await;
    let before = app.all_items().await;
    let refused = |field, value: &str| RefusedValue { field, value: value.to_owned() };
    let values = [
        refused("organization_slug", "globex"),
        refused("organization_slug", "/"),
        refused("organization_name", &"x".repeat(200)),
    ];
    for RefusedValue { field, value } in values {
        let mut next = acme.take();
        let was = std::mem::replace(&mut next[field], json!(value));
        let put = orgctl.run_with(&["organization", "put", "-"], &next.to_string()).await;
        assert_eq!((put.code, put.stdout.as_str()), (Some(1), ""), "{}", put.stderr);
        assert!(!put.stderr.contains("has been replaced"), "{}", put.stderr);
        assert_eq!(app.all_items().await, before, "{field}");
        next[field] = was;
        acme = next;
    }
}

#[tokio::test]
async fn organization_with_damaged_member_can_be_deleted() {
    let app = start_app().await;
    let raw = Raw(&app);
    let orgctl = Orgctl::on(&app);
    raw.set(raw.member_item("bob@acme.example", "organization-acme"), "object", "{").await;
    assert!(
        orgctl
            .refusal(&["organization", "delete", "acme", "--yes"])
            .await
            .contains("`orgctl check` lists all damaged items")
    );
    repaired(&app, &["--remove-damaged"]).await;
    orgctl.run(&["organization", "delete", "organization-acme", "--yes"]).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
    let left = app.stored_items(&app.tables.members).await;
    assert!(
        left.iter().all(|row| !row.values().any(|value| value.contains("organization-acme"))),
        "{left:?}"
    );
}

#[tokio::test]
async fn items_of_newer_version_are_never_removed() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.set(raw.member_item("bob@acme.example", "organization-acme"), "schema", 2).await;
    let before = app.all_items().await;
    let output = Orgctl::on(&app).run(&["check", "--repair", "--remove-damaged"]).await;
    assert_eq!(output.code, Some(3));
    assert!(output.stdout.contains("unknown schema version 2"), "{}", output.stdout);
    assert_eq!(app.all_items().await[1], before[1]);
}
