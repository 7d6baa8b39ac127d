//! How much one request asks of the allocator: counted, so that a change for the worse shows on any machine.
//!
//! The answers of `DynamoDB` are recorded, so nothing is counted but the function and the SDK.

#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use allocation_counter::{AllocationInfo, measure};
use org_discovery::{
    domain::SystemEntropy,
    http::{App, Invocation},
    request_context::RequestContext,
    store::dynamodb::DynamoDb,
};
use serde_json::{Value, json};
use test_support::recorded::Recorded;
use test_support::{Call, START, TestApp, TestClock};
use tokio::runtime::{Builder, Runtime};

const ADDRESS: &str = "jane@acme.example";

/// A person in so many organizations, who may join one more by domain and one by tenant.
fn world(memberships: usize) -> Value {
    let jane = |n: usize| json!({"member_id": format!("jane-{n}"), "email_address": ADDRESS, "email_address_verified": true});
    let mut organizations: Vec<_> = (0..memberships)
        .map(|n| json!({"organization_id": format!("org-{n}"), "members": [jane(n)]}))
        .collect();
    organizations.extend([
        json!({
            "organization_id": "open", "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"],
            "members": [{"member_id": "amy", "email_address": "amy@acme.example", "email_address_verified": true}]}),
        json!({
            "organization_id": "slack", "oauth_tenant_jit_provisioning": "RESTRICTED",
            "allowed_oauth_tenants": {"slack": ["T0123"]}}),
    ]);
    json!({"organizations": organizations, "sessions": [{
        "name": "jane", "kind": "intermediate", "email_address": ADDRESS, "oauth_tenants": {"slack": ["T0123"]},
        "authentication_factors": [{
            "type": "magic_link", "delivery_method": "email", "email_factor": {"email_address": ADDRESS}}]}]})
}

/// What a warm request takes, from the text of its event to the answer.
fn allocations(runtime: &Runtime, memberships: usize) -> AllocationInfo {
    let app = runtime.block_on(TestApp::start(world(memberships)));
    let store = DynamoDb::new(Recorded::default().client(&app.client), app.tables.clone());
    let endpoint = App::new(store, TestClock::at(START), SystemEntropy, app.writer.project_id().clone());
    let body = json!({"intermediate_session_token": app.token("jane")});
    let event = Call::with_body(body.to_string()).into_event().to_string();
    let ask = || {
        let invocation: Invocation = serde_json::from_str(&event).expect("an invocation");
        let request = invocation.into_request().expect("a gateway event");
        let (response, record) = runtime.block_on(Box::pin(endpoint.handle(request, &RequestContext::new())));
        assert_eq!(
            (response.status().as_u16(), record.organizations.values().sum()),
            (200, memberships as u64 + 2)
        );
    };
    ask();
    ask();
    measure(ask)
}

#[test]
fn the_standard_scene_takes_what_it_took() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let standard = allocations(&runtime, 3);
    assert_eq!(standard.count_current, 0, "nothing is left behind");
    assert!((2_200..2_600).contains(&standard.count_total), "{standard:?}");
}

#[test]
fn each_organization_takes_the_same() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let counts = [3, 23, 43, 83].map(|memberships| allocations(&runtime, memberships).count_total);
    for ((few, many), more) in counts.iter().zip(&counts[1..]).zip([20, 20, 40]) {
        let each = (many - few) / more;
        assert!((60..80).contains(&each), "{counts:?}");
    }
}
