//! Failures of DynamoDB during the transaction: a retry finds its own result, and a failure is an error answer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use org_discovery::{
    domain::{OpaqueToken, SystemEntropy, TokenHash},
    service::{DiscoveryService, SessionRef},
    store::dynamodb::{DynamoDb, connect},
};
use org_discovery_admin::exchange::{ExchangeError, ExchangeRequest, NoSessionJwts, SessionOptions};
use org_discovery_exchange::ExchangeApp;
use org_discovery_local::embedded_endpoint::connection;
use serde_json::{Value, json};
use test_support::{
    ApiCall, ApiResponse, TestApp,
    builders::{data_set, intermediate, magic_link, member_session, organization, organization_id, verified},
    fault_proxy::{Fault, FaultProxy},
};
use tokio::time::Instant;

use crate::calls::{CREATE, EXCHANGE, SESSIONS_EXCHANGE, assert_consistent, list_of, raw_items};

const JANE: &str = "jane@acme.example";
const JOE: &str = "joe@joe.example";

async fn start() -> (TestApp, FaultProxy) {
    let acme = organization(
        "Acme",
        json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]}),
        [verified("colleague@acme.example")],
    );
    let home = organization("Home", json!({}), [verified(JOE)]);
    let restricted = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["sso"]});
    let target = organization("Target", restricted, [verified(JOE)]);
    let sessions =
        [intermediate("Jane", JANE, [magic_link()]), member_session("Joe", "Home", JOE, [magic_link()])];
    let app = TestApp::start(data_set([acme, home, target], sessions)).await;
    let proxy = FaultProxy::start(app.dynamodb_port).await;
    (app, proxy)
}

/// Exchanges Jane's session for Acme, which she joins. The next `times` transactions fail with `fault`.
async fn exchange_with(app: &TestApp, proxy: &FaultProxy, times: u32, fault: Fault) -> ApiResponse {
    let body =
        json!({"intermediate_session_token": app.token("Jane"), "organization_id": organization_id("Acme")});
    call_with(app, proxy, EXCHANGE, &body, (times, fault)).await
}

/// Calls a route. The next `times` transactions fail with `fault`.
async fn call_with(
    app: &TestApp,
    proxy: &FaultProxy,
    path: &'static str,
    body: &Value,
    (times, fault): (u32, Fault),
) -> ApiResponse {
    let failed = Arc::new(AtomicU32::new(0));
    proxy.inject(move |call| {
        let is_transaction = !call.body["TransactItems"].is_null();
        (is_transaction && failed.fetch_add(1, Ordering::Relaxed) < times).then_some(fault)
    });
    let client = connect(&connection(proxy.url()));
    let (tables, project) = (app.tables.clone(), app.writer.project_id().clone());
    let exchange = ExchangeApp::new(client, tables, project, app.clock.clone(), SystemEntropy, NoSessionJwts);
    let call = ApiCall { path, ..ApiCall::with_body(body.to_string()) };
    app.send_event_to(&exchange, &call.into_event().to_string()).await
}

/// Returns the number of stored session items.
async fn session_items(app: &TestApp) -> usize {
    app.stored_items(&app.tables.sessions).await.len()
}

#[tokio::test]
async fn one_failure_is_retried() {
    let faults = [
        Fault::Throttled,
        Fault::ServerError,
        Fault::BadGateway,
        Fault::Reset,
        Fault::ResponseLost,
        Fault::Closed,
        Fault::NoResponse,
        Fault::Truncated,
        Fault::Malformed,
        Fault::Canceled("TransactionConflict"),
        Fault::Canceled("ConditionalCheckFailed"),
        Fault::InProgress,
    ];
    for fault in faults {
        let (app, proxy) = start().await;
        let response = exchange_with(&app, &proxy, 1, fault).await;
        let body = response.json();
        assert_eq!(body["member_authenticated"], true, "{fault:?} {}", response.text());
        assert_eq!(list_of(&app, &response).await.listing(), ["Acme: active_member"], "{fault:?}");
        assert_eq!(session_items(&app).await, 4, "{fault:?}: one session, and the intermediate one is spent");
        assert_consistent(&app).await;
    }
}

/// A transaction whose response never arrives was committed, which the exchange finds out by reading its own session.
#[tokio::test]
async fn committed_transaction_without_response_is_found() {
    for fault in [Fault::ResponseLost, Fault::Closed, Fault::Truncated] {
        let (app, proxy) = start().await;
        let response = exchange_with(&app, &proxy, u32::MAX, fault).await;
        assert_eq!(response.json()["member_authenticated"], true, "{fault:?} {}", response.text());
        assert_eq!(list_of(&app, &response).await.listing(), ["Acme: active_member"], "{fault:?}");
        assert_consistent(&app).await;
    }
}

