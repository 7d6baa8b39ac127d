//! Items from writers in other languages: objects with only the required fields, and counters and projects without a
//! revision.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::domain::{OpaqueToken, ProjectId};
use org_discovery_admin::{Outcome, tables::TABLES};
use serde_json::{Value, json};

use super::{Item, VECTORS, items, list, read, scan, table_of, text};
use test_support::{ApiCall, TestApp, basic};

/// Parses an attribute in DynamoDB JSON.
fn attribute(json: &Value) -> AttributeValue {
    if let Some(text) = json["S"].as_str() {
        AttributeValue::S(text.to_owned())
    } else if let Some(digits) = json["N"].as_str() {
        AttributeValue::N(digits.to_owned())
    } else {
        AttributeValue::L(list(&json["L"]).iter().map(attribute).collect())
    }
}

/// Returns an item's object as it appears in the data set of the test vectors: without fields that have their default.
fn minimal_object(item: &Value) -> Option<String> {
    let full: Value = serde_json::from_str(item["object"]["S"].as_str()?).expect("JSON");
    let data_set = &VECTORS["data_set"];
    let mut objects = list(&data_set["organizations"]).iter().chain(list(&data_set["members"]));
    let id = if full.get("member_id").is_some() { "member_id" } else { "organization_id" };
    let mut object =
        objects.find(|candidate| candidate[id] == full[id]).expect("an object of the data set").clone();
    if id == "member_id" {
        object["email_address"] = full["email_address"].clone();
    }
    Some(object.to_string())
}

/// Starts a test app whose tables contain the items of the test vectors as another language writes them.
async fn app() -> TestApp {
    let app = TestApp::empty(read::<ProjectId>(&VECTORS["project_id"])).await;
    for table in &TABLES {
        for json in list(&VECTORS["items"][table.kind]) {
            let attributes = json.as_object().expect("an item").iter();
            let mut item: Item =
                attributes.map(|(name, value)| (name.clone(), attribute(value))).collect::<HashMap<_, _>>();
            item.extend(minimal_object(json).map(|object| ("object".to_owned(), AttributeValue::S(object))));
            if item.contains_key("verified_members") || item.contains_key("secret_hashes") {
                item.remove("revision");
            }
            let put = app.client.put_item().table_name(table.name_in(&app.tables)).set_item(Some(item));
            put.send().await.expect("a written item");
        }
    }
    app
}

/// A token of the test vectors, its request field and the expected listing.
struct TokenCase {
    field: &'static str,
    token: OpaqueToken,
    listing: &'static str,
}

#[tokio::test]
async fn function_reads_items_of_other_writers() {
    let app = app().await;
    let secret = text(&VECTORS["secrets"][0]["secret"]);
    let authorization = Some(basic(text(&VECTORS["project_id"]), secret));
    let [intermediate, of_member] = items::tokens();
    let cases = [
        TokenCase {
            field: "intermediate_session_token",
            token: intermediate,
            listing: "Acme: eligible_to_join_by_email_domain",
        },
        TokenCase { field: "session_token", token: of_member, listing: "Acme: active_member" },
    ];
    for TokenCase { field, token, listing } in cases {
        let call = ApiCall::with_body(json!({ field: token.expose() }).to_string());
        let response = app.call(ApiCall { authorization: authorization.clone(), ..call }).await;
        assert_eq!(response.listing(), [listing]);
    }
}

#[tokio::test]
async fn writer_updates_items_of_other_writers() {
    let app = app().await;
    let data_set = &VECTORS["data_set"];
    for organization in list(&data_set["organizations"]) {
        let put = app.writer.organizations().put(&read(organization), app.now()).await;
        assert_eq!(put, Ok(Outcome::Unchanged));
    }
    for member in list(&data_set["members"]) {
        assert_eq!(app.writer.members().put(&read(member), app.now()).await, Ok(Outcome::Unchanged));
    }
    app.writer.project().change(|project| Ok(project.expect("the project"))).await.expect("a write");
    for member in list(&data_set["members"]) {
        let (organization, id) = (read(&member["organization_id"]), read(&member["member_id"]));
        assert_eq!(app.writer.members().erase(&organization, &id).await, Ok(Outcome::Removed));
    }
    assert_eq!(scan(&app, table_of("members")).await, []);
    let left: Vec<Item> = scan(&app, table_of("sessions")).await;
    assert_eq!(left.len(), 1, "the intermediate session, which belongs to no Member");
    let counters = scan(&app, table_of("organizations")).await;
    let counter = counters.iter().find(|item| item.contains_key("verified_members")).expect("a counter");
    assert_eq!(counter["verified_members"], AttributeValue::N("0".to_owned()));
    assert!(counter.contains_key("revision"));
}
