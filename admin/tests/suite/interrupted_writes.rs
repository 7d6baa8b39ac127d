//! Writes that are interrupted after each possible number of DynamoDB calls. A retry completes them, and a different
//! write cleans up after them.

use std::sync::Arc;

use org_discovery::domain::{Member, MemberId, Organization, OrganizationId, SystemEntropy, Timestamp};
use org_discovery_admin::{WriteError, Writer};
use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{member_with_id, organization_with_id},
    interrupted_after, project_id,
};

/// A write operation.
#[derive(Debug, Clone)]
enum Change {
    PutOrganization(Value),
    DeleteOrganization,
    PutMember(Value),
    DeleteMember,
    ReactivateMember,
    EraseMember,
}

/// Puts Acme with an edge for each of these domains.
fn put_acme(domains: std::ops::Range<usize>) -> Change {
    let fields = json!({
        "organization_name": "Acme",
        "created_at": "2025-01-01T00:00:00Z", "updated_at": "2025-01-01T00:00:00Z",
        "email_jit_provisioning": "RESTRICTED",
        "email_allowed_domains": domains.map(|n| format!("d{n}.com")).collect::<Vec<_>>(),
    });
    Change::PutOrganization(organization_with_id("acme", fields))
}

/// Puts Amy with this address.
fn put_amy(address: &str) -> Change {
    let fields = json!({"organization_id": "acme", "status": "active", "email_address_verified": true});
    Change::PutMember(member_with_id("amy", address, fields))
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

async fn app_after(changes: &[Change]) -> TestApp {
    let app = TestApp::start(json!({})).await;
    for change in changes {
        perform(&app.writer, change).await.expect("a write");
    }
    app
}

/// Interrupts `change` after each number of calls and performs `then`. The tables must be the same as without `change`.
/// Returns the number of interruptions.
async fn interrupt(before: &[Change], change: &Change, then: &Change) -> i64 {
    let clean = app_after(&[before, std::slice::from_ref(then)].concat()).await.all_items().await;
    for calls in 0.. {
        let app = app_after(before).await;
        let client = interrupted_after(&app.client, calls);
        let writer = Writer::new(client, app.tables.clone(), project_id(), Arc::new(SystemEntropy));
        let interrupted = perform(&writer, change).await.is_err();
        perform(&app.writer, then).await.expect("the following write");
        assert_eq!(app.all_items().await, clean, "{then:?} after {calls} calls of {change:?}");
        if !interrupted {
            return calls;
        }
    }
    unreachable!("a write makes a finite number of calls")
}

/// A write that is interrupted and then retried.
struct Retry {
    before: Vec<Change>,
    change: Change,
    at_least_calls: i64,
}

fn retries() -> Vec<Retry> {
    let few = || put_acme(0..3);
    let many = || put_acme(0..250);
    let amy = || put_amy("amy@acme.com");
    let deleted = || vec![few(), amy(), Change::DeleteMember];
    let retry = |before, change, at_least_calls| Retry { before, change, at_least_calls };
    vec![
        retry(vec![], few(), 2),
        retry(vec![few()], put_acme(2..5), 2),
        retry(vec![], many(), 5),
        retry(vec![many()], put_acme(200..420), 7),
        retry(vec![many()], few(), 5),
        retry(vec![many()], Change::DeleteOrganization, 5),
        retry(vec![few(), amy()], Change::DeleteOrganization, 6),
        retry(vec![few()], amy(), 3),
        retry(vec![few(), amy()], put_amy("amy@new.com"), 4),
        retry(vec![few(), amy()], Change::DeleteMember, 3),
        retry(deleted(), Change::ReactivateMember, 3),
        retry(vec![few(), amy()], Change::EraseMember, 4),
    ]
}

#[tokio::test]
async fn interrupted_write_is_completed_by_retry() {
    for Retry { before, change, at_least_calls } in retries() {
        let calls = Box::pin(interrupt(&before, &change, &change)).await;
        assert!(calls >= at_least_calls, "{change:?} took {calls} calls");
    }
}

/// An interrupted write of many edges, followed by another write.
struct FollowedWrite {
    before: Vec<Change>,
    interrupted: Change,
    then: Change,
}

fn followed_writes() -> Vec<FollowedWrite> {
    let many = || put_acme(0..150);
    let others = || put_acme(100..270);
    let few = || put_acme(148..151);
    let delete = || Change::DeleteOrganization;
    let followed = |before, interrupted, then| FollowedWrite { before, interrupted, then };
    vec![
        followed(vec![], many(), others()),
        followed(vec![], many(), few()),
        followed(vec![many()], others(), few()),
        followed(vec![many()], others(), many()),
        followed(vec![many()], others(), delete()),
        followed(vec![many()], delete(), many()),
    ]
}

#[tokio::test]
async fn interrupted_write_leaves_nothing_for_next_write() {
    for FollowedWrite { before, interrupted, then } in followed_writes() {
        Box::pin(interrupt(&before, &interrupted, &then)).await;
    }
}
