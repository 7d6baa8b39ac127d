//! Members, their id items and their organizations.

use serde_json::json;

use super::{assert_repair_restores, inconsistencies, repaired, report, start_app};
use crate::raw_items::Raw;

const BOB: &str = "bob@acme.example";
const ACME: &str = "organization-acme";

#[tokio::test]
async fn wrong_counted_domain_is_repaired() {
    let app = start_app().await;
    let (raw, before) = (Raw(&app), app.all_items().await);
    raw.unset(raw.member_item(BOB, ACME), "counted_domain").await;
    insta::assert_snapshot!(report(&app).await, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      The verified-member counter of acme.example is 2; it should count 1 Member
        Effect: none for people at the moment, because people cannot join by the domain acme.example
        Repair: orgctl check --repair
      Member member-bob (bob@acme.example) is counted for no domain instead of acme.example
        Effect: none for people at the moment
        Member last changed: 2026-01-01T00:00:00Z
        Repair: orgctl check --repair

    Checked 2 organizations, 3 Members, 1 edge, 2 counters and 5 session items: 2 inconsistencies.
    ");
    assert_repair_restores(&app, before).await;
}

#[tokio::test]
async fn member_counted_for_another_domain_is_repaired() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.set(raw.member_item(BOB, ACME), "counted_domain", "other.example").await;
    insta::assert_snapshot!(report(&app).await, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      The verified-member counter of acme.example is 2; it should count 1 Member
        Effect: none for people at the moment, because people cannot join by the domain acme.example
        Repair: orgctl check --repair
      The verified-member counter of other.example does not exist; it should count 1 Member
        Effect: none for people at the moment, because people cannot join by the domain other.example
        Repair: orgctl check --repair
      Member member-bob (bob@acme.example) is counted for other.example instead of acme.example
        Effect: none for people at the moment
        Member last changed: 2026-01-01T00:00:00Z
        Repair: orgctl check --repair

    Checked 2 organizations, 3 Members, 1 edge, 2 counters and 5 session items: 3 inconsistencies.
    ");
    repaired(&app, &[]).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
}

#[tokio::test]
async fn wrong_copies_of_object_fields_are_repaired() {
    let app = start_app().await;
    let (raw, before) = (Raw(&app), app.all_items().await);
    raw.set(raw.member_item(BOB, ACME), "organization", "elsewhere").await;
    raw.set(raw.member_item("gus@acme.example", "organization-globex"), "member_id", "member-other").await;
    insta::assert_snapshot!(report(&app).await, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      Member member-bob (bob@acme.example): organization differs from the object
        Effect: none for people; lists and a deletion of the organization do not find the Member
        Member last changed: 2026-01-01T00:00:00Z
        Repair: orgctl check --repair

    Globex (organization-globex), last changed 2026-01-01T00:00:00Z
      Member member-gus (gus@acme.example): member_id differs from the object
        Effect: none for people; lists and a deletion of the organization do not find the Member
        Member last changed: 2026-01-01T00:00:00Z
        Repair: orgctl check --repair

    Checked 2 organizations, 3 Members, 1 edge, 2 counters and 5 session items: 2 inconsistencies.
    ");
    assert_repair_restores(&app, before).await;
}

#[tokio::test]
async fn missing_revision_or_stamp_is_repaired() {
    let app = start_app().await;
    let (raw, before) = (Raw(&app), app.all_items().await);
    raw.unset(raw.member_item(BOB, ACME), "revision").await;
    raw.unset(raw.member_item("ann@acme.example", "organization-acme"), "security_stamp").await;
    assert_eq!(
        app.discover("member").await.error_type(),
        "internal_server_error",
        "without a security stamp the session cannot be validated"
    );
    insta::assert_snapshot!(report(&app).await, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      Member member-ann (ann@acme.example): security_stamp is missing
        Effect: ann@acme.example does not see it, and sessions of the Member there are answered with an error
        Member last changed: 2026-01-01T00:00:00Z
        Repair: orgctl check --repair
      Member member-bob (bob@acme.example): revision is missing
        Effect: bob@acme.example cannot sign in to it, and commands cannot change the Member
        Member last changed: 2026-01-01T00:00:00Z
        Repair: orgctl check --repair

    Checked 2 organizations, 3 Members, 1 edge, 2 counters and 5 session items: 2 inconsistencies.
    ");
    assert_repair_restores(&app, before).await;
    assert_eq!(app.discover("bob").await.outcome(), "200", "an existing security stamp is kept");
}

#[tokio::test]
async fn missing_or_dangling_id_item_is_repaired() {
    let app = start_app().await;
    let (raw, before) = (Raw(&app), app.all_items().await);
    raw.delete(raw.id_item("member-bob")).await;
    raw.set(raw.id_item("member-gus"), "member_location", "organization-globex#gone@acme.example").await;
    insta::assert_snapshot!(report(&app).await, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      No id item names the location of Member member-bob (bob@acme.example)
        Effect: commands do not find the Member by its id, and another Member can get the id
        Member last changed: 2026-01-01T00:00:00Z
        Repair: orgctl check --repair

    Globex (organization-globex), last changed 2026-01-01T00:00:00Z
      No id item names the location of Member member-gus (gus@acme.example)
        Effect: commands do not find the Member by its id, and another Member can get the id
        Member last changed: 2026-01-01T00:00:00Z
        Repair: orgctl check --repair
      The id item of Member member-gus names gone@acme.example of organization-globex, where it is not stored
        Effect: none for people; no Member elsewhere can have the id
        Repair: orgctl check --repair

    Checked 2 organizations, 3 Members, 1 edge, 2 counters and 5 session items: 3 inconsistencies.
    ");
    assert_repair_restores(&app, before).await;
}

#[tokio::test]
async fn id_item_of_absent_member_is_removed() {
    let app = start_app().await;
    let (raw, before) = (Raw(&app), app.all_items().await);
    raw.set(raw.id_item("member-none"), "schema", 1).await;
    raw.set(raw.id_item("member-none"), "member_location", "organization-acme#none@acme.example").await;
    raw.set(raw.id_item("member-false"), "schema", 1).await;
    raw.set(raw.id_item("member-false"), "member_location", "organization-acme#bob@acme.example").await;
    insta::assert_snapshot!(report(&app).await, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      The id item of Member member-false names bob@acme.example of organization-acme, where it is not stored
        Effect: none for people; no Member elsewhere can have the id
        Repair: orgctl check --repair
      The id item of Member member-none names none@acme.example of organization-acme, where it is not stored
        Effect: none for people; no Member elsewhere can have the id
        Repair: orgctl check --repair

    Checked 2 organizations, 3 Members, 1 edge, 2 counters and 5 session items: 2 inconsistencies.
    ");
    assert_repair_restores(&app, before).await;
}

#[tokio::test]
async fn id_of_two_members_is_not_repaired() {
    let app = start_app().await;
    let raw = Raw(&app);
    // A copy of the same Member under another address.
    let items = app.stored_items(&app.tables.members).await;
    let item = items
        .iter()
        .find(|item| item.get("member_id").is_some_and(|id| id == "member-bob"))
        .expect("Bob")
        .clone();
    for (name, value) in
        item.iter().filter(|(name, _)| !["address", "organization_id", "schema"].contains(&name.as_str()))
    {
        let value = value.replace("bob@acme.example", "robert@acme.example");
        raw.set(raw.member_item("robert@acme.example", ACME), name, &*value).await;
    }
    raw.set(raw.member_item("robert@acme.example", ACME), "schema", 1).await;
    insta::assert_snapshot!(report(&app).await, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      The verified-member counter of acme.example is 2; it should count 3 Members
        Effect: none for people at the moment, because people cannot join by the domain acme.example
        Repair: orgctl check --repair
      Member member-bob (robert@acme.example) has the id of another Member, which is stored at bob@acme.example of organization-acme
        Effect: commands with the id change the other Member, not robert@acme.example
        Member last changed: 2026-01-01T00:00:00Z
        Note: first write the Member with the right address to member.json; it becomes the only one with the id
        Repair: orgctl member put member.json

    Checked 2 organizations, 4 Members, 1 edge, 2 counters and 5 session items: 2 inconsistencies.
    ");
    let output = test_support::Orgctl::on(&app).run(&["--quiet", "check", "--repair"]).await;
    assert_eq!(output.code, Some(3));
    insta::assert_snapshot!(output.stdout, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      Repaired: the verified-member counter of acme.example is 2; it should count 3 Members
      Member member-bob (robert@acme.example) has the id of another Member, which is stored at bob@acme.example of organization-acme
        Effect: commands with the id change the other Member, not robert@acme.example
        Member last changed: 2026-01-01T00:00:00Z
        Note: first write the Member with the right address to member.json; it becomes the only one with the id
        Repair: orgctl member put member.json

    Checked 2 organizations, 4 Members, 1 edge, 2 counters and 5 session items: 1 inconsistency left. 1 inconsistency repaired.
    ");
    insta::assert_snapshot!(output.stderr, @"error: 1 inconsistency left; the report names the command for each");
}

#[tokio::test]
async fn members_without_organization_are_printed_and_erased() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.delete(raw.organization_item("organization-acme")).await;
    insta::assert_snapshot!(report(&app).await, @"
    organization-acme, does not exist
      The slug acme is reserved for it, but it does not have this slug
        Effect: no other organization can have the slug
        Repair: orgctl check --repair
      Member member-ann (ann@acme.example) belongs to this organization, which does not exist
        Effect: ann@acme.example does not see it; every request of this person logs a warning
        Member last changed: 2026-01-01T00:00:00Z
        Note: erases the Member
        Repair: orgctl check --repair
      Member member-bob (bob@acme.example) belongs to this organization, which does not exist
        Effect: bob@acme.example does not see it; every request of this person logs a warning
        Member last changed: 2026-01-01T00:00:00Z
        Note: erases the Member
        Repair: orgctl check --repair

    Checked 1 organization, 3 Members, 1 edge, 2 counters and 5 session items: 3 inconsistencies.
    ");
    let repaired = repaired(&app, &[]).await;
    let list = repaired["repaired"].as_array().expect("a list");
    let ann = list.iter().find(|repair| repair["kind"] == "membership_dangling").expect("Ann");
    let removed = &ann["removed"];
    assert_eq!(
        (&removed["email_address"], &removed["member_id"]),
        (&json!("ann@acme.example"), &json!("member-ann"))
    );
    assert_eq!(list.len(), 3);
    assert_eq!(inconsistencies(&app).await, json!([]));
    assert_eq!(app.discover("member").await.error_type(), "session_not_found");
}
