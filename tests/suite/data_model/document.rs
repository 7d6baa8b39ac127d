//! Compares the attribute tables in `docs/data-model.md` with stored items.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::domain::{SystemEntropy, Timestamp};
use org_discovery_admin::{Writer, tables::TABLES};
use serde_json::json;

use super::{DOCUMENT, Item, VECTORS, items, read, rows, scan, table_of};
use test_support::{
    TestApp,
    builders::{data_set, intermediate, magic_link, member_session, organization, organization_id, verified},
    interrupted_after,
};

/// The attributes of one kind of item: their type, and true if every such item has the attribute.
type Attributes = BTreeMap<String, (&'static str, bool)>;

/// Returns the heading under which the document describes the item.
fn kind_of(table: &str, item: &Item) -> &'static str {
    let is = |attribute: &str, value: &str| item[attribute] == AttributeValue::S(value.to_owned());
    match table {
        "projects" => "Project item",
        "organizations" if is("record", "organization") => "Organization item",
        "organizations" if is("record", "slug") => "Slug item",
        "organizations" => "Counter item",
        "joinable" => "Edge item",
        "members" if !item["address"].as_s().expect("a string").contains('@') => "Member ID item",
        "members" if item.contains_key("record") => "Retired address item",
        "members" => "Member item",
        _ if is("kind", "ist") => "Intermediate session item",
        _ => "Member session items",
    }
}

fn type_of(value: &AttributeValue) -> &'static str {
    match value {
        AttributeValue::S(_) => "S",
        AttributeValue::N(_) => "N",
        AttributeValue::L(_) => "L of S",
        other => panic!("unexpected attribute type: {other:?}"),
    }
}