#[tokio::test]
async fn lasting_failure_is_an_error_and_spends_nothing() {
    let rows = [
        (Fault::Throttled, "too_many_requests"),
        (Fault::ServerError, "internal_server_error"),
        (Fault::Reset, "internal_server_error"),
        (Fault::NoResponse, "internal_server_error"),
        (Fault::Canceled("ThrottlingError"), "too_many_requests"),
        (Fault::Canceled("ProvisionedThroughputExceeded"), "too_many_requests"),
        (Fault::Canceled("ValidationError"), "internal_server_error"),
        (Fault::Canceled("None"), "internal_server_error"),
        (Fault::Canceled("TransactionConflict"), "too_many_requests"),
        (Fault::InProgress, "too_many_requests"),
        (Fault::Canceled("ConditionalCheckFailed"), "too_many_requests"),
    ];
    for (fault, expected) in rows {
        let (app, proxy) = start().await;
        let response = exchange_with(&app, &proxy, u32::MAX, fault).await;
        assert_eq!(response.error_type(), expected, "{fault:?}");
        assert_eq!(session_items(&app).await, 3, "{fault:?}");
        proxy.clear_faults();
        let entry: Value = app.discover("Jane").await.entry("Acme");
        assert_eq!(entry["membership"]["type"], "eligible_to_join_by_email_domain", "{fault:?}");
        assert_consistent(&app).await;
    }
}

/// A commit that succeeds after its conflict was reported is found, whenever it succeeds.
#[tokio::test]
async fn late_commit_is_never_not_found() {
    for milliseconds in 0..12 {
        let (app, proxy) = start().await;
        let response = exchange_with(&app, &proxy, 1, Fault::CommittedLate(milliseconds)).await;
        assert_eq!(response.json()["member_authenticated"], true, "{milliseconds} ms {}", response.text());
        assert_eq!(list_of(&app, &response).await.listing(), ["Acme: active_member"], "{milliseconds} ms");
        assert_eq!(session_items(&app).await, 4, "{milliseconds} ms");
    }
}

#[tokio::test]
async fn late_creation_is_never_not_found() {
    for milliseconds in 0..12 {
        let (app, proxy) = start().await;
        let body = json!({"intermediate_session_token": app.token("Jane"), "organization_slug": "janes"});
        let fault = (1, Fault::CommittedLate(milliseconds));
        let response = call_with(&app, &proxy, CREATE, &body, fault).await;
        assert_eq!(response.json()["member_authenticated"], true, "{milliseconds} ms {}", response.text());
        assert_eq!(list_of(&app, &response).await.entries().len(), 1, "a member session shows memberships");
        assert_eq!(session_items(&app).await, 4, "{milliseconds} ms");
    }
}

#[tokio::test]
async fn committed_derived_session_is_found() {
    let late = (1, Fault::CommittedLate(3));
    let lost = [Fault::ResponseLost, Fault::Closed, Fault::Truncated].map(|fault| (u32::MAX, fault));
    for fault in lost.into_iter().chain([late]) {
        let (app, proxy) = start().await;
        let body = json!({"session_token": app.token("Joe"), "organization_id": organization_id("Target")});
        let response = call_with(&app, &proxy, SESSIONS_EXCHANGE, &body, fault).await;
        let body = response.json();
        assert_eq!(body["member_authenticated"], false, "{fault:?} {}", response.text());
        let token = json!({"intermediate_session_token": body["intermediate_session_token"]});
        assert_eq!(app.post(token).await.listing(), ["Home: active_member", "Target: active_member"]);
        assert_eq!(session_items(&app).await, 4, "{fault:?}");
    }
}

#[tokio::test]
async fn no_commit_begins_too_late() {
    let (app, _) = start().await;
    let before = raw_items(&app).await;
    let token = OpaqueToken::parse(app.token("Jane")).expect("a token");
    let session = SessionRef::Token(TokenHash::of_intermediate(app.writer.project_id(), &token));
    let request = ExchangeRequest {
        session: &session,
        intermediate_session_token: Some(&token),
        organization: &organization_id("Acme"),
        options: &SessionOptions::default(),
    };
    let store = DynamoDb::new(app.client.clone(), app.tables.clone());
    let service = DiscoveryService::new(store, app.clock.clone(), app.writer.project_id().clone());
    let writer = app.writer.exchange().with_latest_commit(Instant::now() - Duration::from_millis(1));
    let result = Box::pin(writer.exchange(&service, request, &NoSessionJwts)).await;
    assert_eq!(result.err(), Some(ExchangeError::TooLate));
    assert_eq!(raw_items(&app).await, before);
}
