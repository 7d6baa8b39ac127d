//! Items that cannot be read.

use serde_json::json;

use super::{Orgctl, differences, lines, repaired, world};
use crate::raw_items::Raw;

#[tokio::test]
async fn every_unreadable_item_is_reported() {
    let app = world().await;
    let raw = Raw(&app);
    raw.set(raw.member_item("bob@acme.example", "organization-acme"), "object", "{").await;
    raw.set(raw.id_item("member-gus"), "member_location", "nowhere").await;
    raw.set(raw.edge_item("domain#acme.example", "organization-globex"), "schema", 2).await;
    raw.set(raw.counter_item("organization-globex", "acme.example"), "verified_members", "many").await;
    raw.set(raw.organization_item("organization-acme"), "schema", 2).await;
    raw.set(raw.session_item("0000"), "kind", "cookie").await;
    raw.set(raw.project_item(), "jwks", "{").await;
    insta::assert_snapshot!(lines(&differences(&app).await), @r#"
    {"key":{"edge":"project-test-11111111-1111-4111-8111-111111111111#domain#acme.example","organization_id":"organization-globex"},"kind":"damaged","reason":"schema 2 is not known","table":"joinable"}
    {"key":{"address":"project-test-11111111-1111-4111-8111-111111111111#bob@acme.example","organization_id":"organization-acme"},"kind":"damaged","reason":"object cannot be read: Eof at line 1","table":"members"}
    {"key":{"address":"project-test-11111111-1111-4111-8111-111111111111#member-gus","organization_id":"id"},"kind":"damaged","reason":"place is malformed","table":"members"}
    {"key":{"record":"organization","organization":"project-test-11111111-1111-4111-8111-111111111111#organization-acme"},"kind":"damaged","reason":"schema 2 is not known","table":"organizations"}
    {"key":{"record":"verified#acme.example","organization":"project-test-11111111-1111-4111-8111-111111111111#organization-globex"},"kind":"damaged","reason":"verified_members is not a number","table":"organizations"}
    {"key":{"project_id":"project-test-11111111-1111-4111-8111-111111111111"},"kind":"damaged","reason":"jwks is malformed","table":"projects"}
    {"key":{"token_hash":"0000"},"kind":"damaged","reason":"schema is missing","table":"sessions"}
    "#);
    let ended = Orgctl::on(&app).run(&["check", "--repair"]).await;
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.stdout.matches(": cannot be read: ").count(), 7, "{}", ended.stdout);
    insta::assert_snapshot!(ended.stderr, @"error: 7 things are not as it should be; an organization that cannot be read is written anew by `orgctl organization put`, other items go with --remove-damaged");
}

#[tokio::test]
async fn damaged_items_are_printed_and_removed_on_request() {
    let app = world().await;
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
    assert_eq!(differences(&app).await, json!([]));
    assert_eq!(
        app.discover("ist").await.listing(),
        ["Acme: active_member", "Globex: eligible_to_join_by_email_domain"]
    );
}

#[tokio::test]
async fn unreadable_organization_is_rewritten_with_its_members_kept() {
    let app = world().await;
    let raw = Raw(&app);
    let orgctl = Orgctl::on(&app);
    let acme = orgctl.text(&["organization", "get", "acme"]).await;
    raw.set(raw.organization_item("organization-acme"), "object", "{").await;
    let ended = orgctl.run(&["check", "--repair", "--remove-damaged"]).await;
    assert_eq!(ended.code, Some(1), "it stays");
    insta::assert_snapshot!(ended.stdout, @"
    organizations organization project-test-11111111-1111-4111-8111-111111111111#organization-acme: cannot be read: object cannot be read: Eof at line 1
    read 2 organizations, 3 Members, 1 edges, 2 counters, 5 session items: see above
    ");
    let put = orgctl.run_with(&["organization", "put", "-"], &acme).await;
    assert_eq!(put.stdout, "organization-acme (acme): written\n");
    insta::assert_snapshot!(put.stderr, @"warning: what was stored could not be read, and was replaced; `orgctl check` finds what followed from it");
    assert_eq!(differences(&app).await, json!([]));
    assert_eq!(app.discover("member").await.listing(), ["Acme: active_member"]);
}

/// A value that is refused in a field of an organization.
struct RefusedValue {
    field: &'static str,
    value: String,
}

#[tokio::test]
async fn damaged_organization_survives_refused_replacement() {
    let app = world().await;
    let raw = Raw(&app);
    let orgctl = Orgctl::on(&app);
    let mut acme = orgctl.json(&["organization", "get", "acme"]).await;
    raw.set(raw.organization_item("organization-acme"), "object", "{").await;
    let before = app.everything().await;
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
        assert!(!put.stderr.contains("was replaced"), "{}", put.stderr);
        assert_eq!(app.everything().await, before, "{field}");
        next[field] = was;
        acme = next;
    }
}

#[tokio::test]
async fn organization_with_damaged_member_can_be_deleted() {
    let app = world().await;
    let raw = Raw(&app);
    let orgctl = Orgctl::on(&app);
    raw.set(raw.member_item("bob@acme.example", "organization-acme"), "object", "{").await;
    assert!(
        orgctl
            .refusal(&["organization", "delete", "acme"])
            .await
            .contains("`orgctl check` lists every such item")
    );
    repaired(&app, &["--remove-damaged"]).await;
    orgctl.run(&["organization", "delete", "organization-acme"]).await;
    assert_eq!(differences(&app).await, json!([]));
    let left = app.rows(&app.tables.members).await;
    assert!(
        left.iter().all(|row| !row.values().any(|value| value.contains("organization-acme"))),
        "{left:?}"
    );
}

#[tokio::test]
async fn items_of_newer_version_are_never_removed() {
    let app = world().await;
    let raw = Raw(&app);
    raw.set(raw.member_item("bob@acme.example", "organization-acme"), "schema", 2).await;
    let before = app.everything().await;
    let ended = Orgctl::on(&app).run(&["check", "--repair", "--remove-damaged"]).await;
    assert_eq!(ended.code, Some(1));
    assert!(ended.stdout.contains("schema 2 is not known"), "{}", ended.stdout);
    assert_eq!(app.everything().await[1], before[1]);
}
