//! Expiry of sessions, and the organization hint of a sign-in.

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::domain::{MemberId, OrganizationId};
use serde_json::{Value, json};

use test_support::{
    PROJECT_ID, TestApp,
    builders::{
        data_set, discovered, intermediate, magic_link, member, member_id, member_session, organization,
        organization_id, summary, verified, with,
    },
};

const ANN: &str = "ann@acme.example";

/// Deletes only the item of the organization itself, as an interrupted deletion would.
async fn delete_organization_item(app: &TestApp, name: &str) {
    let key = AttributeValue::S(format!("{PROJECT_ID}#{}", organization_id(name)));
    let request = app.client.delete_item().table_name(&app.tables.organizations).key("organization", key);
    request.key("record", AttributeValue::S("organization".to_owned())).send().await.expect("a deleted item");
}

#[tokio::test]
async fn member_session_requires_its_own_active_member() {
    let ann_with_status = |status: &str| [member(ANN, json!({ "status": status }))];
    let organizations = [
        organization("Active", json!({}), ann_with_status("active")),
        organization("Pending", json!({}), ann_with_status("pending")),
        organization("Invited", json!({}), ann_with_status("invited")),
        organization("Deleted", json!({}), ann_with_status("deleted")),
        organization("Others", json!({}), [verified("bob@acme.example")]),
        organization("Lost", json!({}), ann_with_status("active")),
    ];
    let other_id = json!({"member_id": member_id("Active", "bob@acme.example")});
    let sessions = [
        member_session("active", "Active", ANN, [magic_link()]),
        member_session("pending", "Pending", ANN, [magic_link()]),
        member_session("invited", "Invited", ANN, [magic_link()]),
        member_session("deleted", "Deleted", ANN, [magic_link()]),
        member_session("no Member", "Others", ANN, [magic_link()]),
        member_session("lost organization", "Lost", ANN, [magic_link()]),
        member_session("no organization", "Nowhere", ANN, [magic_link()]),
        with(member_session("other Member id", "Active", ANN, [magic_link()]), other_id),
        with(
            member_session("other address", "Active", ANN, [magic_link()]),
            json!({"email_address": "ann@other.example", "authentication_factors": []}),
        ),
    ];
    let names = sessions.clone().map(|session| session["name"].as_str().unwrap().to_owned());
    let app = TestApp::start(data_set(organizations, sessions)).await;
    delete_organization_item(&app, "Lost").await;
    for name in names {
        let responses = [app.discover(&name).await, app.discover_by_jwt(&name).await];
        let expected = if name == "active" { "200" } else { "session_not_found" };
        assert_eq!(responses.map(|response| response.outcome()), [expected; 2], "{name}");
    }
}

#[tokio::test]
async fn member_session_ends_with_its_member() {
    let acme = || organization("Acme", json!({}), [verified(ANN)]);
    let session = || member_session("ann", "Acme", ANN, [magic_link()]);
    let id = member_id("Acme", ANN);
    let acme_id = OrganizationId::parse(&organization_id("Acme")).unwrap();
    let ann_id = MemberId::parse(&id).unwrap();
    let mut app = TestApp::start(data_set([acme()], [session()])).await;
    assert_eq!(discovered(&app, "ann").await, "Acme: active_member");
    app.writer.members().delete(&acme_id, &ann_id).await.unwrap();
    assert_eq!(discovered(&app, "ann").await, "session_not_found");

    // A session ends when its Member's address changes.
    app.load(data_set([acme()], [session()])).await;
    assert_eq!(discovered(&app, "ann").await, "Acme: active_member");
    let moved = with(verified("ann@married.example"), json!({ "member_id": id }));
    app.load(data_set([organization("Acme", json!({}), [moved])], [])).await;
    assert_eq!(discovered(&app, "ann").await, "session_not_found");
}

