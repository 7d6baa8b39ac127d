//! Damaged items are skipped. If nothing else is left to list, the response is an error and never an empty list.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use test_support::{PROJECT_ID, TestApp};

fn data_set() -> Value {
    let acme = |id: &str, member: &str| {
        json!({"organization_id": id, "organization_name": id, "email_jit_provisioning": "RESTRICTED",
            "email_allowed_domains": ["acme.com"], "members": [
            {"member_id": member, "email_address": "amy@acme.com", "email_address_verified": true}]})
    };
    let factors = |address: &str| json!([{"type": "magic_link", "delivery_method": "email", "email_factor": {"email_address": address}}]);
    json!({
        "organizations": [acme("one", "amy-1"), acme("two", "amy-2")],
        "sessions": [
            {"name": "amy", "kind": "intermediate", "email_address": "amy@acme.com", "authentication_factors": factors("amy@acme.com")},
            {"name": "dan", "kind": "intermediate", "email_address": "dan@acme.com", "authentication_factors": factors("dan@acme.com")},
            {"name": "amy in one", "kind": "member", "email_address": "amy@acme.com", "organization_id": "one",
             "member_id": "amy-1", "authentication_factors": factors("amy@acme.com")},
        ],
    })
}

/// Ways to damage an item: an attribute and its new value, or `None` to remove it.
fn damages(attribute: &str) -> Vec<(String, Option<AttributeValue>)> {
    let attribute = attribute.to_owned();
    vec![
        ("schema".to_owned(), None),
        ("schema".to_owned(), Some(AttributeValue::N("2".to_owned()))),
        ("schema".to_owned(), Some(AttributeValue::S("1".to_owned()))),
        (attribute.clone(), None),
        (attribute.clone(), Some(AttributeValue::Bool(true))),
        (attribute.clone(), Some(AttributeValue::S("not what it should be".to_owned()))),
        (attribute, Some(AttributeValue::S("{}".to_owned()))),
    ]
}

#[tokio::test]
async fn damaged_member_hides_only_its_organization() {
    // Every string is a valid security stamp.
    let stamps = damages("security_stamp")
        .into_iter()
        .filter(|(_, to)| !to.as_ref().is_some_and(AttributeValue::is_s));
    for damage in damages("object").into_iter().chain(stamps) {
        let app = TestApp::start(data_set()).await;
        app.damage_member("one", &damage).await;
        assert_eq!(app.discover("amy").await.listing(), ["two: active_member"], "{damage:?}");
        assert_eq!(app.discover("amy in one").await.outcome(), "internal_server_error", "{damage:?}");
        app.damage_member("two", &damage).await;
        assert_eq!(app.discover("amy").await.outcome(), "internal_server_error", "{damage:?}");
    }
}

#[tokio::test]
async fn damaged_organization_hides_only_itself() {
    for damage in damages("object") {
        let app = TestApp::start(data_set()).await;
        app.damage_organization("one", &damage).await;
        assert_eq!(app.discover("amy").await.listing(), ["two: active_member"], "{damage:?}");
        assert_eq!(
            app.discover("dan").await.listing(),
            ["two: eligible_to_join_by_email_domain"],
            "{damage:?}"
        );
        assert_eq!(app.discover("amy in one").await.outcome(), "internal_server_error", "{damage:?}");
        app.damage_organization("two", &damage).await;
        assert_eq!(app.discover("amy").await.outcome(), "internal_server_error", "{damage:?}");
        assert_eq!(app.discover("dan").await.outcome(), "internal_server_error", "{damage:?}");
    }
}

#[tokio::test]
async fn damaged_counter_hides_organization_without_empty_list() {
    for damage in
        damages("verified_members").into_iter().filter(|(name, to)| name != "schema" || to.is_some())
    {
        let app = TestApp::start(data_set()).await;
        for (id, remaining) in [("one", 1), ("two", 0)] {
            let organization = format!("{PROJECT_ID}#{id}");
            let key = [("organization", organization.as_str()), ("record", "verified#acme.com")];
            app.damage(&app.tables.organizations, key, &damage).await;
            let response = app.discover("dan").await;
            match remaining {
                0 => assert_eq!(response.outcome(), "internal_server_error", "{damage:?}"),
                _ => assert_eq!(response.listing(), ["two: eligible_to_join_by_email_domain"], "{damage:?}"),
            }
        }
    }
}

#[tokio::test]
async fn object_with_mismatched_key_is_damaged() {
    let app = TestApp::start(data_set()).await;
    let items = app.stored_items(&app.tables.organizations).await;
    let of_two =
        items.iter().find(|item| item["organization"].ends_with("#two") && item["record"] == "organization");
    let object = AttributeValue::S(of_two.expect("the organization")["object"].clone());
    app.damage_organization("one", &("object".to_owned(), Some(object))).await;
    assert_eq!(app.discover("amy").await.listing(), ["two: active_member"]);
}