/// Returns the attributes of the written items, by kind.
fn written_attributes(items: &[(&'static str, Item)]) -> BTreeMap<&'static str, Attributes> {
    let mut kinds: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for (kind, item) in items {
        kinds.entry(kind).or_default().push(item);
    }
    let attributes = |items: &[&Item]| {
        let named = items.iter().flat_map(|item| item.iter());
        let always = |name: &String| items.iter().all(|item| item.contains_key(name));
        named.map(|(name, value)| (name.clone(), (type_of(value), always(name)))).collect()
    };
    kinds.iter().map(|(kind, items)| (*kind, attributes(items))).collect()
}

/// Returns the attributes that the document lists for a kind of item.
fn documented_attributes(kind: &str) -> Attributes {
    let after =
        DOCUMENT.split_once(&format!("### {kind}\n")).unwrap_or_else(|| panic!("missing heading: {kind}")).1;
    let section = after.split("\n##").next().expect("a section");
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells[0].trim_matches('`').to_owned();
        let r#type = ["S", "N", "L of S"].into_iter().find(|known| *known == cells[1]).expect("a type");
        let always = match cells[2] {
            // This project's writer always writes the attributes that are optional for other writers.
            "always" | "optional" => true,
            "sometimes" => false,
            other => panic!("{kind}: {name} occurs {other}"),
        };
        (name, (r#type, always))
    })
    .collect()
}

/// The items of the test vectors, and items that cover the attributes that occur only sometimes.
async fn every_item() -> Vec<(&'static str, Item)> {
    let app = items::app().await;
    add_rare_items(&app).await;
    let mut items = Vec::new();
    for app in [app, Box::pin(app_after_exchanges()).await] {
        for table in &TABLES {
            items.extend(scan(&app, table).await.into_iter().map(|item| (kind_of(table.kind, &item), item)));
        }
    }
    items
}

/// Starts an app and exchanges sessions: one with custom claims, one for a derived session, and one of a newcomer, who
/// becomes a pending Member.
async fn app_after_exchanges() -> TestApp {
    let (jane, nina) = ("jane@acme.example", "nina@acme.example");
    let settings = json!({"mfa_policy": "REQUIRED_FOR_ALL", "email_jit_provisioning": "RESTRICTED",
        "email_allowed_domains": ["acme.example"]});
    let organizations = [
        organization("Home", json!({}), [verified(jane)]),
        organization("Secure", settings, [verified(jane)]),
    ];
    let sessions = [
        intermediate("Claims", jane, [magic_link()]),
        member_session("Parent", "Home", jane, [magic_link()]),
        intermediate("Newcomer", nina, [magic_link()]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let exchange = "/v1/b2b/discovery/intermediate_sessions/exchange";
    let [home, secure] = ["Home", "Secure"].map(organization_id);
    let calls = [
        (
            exchange,
            json!({"intermediate_session_token": app.token("Claims"), "organization_id": home,
                "session_custom_claims": {"plan": "enterprise"}}),
        ),
        (
            "/v1/b2b/sessions/exchange",
            json!({"session_token": app.token("Parent"), "organization_id": secure}),
        ),
        (exchange, json!({"intermediate_session_token": app.token("Newcomer"), "organization_id": secure})),
    ];
    for (path, body) in calls {
        let response = app.exchange(path, body).await;
        assert_eq!(response.status, 200, "{}", response.text());
    }
    app
}

/// Adds an organization with an interrupted edge update, an intermediate session without a hint, and a session of a
/// Member that does not exist.
async fn add_rare_items(app: &TestApp) {
    let domains: Vec<String> = (0..120).map(|n| format!("d{n}.example")).collect();
    let large = json!({"organization_id": "large", "email_jit_provisioning": "RESTRICTED",
        "email_allowed_domains": domains});
    let client = interrupted_after(&app.client, 2);
    let (tables, project) = (app.tables.clone(), app.writer.project_id().clone());
    let interrupted = Writer::new(client, tables, project, Arc::new(SystemEntropy));
    let result = interrupted.organizations().put(&read(&large), Timestamp::EPOCH).await;
    assert!(result.is_err(), "the write was not interrupted");

    items::write_session_without_hint(&app.writer, &"i".repeat(44)).await;
    items::write_session_of(&app.writer, "member-test-cleo", "cleo@acme.example").await;
}

#[tokio::test]
async fn document_lists_exactly_the_stored_attributes() {
    let written = written_attributes(&Box::pin(every_item()).await);
    assert_eq!(written.len(), 10);
    for (kind, attributes) in written {
        assert_eq!(documented_attributes(kind), attributes, "{kind}");
    }
}

#[test]
fn document_matches_table_definitions() {
    let rows = rows("| table | partition key | sort key | index |");
    assert_eq!(rows.len(), TABLES.len());
    for row in rows {
        let definition = table_of(&row[0]);
        let index = definition.index.map_or("–".to_owned(), |index| {
            format!("{}: {}, {}", index.name, index.partition_key, index.sort_key)
        });
        let sort_key = definition.sort_key.unwrap_or("–");
        assert_eq!(row[1..], [definition.partition_key, sort_key, index.as_str()], "{}", row[0]);
    }
}

#[test]
fn document_and_vectors_agree_on_schema_number() {
    assert!(DOCUMENT.contains(&format!("`schema` is {}", VECTORS["schema"])));
}

#[test]
fn document_links_resolve() {
    let links = DOCUMENT.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut known = BTreeSet::new();
    for link in links.filter(|link| !link.starts_with("https://")) {
        let (file, heading) = link.split_once('#').unwrap_or((link, ""));
        assert!(docs.join(file).exists(), "{link}");
        known.insert((file, heading));
    }
    let heading_links = known.iter().filter(|(file, heading)| file.is_empty() && !heading.is_empty());
    for (_, heading) in heading_links {
        let anchors = DOCUMENT.lines().filter(|line| line.starts_with('#')).map(anchor);
        assert!(anchors.into_iter().any(|anchor| anchor == *heading), "#{heading}");
    }
}

/// Returns the anchor that links use for a heading.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}