#[tokio::test]
async fn session_ends_exactly_at_its_expiry() {
    let lifetime = |session: Value, seconds: i64| with(session, json!({ "expires_in_seconds": seconds }));
    let sessions = [
        intermediate("ten minutes", ANN, [magic_link()]),
        member_session("an hour", "Acme", ANN, [magic_link()]),
        lifetime(intermediate("a second", ANN, [magic_link()]), 1),
        lifetime(intermediate("no time", ANN, [magic_link()]), 0),
        lifetime(member_session("long ago", "Acme", ANN, [magic_link()]), -60),
    ];
    let app = TestApp::start(data_set([organization("Acme", json!({}), [verified(ANN)])], sessions)).await;
    let (listed, not_found) = ("Acme: active_member", "intermediate_session_not_found");
    assert_eq!(discovered(&app, "no time").await, not_found);
    assert_eq!(discovered(&app, "long ago").await, "session_not_found");
    assert_eq!(discovered(&app, "a second").await, listed);
    app.clock.advance(1);
    assert_eq!(discovered(&app, "a second").await, not_found);
    app.clock.advance(598);
    assert_eq!(discovered(&app, "ten minutes").await, listed);
    app.clock.advance(1);
    assert_eq!(discovered(&app, "ten minutes").await, not_found);
    app.clock.advance(2_999);
    assert_eq!(discovered(&app, "an hour").await, listed);
    let last_jwt = app.session_jwt("an hour");
    app.clock.advance(1);
    assert_eq!(discovered(&app, "an hour").await, "session_not_found");
    let response = app.post(json!({ "session_jwt": last_jwt })).await;
    assert_eq!(response.outcome(), "session_not_found");
}

#[tokio::test]
async fn hint_contains_only_existing_organization() {
    let with_hint = |name: &str, organization: &str| {
        let hint = json!({"organization_id_hint": organization_id(organization)});
        with(intermediate(name, ANN, [magic_link()]), hint)
    };
    let organizations = [
        organization("Acme", json!({}), [verified(ANN)]),
        organization("Globex", json!({}), [verified("bob@acme.example")]),
        organization("Lost", json!({}), [verified(ANN)]),
    ];
    let sessions = [
        with_hint("listed", "Acme"),
        with_hint("not listed", "Globex"),
        with_hint("lost", "Lost"),
        with_hint("nonexistent", "Nowhere"),
        intermediate("no hint", ANN, [magic_link()]),
        member_session("member", "Acme", ANN, [magic_link()]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    delete_organization_item(&app, "Lost").await;
    add_hint_to_member_sessions(&app, &organization_id("Acme")).await;
    let rows = [
        ("listed", json!(organization_id("Acme"))),
        ("not listed", json!(organization_id("Globex"))),
        ("lost", json!(null)),
        ("nonexistent", json!(null)),
        ("no hint", json!(null)),
        ("member", json!(null)),
    ];
    for (session, hint) in rows {
        let response = app.discover(session).await;
        // The membership in the organization `Lost` is skipped, too.
        assert_eq!(summary(&response), "Acme: active_member", "{session}");
        assert_eq!(response.json()["organization_id_hint"], hint, "{session}");
    }
    let by_jwt = app.discover_by_jwt("member").await;
    assert_eq!(by_jwt.json()["organization_id_hint"], json!(null));
}

/// Adds a hint to the items of every member session, which normally have no hint.
async fn add_hint_to_member_sessions(app: &TestApp, hint: &str) {
    let table = &app.tables.sessions;
    let items = app.client.scan().table_name(table).send().await.expect("items").items.expect("items");
    let mut hinted = 0;
    for mut item in items.into_iter().filter(|item| item.contains_key("member_id")) {
        item.insert("organization_id_hint".to_owned(), AttributeValue::S(hint.to_owned()));
        app.client.put_item().table_name(table).set_item(Some(item)).send().await.expect("a written item");
        hinted += 1;
    }
    assert_eq!(hinted, 2, "a member session is stored under its token and under its id");
}
