//! Damages every attribute of every kind of item, one at a time, and asserts that no project-wide command fails.

mod backup;

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery_admin::consistency::{Inconsistency, RepairAction, Repaired};
use serde_json::{Value, json};

use super::Orgctl;
use backup::{Backup, Item, scan};
use test_support::{TestApp, small_data_set};

/// Starts an app with `small_data_set` and the organization `victim`, which Ann can join and which has a Member,
/// sessions and edges of both kinds.
async fn start_with_victim() -> TestApp {
    let mut data = small_data_set();
    data["organizations"].as_array_mut().expect("a list").push(json!({
        "organization_id": "victim", "organization_name": "Victim", "organization_slug": "victim",
        "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"],
        "oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]},
        "members": [{"member_id": "vic", "email_address": "vic@acme.example", "email_address_verified": true,
            "retired_email_addresses": [{"email_address": "vic.old@acme.example"}]}],
    }));
    let sessions = data["sessions"].as_array_mut().expect("a list");
    let common = |name: &str, kind: &str| json!({"name": name, "kind": kind, "email_address": "vic@acme.example", "expires_in_seconds": 3600});
    let mut intermediate = common("vic", "intermediate");
    intermediate["organization_id_hint"] = json!("victim");
    let mut member = common("vic in victim", "member");
    member["organization_id"] = json!("victim");
    member["member_id"] = json!("vic");
    sessions.extend([intermediate, member]);
    TestApp::start(data).await
}

/// A table, its key attributes, and the items to damage.
struct Target {
    table: String,
    key: &'static [&'static str],
    items: Vec<(&'static str, Item)>,
}

fn text<'i>(item: &'i Item, name: &str) -> &'i str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

/// Returns one item of each kind in the table.
async fn targets(
    app: &TestApp,
    table: &str,
    key: &'static [&'static str],
    kind: impl Fn(&Item) -> Option<&'static str>,
) -> Target {
    let mut items = BTreeMap::new();
    for item in scan(app, table).await {
        if let Some(kind) = kind(&item) {
            items.entry(kind).or_insert(item);
        }
    }
    Target { table: table.to_owned(), key, items: items.into_iter().collect() }
}

