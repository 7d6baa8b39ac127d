//! The exchanges of `docs/test-vectors.json`, which writers in other languages run too.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::domain::{OpaqueToken, TokenHash};
use serde_json::{Map, Value, json};
use test_support::{StoredItem, TestApp};

use crate::calls::{Credential, exchange_by};

/// The name of the presented session.
const SESSION: &str = "presented";

#[tokio::test]
async fn exchanges_of_the_vectors() {
    let vectors: Value = serde_json::from_str(include_str!("../../../docs/test-vectors.json")).expect("JSON");
    let exchanges = &vectors["exchanges"];
    let cases = exchanges["cases"].as_array().expect("cases");
    assert!(cases.len() > 60);
    for (number, case) in cases.iter().enumerate() {
        let given = json!({"case": case, "world": exchanges["world"]}).to_string();
        let given = given.replace("CASE", &format!("rust-{number}"));
        let given: Value = serde_json::from_str(&given).expect("JSON");
        let case = &given["case"];
        let result = Box::pin(result_of(&given["world"], case)).await;
        assert_eq!(Value::from(result), case["expected"], "{}", case["name"]);
    }
}

/// Exchanges the session of a case, and returns the result in the form of `expected`.
async fn result_of(world: &Value, case: &Value) -> Map<String, Value> {
    let app = start(world, &case["session"]).await;
    let (organization, is_member) = (text(&case["organization_id"]), case["session"]["kind"] == "member");
    let address = text(&case["session"]["email_address"]);
    if case["eligible_by"].is_string() {
        put_rule(&app, organization, address, text(&case["eligible_by"])).await;
    }
    let before = member_item(&app, organization, address).await;
    let credential = if is_member { Credential::Token } else { Credential::Intermediate };
    let response = exchange_by(&app, SESSION, organization, credential).await;
    let after = member_item(&app, organization, address).await;
    let (presented, sessions) = (app.token(SESSION), sessions(&app).await);
    let hash = hash_of(&app, presented, is_member);
    let body = response.json();
    let is_new = before.is_empty() && !after.is_empty();
    let mut result = Map::new();
    result.insert("outcome".to_owned(), outcome(&body, is_new));
    result.insert("session_is_spent".to_owned(), json!(!sessions.contains_key(&hash)));
    if let Some(hash) = new_session(&app, &body, presented) {
        result
            .insert("authentication_factors".to_owned(), json_of(&sessions[&hash]["authentication_factors"]));
    }
    result.insert("member".to_owned(), member_of(&after));
    if let Some(rule) = after.get("eligible_by") {
        result.insert("eligible_by".to_owned(), json!(rule));
    }
    if !is_new && before.get("security_stamp") != after.get("security_stamp") {
        result.insert("ends_earlier_sessions".to_owned(), json!(true));
    }
    result
}

async fn start(world: &Value, session: &Value) -> TestApp {
    let mut session = session.clone();
    session["name"] = json!(SESSION);
    let mut data = world.clone();
    data["sessions"] = json!([session]);
    let mut app = TestApp::start(json!({})).await;
    app.load_unchecked(data).await;
    app
}

/// Stores the rule by which an exchange created a pending Member.
async fn put_rule(app: &TestApp, organization: &str, address: &str, rule: &str) {
    let text = |value: String| AttributeValue::S(value);
    let update = app.client.update_item().table_name(&app.tables.members);
    update
        .key("address", text(format!("{}#{address}", app.writer.project_id())))
        .key("organization_id", text(organization.to_owned()))
        .update_expression("SET eligible_by = :rule")
        .expression_attribute_values(":rule", text(rule.to_owned()))
        .send()
        .await
        .expect("an updated item");
}

/// Returns the person's Member item in an organization, or an empty item.
async fn member_item(app: &TestApp, organization: &str, address: &str) -> StoredItem {
    let key = format!("{}#{address}", app.writer.project_id());
    let items = app.stored_items(&app.tables.members).await;
    let mut found =
        items.into_iter().filter(|item| item["address"] == key && item["organization_id"] == organization);
    found.next().unwrap_or_default()
}

/// Returns the session items by token hash.
async fn sessions(app: &TestApp) -> BTreeMap<String, StoredItem> {
    let items = app.stored_items(&app.tables.sessions).await;
    items.into_iter().map(|item| (item["token_hash"].clone(), item)).collect()
}

fn hash_of(app: &TestApp, token: &str, is_member: bool) -> String {
    let token = OpaqueToken::parse(token).expect("a token");
    let project = app.writer.project_id();
    let hash = if is_member {
        TokenHash::of_session_token(project, &token)
    } else {
        TokenHash::of_intermediate(project, &token)
    };
    hash.as_str().to_owned()
}

/// Returns the hash of the session that the exchange made, if any.
fn new_session(app: &TestApp, body: &Value, presented: &str) -> Option<String> {
    let given = |name: &str| body[name].as_str().filter(|token| !token.is_empty() && *token != presented);
    let session_token = given("session_token").map(|token| hash_of(app, token, true));
    session_token.or_else(|| given("intermediate_session_token").map(|token| hash_of(app, token, false)))
}

fn outcome(body: &Value, is_new: bool) -> Value {
    match (&body["error_type"], &body["member_authenticated"]) {
        (error_type @ Value::String(_), _) => error_type.clone(),
        (_, Value::Bool(true)) => json!("authenticated"),
        _ if is_new => json!("pending_member_created"),
        _ => json!("factors_required"),
    }
}

/// Returns the Member of an item as the vectors contain it, or null.
fn member_of(item: &StoredItem) -> Value {
    let Some(object) = item.get("object") else { return Value::Null };
    let mut member = json_of(object);
    let is_generated = |id: &str| {
        let uuid = id.strip_prefix("member-test-").or_else(|| id.strip_prefix("oauth-user-test-"));
        uuid.is_some_and(|uuid| uuid.len() == 36 && uuid.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit()))
    };
    replace_texts(&mut member, &|text| if is_generated(text) { "NEW".to_owned() } else { text.to_owned() });
    member.as_object_mut().expect("an object").retain(|name, value| {
        let is_empty = match value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::Object(object) => object.is_empty(),
            _ => false,
        };
        !is_empty && !["created_at", "updated_at"].contains(&name.as_str())
    });
    member
}

fn replace_texts(value: &mut Value, replace: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = replace(text),
        Value::Array(list) => list.iter_mut().for_each(|value| replace_texts(value, replace)),
        Value::Object(object) => object.values_mut().for_each(|value| replace_texts(value, replace)),
        _ => {}
    }
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