#[tokio::test]
async fn damaged_session_or_project_is_an_error() {
    for attribute in ["email_address", "authentication_factors", "kind", "expires_at", "oauth_tenants"] {
        for damage in damages(attribute).into_iter().take(6) {
            let app = TestApp::start(data_set()).await;
            let items = app.stored_items(&app.tables.sessions).await;
            for item in &items {
                app.damage(&app.tables.sessions, [("token_hash", &item["token_hash"]), ("", "")], &damage)
                    .await;
            }
            assert_eq!(app.discover("amy").await.outcome(), "internal_server_error", "{damage:?}");
        }
    }
    for attribute in ["secret_hashes", "jwks"] {
        for damage in damages(attribute)
            .into_iter()
            .take(6)
            .filter(|(name, to)| name != "secret_hashes" || to.is_some())
        {
            let app = TestApp::start(data_set()).await;
            app.damage_project(&damage).await;
            app.clock.advance(60);
            assert_eq!(app.discover("amy").await.outcome(), "internal_server_error", "{damage:?}");
        }
    }
}

/// Adds an item whose sort key is not a valid organization id.
async fn put_item_with_invalid_id(app: &TestApp, table: &str, partition: (&str, &str)) {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let put = app.client.put_item().table_name(table).item(partition.0, text(partition.1));
    put.item("organization_id", text("not an id!")).send().await.expect("an item");
}

#[tokio::test]
async fn damage_without_organization_never_yields_empty_list() {
    for (session, partition) in [("amy", "amy@acme.com"), ("dan", "dan@acme.com")] {
        let app = TestApp::start(data_set()).await;
        let address = format!("{PROJECT_ID}#{partition}");
        put_item_with_invalid_id(&app, &app.tables.members, ("address", &address)).await;
        assert_eq!(app.discover(session).await.entries().len(), 2, "the other organizations are listed");
        for id in ["one", "two"] {
            let id = org_discovery::domain::OrganizationId::parse(id).expect("an id");
            app.writer.organizations().delete(&id).await.expect("deleted");
        }
        assert_eq!(app.discover(session).await.outcome(), "internal_server_error", "{session}");
    }
    let app = TestApp::start(data_set()).await;
    let edge = format!("{PROJECT_ID}#domain#acme.com");
    put_item_with_invalid_id(&app, &app.tables.joinable, ("edge", &edge)).await;
    assert_eq!(app.discover("dan").await.entries().len(), 2, "the other organizations are listed");
    for id in ["one", "two"] {
        let id = org_discovery::domain::OrganizationId::parse(id).expect("an id");
        app.writer.organizations().delete(&id).await.expect("deleted");
    }
    assert_eq!(app.discover("dan").await.outcome(), "internal_server_error");
}

#[tokio::test]
async fn damage_is_counted_in_log_line_and_metric() {
    let app = TestApp::start(data_set()).await;
    app.damage_member("one", &("object".to_owned(), None)).await;
    app.damage_organization("two", &("schema".to_owned(), None)).await;
    assert_eq!(app.discover("amy").await.outcome(), "internal_server_error");
    let lines = app.logs.take();
    let request = lines.iter().find(|line| line["request_id"].is_string()).expect("the request's log line");
    assert_eq!((&request["store.damaged_items"], &request["DamagedItems"]), (&json!(2), &json!(2)));
    let damage_lines: Vec<_> = lines.iter().filter(|line| line["key_hash"].is_string()).collect();
    assert_eq!(damage_lines.len(), 2, "{lines:?}");
    app.discover("dan").await;
    let lines = app.logs.take();
    let request = lines.iter().find(|line| line["request_id"].is_string()).expect("the request's log line");
    assert_eq!(request["DamagedItems"], json!(1), "{request}");
}

#[tokio::test]
async fn object_with_unknown_enum_value_is_damaged() {
    let unknown = |object: &str, from: &str, to: &str| {
        assert!(object.contains(from), "{object}");
        ("object".to_owned(), Some(AttributeValue::S(object.replace(from, to))))
    };
    let app = TestApp::start(data_set()).await;
    let items = app.stored_items(&app.tables.members).await;
    let member = items.iter().find(|item| item["organization_id"] == "one").expect("a Member");
    app.damage_member("one", &unknown(&member["object"], "\"active\"", "\"frozen\"")).await;
    assert_eq!(app.discover("amy").await.listing(), ["two: active_member"]);
    let app = TestApp::start(data_set()).await;
    let items = app.stored_items(&app.tables.organizations).await;
    let of_one = |item: &&test_support::StoredItem| {
        item["organization"].ends_with("#one") && item["record"] == "organization"
    };
    let organization = items.iter().find(of_one).expect("an organization");
    app.damage_organization("one", &unknown(&organization["object"], "\"RESTRICTED\"", "\"SOMETIMES\""))
        .await;
    assert_eq!(app.discover("dan").await.listing(), ["two: eligible_to_join_by_email_domain"]);
}