/// Returns the names and values of the damages. `None` removes the attribute.
fn damages() -> [(&'static str, Option<AttributeValue>); 4] {
    [
        ("missing", None),
        ("empty", Some(AttributeValue::S(String::new()))),
        ("of a wrong type", Some(AttributeValue::Bool(true))),
        ("another text", Some(AttributeValue::S("?".to_owned()))),
    ]
}

/// Returns Ann's entries without the damaged organization.
async fn unaffected_entries(app: &TestApp) -> Vec<Value> {
    let response = app.discover("ist").await;
    assert_eq!(response.outcome(), "200");
    let entries = response.entries();
    entries.into_iter().filter(|entry| entry["organization"]["organization_id"] != "victim").collect()
}

/// Returns the ids of the exported organizations. Asserts that the export is valid JSON.
async fn exported(app: &TestApp) -> BTreeSet<String> {
    let output = Orgctl::on(app).run(&["export"]).await;
    assert!(matches!(output.code, Some(0 | 1 | 3)), "{}", output.stderr);
    let export: Value = serde_json::from_str(&output.stdout).expect("JSON");
    let ids = export["organizations"].as_array().expect("a list").iter();
    ids.map(|organization| organization["organization_id"].as_str().expect("an id").to_owned()).collect()
}

/// Damages every attribute except the key, one at a time, and lists the damages that `check` does not report.
async fn unreported_damage(app: &TestApp, target: &Target) -> String {
    let (backup, entries) = (Backup::of(app).await, unaffected_entries(app).await);
    assert_eq!(entries.len(), 2, "Acme and Globex");
    assert_eq!(
        app.writer.consistency().check(app.now()).await.expect("a check").inconsistencies,
        BTreeSet::new()
    );
    let (mut unreported, mut damaged) = (BTreeMap::<String, Vec<&str>>::new(), 0);
    for (kind, item) in &target.items {
        let attributes: BTreeSet<_> =
            item.keys().filter(|name| !target.key.contains(&name.as_str())).collect();
        for attribute in attributes {
            for (how, value) in damages() {
                let mut changed = item.clone();
                changed.remove(attribute);
                changed.extend(value.map(|value| (attribute.clone(), value)));
                let put = app.client.put_item().table_name(&target.table).set_item(Some(changed));
                // DynamoDB rejects invalid values of index keys.
                if put.send().await.is_err() {
                    continue;
                }
                damaged += 1;
                let what = format!("{kind}: {attribute}");
                if !is_reported(app, &format!("{what} {how}"), &entries).await {
                    unreported.entry(what).or_default().push(how);
                }
                backup.restore(app).await;
            }
        }
    }
    assert!(damaged > target.items.len() * 3, "{damaged}");
    let lines: Vec<_> = unreported.iter().map(|(what, how)| format!("{what}: {}", how.join(", "))).collect();
    lines.join("\n")
}

/// Runs every project-wide command, and returns true if `check` reports the damage.
async fn is_reported(app: &TestApp, what: &str, entries: &[Value]) -> bool {
    let found =
        app.writer.consistency().check(app.now()).await.unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(unaffected_entries(app).await, entries, "{what}");
    // `export` reads only these items. If any damage makes it fail, so does a wrong type.
    if what.ends_with("wrong type")
        && ["organization", "Member", "other"].iter().any(|kind| what.starts_with(kind))
    {
        let exported = exported(app).await;
        assert!(exported.contains("organization-acme") && exported.contains("organization-globex"), "{what}");
    }
    let mut repaired = Repaired::default();
    let result =
        app.writer.consistency().check_and_repair(app.now(), &RepairAction::all(), &mut repaired).await;
    result.unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(unaffected_entries(app).await, entries, "{what}, repaired");
    for remaining in &repaired.remaining.inconsistencies {
        // Organizations and projects are never removed.
        let is_kept = matches!(remaining, Inconsistency::Damaged { table, .. } if ["organizations", "projects"].contains(table));
        assert!(is_kept, "{what}: {remaining:?}");
    }
    !found.inconsistencies.is_empty()
}

#[tokio::test]
async fn damaged_organization_attribute_breaks_no_command() {
    let app = start_with_victim().await;
    let target = targets(&app, &app.tables.organizations, &["organization", "record"], |item| {
        let of_victim = item.values().any(|value| value.as_s().is_ok_and(|text| text.contains("victim")));
        of_victim.then(|| match text(item, "record") {
            "organization" if item.contains_key("object") => "organization",
            sort_key if sort_key.starts_with("verified#") => "counter",
            _ => "other",
        })
    })
    .await;
    insta::assert_snapshot!(unreported_damage(&app, &target).await, @"
    counter: revision: missing, empty, another text
    organization: checksum: missing, empty, of a wrong type, another text
    organization: revision: another text
    ");
}

#[tokio::test]
async fn damaged_member_attribute_breaks_no_command() {
    let app = start_with_victim().await;
    let target = targets(&app, &app.tables.members, &["address", "organization_id"], |item| {
        let of_victim = item.values().any(|value| value.as_s().is_ok_and(|text| text.contains("victim")));
        of_victim.then(|| match text(item, "address") {
            address if address.ends_with("#vic@acme.example") => "Member",
            address if address.ends_with("#vic") => "id",
            _ => "other",
        })
    })
    .await;
    insta::assert_snapshot!(unreported_damage(&app, &target).await, @"
    Member: checksum: missing, empty, of a wrong type, another text
    Member: revision: another text
    Member: security_stamp: another text
    ");
}

#[tokio::test]
async fn damaged_edge_or_project_attribute_breaks_no_command() {
    let app = start_with_victim().await;
    let target = targets(&app, &app.tables.joinable, &["edge", "organization_id"], |item| {
        let is_domain = text(item, "edge").contains("#domain#");
        (text(item, "organization_id") == "victim").then_some(if is_domain { "domain" } else { "tenant" })
    })
    .await;
    insta::assert_snapshot!(unreported_damage(&app, &target).await, @"");
    let target = targets(&app, &app.tables.projects, &["project_id"], |_| Some("project")).await;
    insta::assert_snapshot!(unreported_damage(&app, &target).await, @"project: revision: missing, another text");
}

#[tokio::test]
async fn damaged_session_attribute_breaks_no_command() {
    let app = start_with_victim().await;
    let target = targets(&app, &app.tables.sessions, &["token_hash"], |item| {
        let is_vics = text(item, "email_address") == "vic@acme.example";
        is_vics.then(|| match text(item, "kind") {
            "ist" => "intermediate session",
            "session-token" => "session token",
            _ => "session id",
        })
    })
    .await;
    assert_eq!(target.items.len(), 3);
    insta::assert_snapshot!(unreported_damage(&app, &target).await, @"intermediate session: organization_id_hint: missing, another text");
}
