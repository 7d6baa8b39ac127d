//! The fields of every object of an answer, compared with a list of them.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};

use test_support::{
    TestApp,
    builders::{intermediate, load_text, magic_link, organization, verified, with, with_every_field, world},
};

/// Compares values with the list, and collects the objects that were complete and the fields that were `null`.
struct Check {
    list: Value,
    seen: BTreeSet<String>,
    null: BTreeSet<String>,
}

impl Check {
    fn new() -> Self {
        let list = serde_json::from_str(include_str!("fields.json")).expect("JSON");
        Self { list, seen: BTreeSet::new(), null: BTreeSet::new() }
    }

    fn object(&mut self, name: &str, value: &Value) {
        let fields: Map<String, Value> = self.list[name].as_object().expect(name).clone();
        let value = value.as_object().unwrap_or_else(|| panic!("{name}: {value}"));
        assert_eq!(value.keys().collect::<Vec<_>>(), fields.keys().collect::<Vec<_>>(), "{name}");
        self.seen.insert(name.to_owned());
        for (key, field) in &fields {
            let place = format!("{name}.{key}");
            if value[key].is_null() {
                assert_eq!(field["nullable"], true, "{place} is null");
                self.null.insert(place);
                continue;
            }
            self.value(field["type"].as_str().expect("a type"), &value[key], field, &place);
        }
    }

    fn value(&mut self, r#type: &str, value: &Value, field: &Value, place: &str) {
        if let Some(inner) = inner(r#type, "array<") {
            let items = value.as_array().unwrap_or_else(|| panic!("{place}: {value}"));
            return items.iter().for_each(|item| self.value(inner, item, field, place));
        }
        if let Some(inner) = inner(r#type, "map<string,") {
            let items = value.as_object().unwrap_or_else(|| panic!("{place}: {value}"));
            return items.values().for_each(|item| self.value(inner, item, field, place));
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
        assert!(fits, "{place} is no {type}: {value}");
    }
}

fn inner<'t>(r#type: &'t str, outer: &str) -> Option<&'t str> {
    r#type.strip_prefix(outer)?.strip_suffix('>')
}

fn is_whole_second_in_utc(text: &str) -> bool {
    let form = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c });
    form.eq("0000-00-00T00:00:00Z".chars())
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
    "nobody",
    "member",
];

#[tokio::test]
async fn answer_objects_have_exactly_the_listed_fields() {
    let app = with_every_field().await;
    store_without_timestamps(&app, "member-test-00000000-0000-4000-8000-000000000004").await;
    let mut check = Check::new();
    assert_eq!(check.list["Organization"].as_object().map(Map::len), Some(31));
    assert_eq!(check.list["Member"].as_object().map(Map::len), Some(27));
    for session in SESSIONS {
        check.object("ListResponse", &app.discover(session).await.json());
    }
    let every: Vec<&String> = check.list.as_object().unwrap().keys().collect();
    assert_eq!(check.seen.iter().collect::<Vec<_>>(), every);
    // Everything that may be null has been null.
    let nullable = |name: &String| {
        let fields = check.list[name].as_object().unwrap();
        let fields = fields.iter().filter(|(_, field)| field["nullable"] == true);
        fields.map(|(key, _)| format!("{name}.{key}")).collect::<Vec<_>>()
    };
    let nullable: BTreeSet<String> = every.into_iter().flat_map(nullable).collect();
    assert_eq!(check.null, nullable);
}

/// Stores a Member as another writer may: without timestamps.
async fn store_without_timestamps(app: &TestApp, member_id: &str) {
    let rows = app.client.scan().table_name(&app.tables.members).send().await.unwrap().items.unwrap();
    let is_member = |row: &HashMap<String, AttributeValue>| {
        row.get("member_id").is_some_and(|id| *id == AttributeValue::S(member_id.to_owned()))
    };
    let mut row = rows.into_iter().find(is_member).expect("a Member");
    let mut object: Value = serde_json::from_str(row["object"].as_s().unwrap()).unwrap();
    for time in ["created_at", "updated_at"] {
        object.as_object_mut().unwrap().remove(time).expect("a time");
    }
    row.insert("object".to_owned(), AttributeValue::S(object.to_string()));
    app.client.put_item().table_name(&app.tables.members).set_item(Some(row)).send().await.unwrap();
}

