//! Imports in which an organization gets the slug of another organization.

use serde_json::{Value, json};

use super::address_reassignment::{imported, refused};
use crate::input_files::{file, path};
use test_support::{Orgctl, TestApp, builders::organization_with_id};

/// An organization with only an id and a slug.
fn with_slug(id: &str, slug: &str) -> Value {
    organization_with_id(id, json!({ "organization_slug": slug }))
}

fn organizations(organizations: impl Into<Vec<Value>>) -> Value {
    json!({"organizations": organizations.into()})
}

/// Returns the id of the organization with this slug.
async fn id_of_slug(app: &TestApp, slug: &str) -> Value {
    Orgctl::on(app).json(&["organization", "get", slug]).await["organization_id"].take()
}

#[tokio::test]
async fn chain_of_slugs_is_reassigned() {
    let app = TestApp::start(json!({})).await;
    let before = organizations([with_slug("a", "one"), with_slug("b", "two"), with_slug("c", "three")]);
    Orgctl::on(&app).json(&["import", path(&file(before))]).await;
    let file = file(organizations([
        with_slug("new", "ONE"),
        with_slug("a", "two"),
        with_slug("b", "three"),
        with_slug("c", "four"),
    ]));
    let planned = imported(&app, &["import", "--dry-run", path(&file)]).await;
    let done = imported(&app, &["import", path(&file)]).await;
    assert_eq!(done["organizations"], json!({"added": 1, "changed": 3, "unchanged": 0}));
    assert_eq!(planned["organizations"], done["organizations"]);
    assert_eq!(id_of_slug(&app, "one").await, "new");
    assert_eq!(id_of_slug(&app, "two").await, "a");
    assert_eq!(id_of_slug(&app, "three").await, "b");
    assert_eq!(id_of_slug(&app, "four").await, "c");
    let again = imported(&app, &["import", path(&file)]).await;
    assert_eq!(again["organizations"], json!({"added": 0, "changed": 0, "unchanged": 4}));
    assert_eq!(Orgctl::on(&app).run(&["check"]).await.code, Some(0));
}

#[tokio::test]
async fn taken_or_exchanged_slugs_are_refused() {
    let before = organizations([
        with_slug("a", "one"),
        with_slug("b", "two"),
        with_slug("other", "three"),
        with_slug("c", "four"),
    ]);
    let after = organizations([
        with_slug("a", "two"),
        with_slug("b", "one"),
        with_slug("new", "three"),
        with_slug("d", "four"),
        with_slug("c", "five"),
    ]);
    let (app, refused) = refused(before, after).await;
    insta::assert_snapshot!(refused, @"
    error: 3 records conflict with stored data and were left out:
    after.json: /organizations/0: the slug two belongs to organization b, which was skipped too; if organizations swap slugs, first import one of them with a temporary slug
    after.json: /organizations/1: the slug one belongs to organization a, which was skipped too; if organizations swap slugs, first import one of them with a temporary slug
    after.json: /organizations/2: the slug three belongs to organization other
    ");
    assert_eq!(id_of_slug(&app, "four").await, "d");
    assert_eq!(id_of_slug(&app, "two").await, "b");
}

#[tokio::test]
async fn members_of_refused_organization_are_skipped() {
    let ann = json!({"member_id": "ann", "email_address": "ann@acme.example"});
    let mut after = organizations([with_slug("new", "one"), with_slug("good", "two")]);
    after["organizations"][0]["members"] = json!([ann]);
    after["members"] =
        json!([{"member_id": "bob", "organization_id": "good", "email_address": "bob@acme.example"}]);
    let (app, refused) = refused(organizations([with_slug("a", "one")]), after).await;
    insta::assert_snapshot!(refused, @"
    error: 2 records conflict with stored data and were left out:
    after.json: /organizations/0: the slug one belongs to organization a
    after.json: /organizations/0/members/0: its organization is refused
    ");
    assert_eq!(Orgctl::on(&app).json(&["member", "get", "bob"]).await["organization_id"], "good");
    let check = Orgctl::on(&app).run(&["check"]).await;
    assert_eq!(check.code, Some(0), "{}", check.stdout);
}
