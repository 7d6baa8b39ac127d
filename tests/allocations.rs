//! The number of memory allocations of one request. Unlike times, it does not depend on the machine.
//!
//! The responses of `DynamoDB` are recorded, so only the function and the SDK are counted.

#![expect(clippy::expect_used, reason = "a panic fails the test")]

use allocation_counter::{AllocationInfo, measure};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use org_discovery::{
    domain::{JwtIssuers, KeySet, Project, SecretHash, SessionJwt, SystemEntropy},
    http::{App, Invocation},
    request_context::RequestContext,
    store::dynamodb::DynamoDb,
};
use serde_json::{Value, json};
use test_support::recorded::RecordedResponses;
use test_support::{ApiCall, KEY, SECRET, START, TestApp, TestClock, project_id, small_data_set};
use tokio::runtime::{Builder, Runtime};

const ADDRESS: &str = "jane@acme.example";

/// A person with this many memberships, who may join one more organization by domain and one by tenant.
fn data_set(memberships: usize) -> Value {
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

/// Counts the allocations of a warm request, from the parsing of its event to the response.
fn allocations(runtime: &Runtime, memberships: usize) -> AllocationInfo {
    let app = runtime.block_on(TestApp::start(data_set(memberships)));
    let store = DynamoDb::new(RecordedResponses::default().client(&app.client), app.tables.clone());
    let handler = App::new(store, TestClock::at(START), SystemEntropy, app.writer.project_id().clone());
    let body = json!({"intermediate_session_token": app.token("jane")});
    let event = ApiCall::with_body(body.to_string()).into_event().to_string();
    let send = || {
        let invocation: Invocation = serde_json::from_str(&event).expect("an invocation");
        let request = invocation.into_request().expect("a gateway event");
        let (response, record) = runtime.block_on(Box::pin(handler.handle(request, &RequestContext::new())));
        assert_eq!(
            (response.status().as_u16(), record.organizations.values().sum()),
            (200, memberships as u64 + 2)
        );
    };
    send();
    send();
    measure(send)
}

#[test]
fn request_with_three_memberships_allocates_within_bounds() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let standard = allocations(&runtime, 3);
    assert_eq!(standard.count_current, 0, "the request leaks memory");
    assert!((1_650..1_900).contains(&standard.count_total), "{standard:?}");
}

#[test]
fn allocations_grow_linearly_with_organizations() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let counts = [3, 23, 43, 83].map(|memberships| allocations(&runtime, memberships).count_total);
    for ((few, many), more) in counts.iter().zip(&counts[1..]).zip([20, 20, 40]) {
        let per_organization = (many - few) / more;
        assert!((60..80).contains(&per_organization), "{counts:?}");
    }
}

/// The check of the issuer compares text in place, for the project's own issuer as for further ones.
#[test]
fn further_issuers_allocate_nothing_in_a_verification() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let app = runtime.block_on(TestApp::start(small_data_set()));
    let jwt = SessionJwt::parse(&app.session_jwt("member")).expect("a JWT");
    let keys = KeySet::parse(&json!({"keys": [KEY.public()]}).to_string()).expect("keys");
    let without = Project::new(vec![SecretHash::of(SECRET)], keys).expect("a project");
    let issuers: Vec<_> = (1..=5).map(|n| format!("https://login{n}.customer.example")).collect();
    let with =
        without.clone().with_jwt_issuers(JwtIssuers::parse_lenient(issuers.iter().map(String::as_str)));
    let (id, now) = (project_id(), app.now());
    let verify = |jwt: &SessionJwt, project: &Project| {
        measure(|| drop(jwt.verify(&id, project, now).expect("valid claims"))).count_total
    };
    verify(&jwt, &without);
    let expected = verify(&jwt, &without);
    assert_eq!(verify(&jwt, &with), expected);
    assert_eq!(verify(&with_issuer(&app, &issuers[4]), &with), expected);
}

/// Returns a session JWT with this issuer.
fn with_issuer(app: &TestApp, issuer: &str) -> SessionJwt {
    let jwt = app.session_jwt("member");
    let claims = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1).expect("claims")).expect("base64url");
    let mut claims: Value = serde_json::from_slice(&claims).expect("JSON");
    claims["iss"] = json!(issuer);
    SessionJwt::parse(&KEY.sign(&KEY.header(), &claims).expect("a JWT")).expect("a JWT")
}
