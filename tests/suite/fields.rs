//! Compares the fields of every response object with `fields.json`.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};

use test_support::{
    TestApp,
    builders::{
        data_set, intermediate, load_data_file, magic_link, organization, start_with_every_field, verified,
        with,
    },
};

/// Compares values with `fields.json`, and collects the names of the checked objects and of the fields that were
/// `null`.
struct FieldCheck {
    list: Value,
    checked: BTreeSet<String>,
    null: BTreeSet<String>,
}

impl FieldCheck {
    fn new() -> Self {
        let list = serde_json::from_str(include_str!("fields.json")).expect("JSON");
        Self { list, checked: BTreeSet::new(), null: BTreeSet::new() }
    }

    fn object(&mut self, name: &str, value: &Value) {
        let fields: Map<String, Value> = self.list[name].as_object().expect(name).clone();
        let value = value.as_object().unwrap_or_else(|| panic!("{name}: {value}"));
        assert_eq!(value.keys().collect::<Vec<_>>(), fields.keys().collect::<Vec<_>>(), "{name}");
        self.checked.insert(name.to_owned());
        for (key, field) in &fields {
            let path = format!("{name}.{key}");
            if value[key].is_null() {
                assert_eq!(field["nullable"], true, "{path} is null");
                self.null.insert(path);
                continue;
            }
            self.value(field["type"].as_str().expect("a type"), &value[key], field, &path);
        }
    }

    fn value(&mut self, r#type: &str, value: &Value, field: &Value, path: &str) {
        if let Some(inner) = inner(r#type, "array<") {
            let items = value.as_array().unwrap_or_else(|| panic!("{path}: {value}"));
            return items.iter().for_each(|item| self.value(inner, item, field, path));
        }
        if let Some(inner) = inner(r#type, "map<string,") {
            let items = value.as_object().unwrap_or_else(|| panic!("{path}: {value}"));
            return items.values().for_each(|item| self.value(inner, item, field, path));
        }
        let fits = match r#type {
            "string" => value.is_string() && field["enum"].as_array().is_none_or(|all| all.contains(value)),
            "string(date-time)" => value.as_str().is_some_and(is_whole_second_in_utc),
            "boolean" => value.is_boolean(),
            "integer" => value.is_u64(),
            "object" => value.is_object(),
            "MembershipDetails" => {
                let by_domain = value.get("domain").is_some();
                let name =
                    if by_domain { "MembershipDetailsEmailDomain" } else { "MembershipDetailsOAuthTenant" };
                return self.object(name, value);
            }
            object => return self.object(object, value),
        };
        assert!(fits, "{path} is not of type {type}: {value}");
    }
}

fn inner<'t>(r#type: &'t str, outer: &str) -> Option<&'t str> {
    r#type.strip_prefix(outer)?.strip_suffix('>')
}

fn is_whole_second_in_utc(text: &str) -> bool {
    let pattern = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c });
    pattern.eq("0000-00-00T00:00:00Z".chars())
}

const SESSIONS: [&str; 11] = [
    "everything",
    "default",
    "unproven",
    "scim",
    "scim without parts",
    "scim without manager",
    "scimless",
    "domain",
    "tenant",
    "unknown",
    "member",
];

#[tokio::test]
async fn response_objects_have_exactly_the_listed_fields() {
    let app = start_with_every_field().await;
    store_without_timestamps(&app, "member-test-00000000-0000-4000-8000-000000000004").await;
    let mut check = FieldCheck::new();
    assert_eq!(check.list["Organization"].as_object().map(Map::len), Some(31));
    assert_eq!(check.list["Member"].as_object().map(Map::len), Some(27));
    for session in SESSIONS {
        check.object("ListResponse", &app.discover(session).await.json());
    }
    let every: Vec<&String> = check.list.as_object().unwrap().keys().collect();
    assert_eq!(check.checked.iter().collect::<Vec<_>>(), every);
    // Every nullable field was null at least once.
    let nullable = |name: &String| {
        let fields = check.list[name].as_object().unwrap();
        let fields = fields.iter().filter(|(_, field)| field["nullable"] == true);
        fields.map(|(key, _)| format!("{name}.{key}")).collect::<Vec<_>>()
    };
    let nullable: BTreeSet<String> = every.into_iter().flat_map(nullable).collect();
    assert_eq!(check.null, nullable);
}

/// Stores a Member without timestamps, as another writer may.
async fn store_without_timestamps(app: &TestApp, member_id: &str) {
    let items = app.client.scan().table_name(&app.tables.members).send().await.unwrap().items.unwrap();
    let is_member = |item: &HashMap<String, AttributeValue>| {
        item.get("member_id").is_some_and(|id| *id == AttributeValue::S(member_id.to_owned()))
    };
    let mut item = items.into_iter().find(is_member).expect("a Member");
    let mut object: Value = serde_json::from_str(item["object"].as_s().unwrap()).unwrap();
    for time in ["created_at", "updated_at"] {
        object.as_object_mut().unwrap().remove(time).expect("a time");
    }
    item.insert("object".to_owned(), AttributeValue::S(object.to_string()));
    app.client.put_item().table_name(&app.tables.members).set_item(Some(item)).send().await.unwrap();
}

