//! Compares the IAM policies in `docs/data-model.md` with the calls that the writer makes.

use std::{collections::BTreeSet, sync::Arc};

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::domain::{
    MemberId, Organization, OrganizationId, ProjectId, SystemEntropy, Timestamp, TokenHash,
};
use org_discovery_admin::{Writer, tables::TABLES};
use serde_json::{Value, json};

use super::{DOCUMENT, items, list, read, text};
use test_support::{DynamoDbCalls as ClientCalls, TestApp};

/// Actions with their table or index, such as `dynamodb:Query on SESSIONS_TABLE/index/…`.
type Calls = BTreeSet<String>;

/// Returns the calls that `work` makes through a new writer.
async fn calls(app: &TestApp, work: impl AsyncFnOnce(Writer)) -> Calls {
    let (recorded, project) = (ClientCalls::default(), app.writer.project_id().clone());
    work(Writer::new(
        recorded.recording_client(&app.client),
        app.tables.clone(),
        project,
        Arc::new(SystemEntropy),
    ))
    .await;
    let describe = |(verb, target): (String, String)| {
        let (table, index) = target.split_once('/').map_or((target.as_str(), None), |(t, i)| (t, Some(i)));
        let definition = TABLES.iter().find(|definition| definition.name_in(&app.tables) == table);
        let variable = format!("{}_TABLE", definition.expect("one of the tables").kind.to_uppercase());
        let resource = index.map_or_else(|| variable.clone(), |index| format!("{variable}/{index}"));
        format!("dynamodb:{verb} on {resource}")
    };
    recorded.list().into_iter().map(describe).collect()
}

/// Returns the calls that the policy under this heading allows.
fn allowed(heading: &str) -> Calls {
    let after = DOCUMENT.split_once(&format!("#### {heading}\n")).expect("the heading").1;
    let block = after.split_once("```json\n").expect("a block").1.split_once("```").expect("its end").0;
    let policy: Value = serde_json::from_str(block).expect("JSON");
    assert_eq!(policy["Version"], "2012-10-17");
    let mut allowed = Calls::new();
    for statement in list(&policy["Statement"]) {
        assert_eq!(statement["Effect"], "Allow");
        for resource in list(&statement["Resource"]) {
            let name = text(resource).strip_prefix("arn:aws:dynamodb:REGION:ACCOUNT:table/");
            let name = name.unwrap_or_else(|| panic!("{resource} is neither a table nor an index"));
            for action in list(&statement["Action"]) {
                assert!(
                    allowed.insert(format!("{} on {name}", text(action))),
                    "duplicate: {action} on {name}"
                );
            }
        }
    }
    assert!(allowed.iter().all(|call| !call.contains('*')), "wildcard in {allowed:?}");
    allowed
}

/// An organization with more edges than one transaction can write.
fn large_organization() -> Organization {
    let domains: Vec<String> = (0..120).map(|n| format!("d{n}.example")).collect();
    read(
        &json!({"organization_id": "large", "organization_slug": "large", "email_jit_provisioning": "RESTRICTED",
        "email_allowed_domains": domains}),
    )
}

async fn calls_for_sessions() -> Calls {
    let app = items::app().await;
    calls(&app, async |writer| {
        items::write_sessions(&writer).await;
        let project: &ProjectId = writer.project_id();
        let [intermediate, of_member] = items::tokens();
        let hash = TokenHash::of_intermediate(project, &intermediate);
        writer.sessions().revoke(&hash).await.expect("a write");
        let hash = TokenHash::of_session_token(project, &of_member);
        writer.sessions().revoke(&hash).await.expect("a write");
        items::write_sessions(&writer).await;
        writer.sessions().revoke_all_of(&items::amy()).await.expect("a write");
    })
    .await
}

async fn calls_for_organizations_and_members() -> Calls {
    let app = items::app().await;
    calls(&app, async |writer| {
        let acme = OrganizationId::parse("organization-test-acme").expect("an id");
        writer.organizations().put(&large_organization(), app.now()).await.expect("a write");
        let lea_at = |domain: &str| {
            let retired = json!([{"email_id": "", "email_address": "lea@retired.example"}]);
            read(&json!({"organization_id": "large", "member_id": "lea", "email_address_verified": true,
                "email_address": format!("lea@{domain}.example"), "retired_email_addresses": retired}))
        };
        writer.members().put(&lea_at("d1"), Timestamp::EPOCH).await.expect("a write");
        // The id item refers to a Member item that does not exist, as during a concurrent move.
        let key = [
            ("address", format!("{}#lea@d1.example", writer.project_id())),
            ("organization_id", "large".into()),
        ];
        let key = key.map(|(name, value)| (name.to_owned(), AttributeValue::S(value)));
        let delete = app.client.delete_item().table_name(&app.tables.members).set_key(Some(key.into()));
        delete.send().await.expect("a deleted item");
        writer.members().put(&lea_at("d2"), Timestamp::EPOCH).await.expect("a write");
        writer.members().delete(&acme, &items::amy()).await.expect("a write");
        writer.members().reactivate(&acme, &items::amy()).await.expect("a write");
        writer.members().erase(&acme, &items::amy()).await.expect("a write");
        for id in [acme, large_organization().organization_id] {
            writer.organizations().delete(&id).await.expect("a write");
        }
        let lea = MemberId::parse("lea").expect("an id");
        assert_eq!(writer.reader().member(&lea).await.expect("a read"), None);
    })
    .await
}

#[tokio::test]
async fn session_writer_policy_is_minimal() {
    assert_eq!(allowed("Sessions only"), calls_for_sessions().await);
}

#[tokio::test]
async fn organization_and_member_writer_policy_is_minimal() {
    assert_eq!(allowed("Organizations and Members"), calls_for_organizations_and_members().await);
}

#[tokio::test]
async fn operator_policy_covers_writes_scans_and_explain() {
    let operator = allowed("`orgctl`");
    let mut needed = calls_for_sessions().await;
    needed.append(&mut calls_for_organizations_and_members().await);
    needed.extend(["GetItem", "PutItem"].map(|action| format!("dynamodb:{action} on PROJECTS_TABLE")));
    for kind in ["SESSIONS", "MEMBERS", "JOINABLE", "ORGANIZATIONS"] {
        needed.insert(format!("dynamodb:Scan on {kind}_TABLE"));
    }
    // `orgctl explain` makes the same reads as the function.
    needed.extend(
        ["Query on MEMBERS_TABLE", "Query on JOINABLE_TABLE", "BatchGetItem on ORGANIZATIONS_TABLE"]
            .map(|call| format!("dynamodb:{call}")),
    );
    let missing: Vec<_> = needed.difference(&operator).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
