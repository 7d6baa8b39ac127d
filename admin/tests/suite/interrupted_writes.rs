//! A write that is interrupted, between whichever two calls, is completed by doing it again; and a write that comes in
//! between leaves nothing wrong either.

use std::sync::Arc;

use org_discovery::domain::{Member, MemberId, Organization, OrganizationId, SystemEntropy, Timestamp};
use org_discovery_admin::{WriteError, Writer};
use serde_json::{Value, json};

use test_support::{TestApp, interrupted_after, project_id};

/// A change, small or large, that a writer makes.
#[derive(Debug, Clone)]
enum Change {
    PutOrganization(Value),
    DeleteOrganization,
    PutMember(Value),
    DeleteMember,
    ReactivateMember,
    EraseMember,
}

fn organization(domains: std::ops::Range<usize>) -> Value {
    json!({
        "organization_id": "acme", "organization_name": "Acme",
        "created_at": "2025-01-01T00:00:00Z", "updated_at": "2025-01-01T00:00:00Z",
        "email_jit_provisioning": "RESTRICTED",
        "email_allowed_domains": domains.map(|n| format!("d{n}.com")).collect::<Vec<_>>(),
    })
}

fn member(address: &str, status: &str) -> Value {
    json!({"organization_id": "acme", "member_id": "amy", "email_address": address, "status": status,
           "email_address_verified": true})
}

async fn perform(writer: &Writer, change: &Change) -> Result<(), WriteError> {
    let (acme, amy) = (OrganizationId::parse("acme").expect("an id"), MemberId::parse("amy").expect("an id"));
    match change {
        Change::PutOrganization(value) => {
            let organization: Organization =
                serde_json::from_str(&value.to_string()).expect("an organization");
            writer.organizations().put(&organization, Timestamp::EPOCH).await
        }
        Change::DeleteOrganization => writer.organizations().delete(&acme).await,
        Change::PutMember(value) => {
            let member: Member = serde_json::from_str(&value.to_string()).expect("a Member");
            writer.members().put(&member, Timestamp::EPOCH).await
        }
        Change::DeleteMember => writer.members().delete(&acme, &amy).await,
        Change::ReactivateMember => writer.members().reactivate(&acme, &amy).await,
        Change::EraseMember => writer.members().erase(&acme, &amy).await,
    }
    .map(drop)
}

async fn performed(changes: &[Change]) -> TestApp {
    let app = TestApp::start(json!({})).await;
    for change in changes {
        perform(&app.writer, change).await.expect("a write");
    }
    app
}

/// Interrupts `change` after each number of calls, then does `then`, and compares with a world in which only `then` came
/// after `before`. Says how often it was interrupted.
async fn interrupt(before: &[Change], change: &Change, then: &Change) -> i64 {
    let clean = performed(&[before, std::slice::from_ref(then)].concat()).await.everything().await;
    for calls in 0.. {
        let app = performed(before).await;
        let client = interrupted_after(&app.client, calls);
        let writer = Writer::new(client, app.tables.clone(), project_id(), Arc::new(SystemEntropy));
        let interrupted = perform(&writer, change).await.is_err();
        perform(&app.writer, then).await.expect("the second write");
        assert_eq!(app.everything().await, clean, "{then:?} after {calls} calls of {change:?}");
        if !interrupted {
            return calls;
        }
    }
    unreachable!("a write ends")
}

#[tokio::test]
async fn interrupted_write_is_completed_by_retry() {
    let few = || Change::PutOrganization(organization(0..3));
    let many = || Change::PutOrganization(organization(0..250));
    let others = || Change::PutOrganization(organization(200..420));
    let amy = || Change::PutMember(member("amy@acme.com", "active"));
    let cases: Vec<(Vec<Change>, Change, i64)> = vec![
        (vec![], few(), 2),
        (vec![few()], Change::PutOrganization(organization(2..5)), 2),
        (vec![], many(), 5),
        (vec![many()], others(), 7),
        (vec![many()], few(), 5),
        (vec![many()], Change::DeleteOrganization, 5),
        (vec![few(), amy()], Change::DeleteOrganization, 6),
        (vec![few()], amy(), 3),
        (vec![few(), amy()], Change::PutMember(member("amy@new.com", "active")), 4),
        (vec![few(), amy()], Change::DeleteMember, 3),
        (vec![few(), amy(), Change::DeleteMember], Change::ReactivateMember, 3),
        (vec![few(), amy()], Change::EraseMember, 4),
    ];
    for (before, change, at_least) in cases {
        let calls = interrupt(&before, &change, &change).await;
        assert!(calls >= at_least, "{change:?} took {calls} calls");
    }
}

#[tokio::test]
async fn interrupted_write_leaves_nothing_for_next_write() {
    let many = || Change::PutOrganization(organization(0..150));
    let others = || Change::PutOrganization(organization(100..270));
    let few = || Change::PutOrganization(organization(148..151));
    for (before, change, then) in [
        (vec![], many(), others()),
        (vec![], many(), few()),
        (vec![many()], others(), few()),
        (vec![many()], others(), many()),
        (vec![many()], others(), Change::DeleteOrganization),
        (vec![many()], Change::DeleteOrganization, many()),
    ] {
        interrupt(&before, &change, &then).await;
    }
}