#[tokio::test]
async fn response_is_compact_json_with_sorted_keys() {
    assert_eq!(json!({"b": 1, "a": 2}).to_string(), r#"{"a":2,"b":1}"#, "serde_json does not sort keys");
    let mut app = TestApp::start(json!({})).await;
    // Free-form objects keep their key order. Without them, parsing and serializing a response does not change it.
    let text = include_str!("../../test-support/src/every_field.json");
    let mut sorted: Value = serde_json::from_str(text).expect("JSON");
    sorted["organizations"][0]["trusted_metadata"] = json!({"plan": "gold"});
    load_data_file(&mut app, &sorted.to_string()).await;
    for session in SESSIONS {
        let response = app.discover(session).await;
        assert_eq!(response.text(), response.json().to_string(), "{session}");
    }
}

/// A timestamp as it is written, and as the response contains it.
struct TimestampCase {
    given: &'static str,
    returned: &'static str,
}

/// Returns an organization whose timestamps all have this value.
fn organization_with_timestamps(index: usize, given: &str) -> Value {
    let times = json!({"created_at": given, "updated_at": given});
    let lock = json!({"lock_created_at": given, "lock_expires_at": given});
    let ann = with(verified("ann@acme.example"), with(times.clone(), lock));
    let token = json!({"connection_id": "scim-1", "bearer_token_expires_at": given});
    let settings = with(times, json!({"scim_active_connection": token, "scim_active_connections": [token]}));
    organization(&index.to_string(), settings, [ann])
}

fn timestamps_of(entry: &Value) -> [&Value; 8] {
    let (organization, member) = (&entry["organization"], &entry["membership"]["member"]);
    [
        &organization["created_at"],
        &organization["updated_at"],
        &organization["scim_active_connection"]["bearer_token_expires_at"],
        &organization["scim_active_connections"][0]["bearer_token_expires_at"],
        &member["created_at"],
        &member["updated_at"],
        &member["lock_created_at"],
        &member["lock_expires_at"],
    ]
}

#[tokio::test]
async fn timestamps_are_returned_in_whole_utc_seconds() {
    let rows = [
        TimestampCase { given: "2026-04-25T16:37:09Z", returned: "2026-04-25T16:37:09Z" },
        TimestampCase { given: "2026-04-25t16:37:09z", returned: "2026-04-25T16:37:09Z" },
        TimestampCase { given: "2026-04-25T16:37:09.1Z", returned: "2026-04-25T16:37:09Z" },
        TimestampCase { given: "2026-04-25T16:37:09.999999999Z", returned: "2026-04-25T16:37:09Z" },
        TimestampCase { given: "2026-04-25T18:37:09+02:00", returned: "2026-04-25T16:37:09Z" },
        TimestampCase { given: "2026-12-31T23:30:00.5-01:00", returned: "2027-01-01T00:30:00Z" },
        TimestampCase { given: "1969-12-31T23:59:58.5Z", returned: "1969-12-31T23:59:58Z" },
        TimestampCase { given: "0001-01-01T00:00:00Z", returned: "0001-01-01T00:00:00Z" },
        TimestampCase { given: "9999-12-31T23:59:59Z", returned: "9999-12-31T23:59:59Z" },
    ];
    let organizations: Vec<Value> =
        rows.iter().enumerate().map(|(index, row)| organization_with_timestamps(index, row.given)).collect();
    let session = intermediate("ann", "ann@acme.example", [magic_link()]);
    let app = TestApp::start(data_set(organizations, [session])).await;
    let response = app.discover("ann").await;
    for (index, TimestampCase { given, returned }) in rows.iter().enumerate() {
        for time in timestamps_of(&response.entry(&index.to_string())) {
            assert_eq!(time, returned, "{given}");
        }
    }
}

/// Another write of the organization with these fields, and its timestamps afterwards.
struct Rewrite {
    fields: Value,
    created_at: &'static str,
    updated_at: &'static str,
}

#[tokio::test]
async fn organization_keeps_timestamps_until_replaced() {
    let acme = |times: Value| data_set([organization("Acme", times, [verified("ann@acme.example")])], []);
    let mut app = TestApp::start(acme(json!({}))).await;
    app.load(data_set([], [intermediate("ann", "ann@acme.example", [magic_link()])])).await;
    let (first, later, earlier) = ("2026-01-01T00:00:00Z", "2026-02-02T00:00:00Z", "2025-01-01T00:00:00Z");
    let (no_times, slug) = (json!({}), json!({"organization_slug": "acme"}));
    let nulls = json!({"created_at": null, "updated_at": null});
    let steps = [
        Rewrite { fields: no_times, created_at: first, updated_at: first },
        Rewrite { fields: slug, created_at: first, updated_at: first },
        Rewrite { fields: nulls, created_at: first, updated_at: first },
        Rewrite { fields: json!({ "updated_at": later }), created_at: first, updated_at: later },
        Rewrite { fields: json!({ "created_at": earlier }), created_at: earlier, updated_at: later },
    ];
    for Rewrite { fields, created_at, updated_at } in steps {
        app.clock.advance(60);
        app.load(data_set([], [intermediate("ann", "ann@acme.example", [magic_link()])])).await;
        app.load(acme(fields.clone())).await;
        let organization = app.discover("ann").await.entry("Acme")["organization"].clone();
        let times = [&organization["created_at"], &organization["updated_at"]];
        assert_eq!(times, [created_at, updated_at], "{fields}");
    }
}