#[tokio::test]
async fn answer_is_compact_json_with_sorted_keys() {
    assert_eq!(json!({"b": 1, "a": 2}).to_string(), r#"{"a":2,"b":1}"#, "values sort their keys here");
    let mut app = TestApp::start(json!({})).await;
    // Free objects keep their own order. Without them an answer reads the same when it is sorted and written again.
    let text = include_str!("../../test-support/src/everything.json");
    let mut sorted: Value = serde_json::from_str(text).expect("JSON");
    sorted["organizations"][0]["trusted_metadata"] = json!({"plan": "gold"});
    load_text(&mut app, &sorted.to_string()).await;
    for session in SESSIONS {
        let answer = app.discover(session).await;
        assert_eq!(answer.text(), answer.json().to_string(), "{session}");
    }
}

/// A time as a writer gives it, and as the answer contains it.
struct Time {
    given: &'static str,
    written: &'static str,
}

/// Returns an organization in which every time is this one.
fn organization_with_times(index: usize, given: &str) -> Value {
    let times = json!({"created_at": given, "updated_at": given});
    let lock = json!({"lock_created_at": given, "lock_expires_at": given});
    let ann = with(verified("ann@acme.example"), with(times.clone(), lock));
    let token = json!({"connection_id": "scim-1", "bearer_token_expires_at": given});
    let settings = with(times, json!({"scim_active_connection": token, "scim_active_connections": [token]}));
    organization(&index.to_string(), settings, [ann])
}

fn times_of(entry: &Value) -> [&Value; 8] {
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
async fn times_are_written_in_whole_utc_seconds() {
    let rows = [
        Time { given: "2026-04-25T16:37:09Z", written: "2026-04-25T16:37:09Z" },
        Time { given: "2026-04-25t16:37:09z", written: "2026-04-25T16:37:09Z" },
        Time { given: "2026-04-25T16:37:09.1Z", written: "2026-04-25T16:37:09Z" },
        Time { given: "2026-04-25T16:37:09.999999999Z", written: "2026-04-25T16:37:09Z" },
        Time { given: "2026-04-25T18:37:09+02:00", written: "2026-04-25T16:37:09Z" },
        Time { given: "2026-12-31T23:30:00.5-01:00", written: "2027-01-01T00:30:00Z" },
        Time { given: "1969-12-31T23:59:58.5Z", written: "1969-12-31T23:59:58Z" },
        Time { given: "0001-01-01T00:00:00Z", written: "0001-01-01T00:00:00Z" },
        Time { given: "9999-12-31T23:59:59Z", written: "9999-12-31T23:59:59Z" },
    ];
    let organizations: Vec<Value> =
        rows.iter().enumerate().map(|(index, row)| organization_with_times(index, row.given)).collect();
    let session = intermediate("ann", "ann@acme.example", [magic_link()]);
    let app = TestApp::start(world(organizations, [session])).await;
    let answer = app.discover("ann").await;
    for (index, Time { given, written }) in rows.iter().enumerate() {
        for time in times_of(&answer.entry(&index.to_string())) {
            assert_eq!(time, written, "{given}");
        }
    }
}

/// Another write of the organization with these fields, and the times afterwards.
struct Rewrite {
    fields: Value,
    created_at: &'static str,
    updated_at: &'static str,
}

#[tokio::test]
async fn organization_keeps_first_times_until_others_are_given() {
    let acme = |times: Value| world([organization("Acme", times, [verified("ann@acme.example")])], []);
    let mut app = TestApp::start(acme(json!({}))).await;
    app.load(world([], [intermediate("ann", "ann@acme.example", [magic_link()])])).await;
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
        app.load(world([], [intermediate("ann", "ann@acme.example", [magic_link()])])).await;
        app.load(acme(fields.clone())).await;
        let organization = app.discover("ann").await.entry("Acme")["organization"].clone();
        let times = [&organization["created_at"], &organization["updated_at"]];
        assert_eq!(times, [created_at, updated_at], "{fields}");
    }
}
