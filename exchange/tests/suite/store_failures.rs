//! Failures of DynamoDB during the transaction: a retry finds its own result, and a failure is an error answer.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use org_discovery::{domain::SystemEntropy, store::dynamodb::connect};
use org_discovery_admin::exchange::NoSessionJwts;
use org_discovery_exchange::ExchangeApp;
use org_discovery_local::embedded_endpoint::connection;
use serde_json::{Value, json};
use test_support::{
    ApiCall, ApiResponse, TestApp,
    builders::{data_set, intermediate, magic_link, organization, organization_id, verified},
    fault_proxy::{Fault, FaultProxy},
};

use crate::calls::{EXCHANGE, assert_consistent, list_of};

const JANE: &str = "jane@acme.example";

async fn start() -> (TestApp, FaultProxy) {
    let acme = organization(
        "Acme",
        json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]}),
        [verified("colleague@acme.example")],
    );
    let app = TestApp::start(data_set([acme], [intermediate("Jane", JANE, [magic_link()])])).await;
    let proxy = FaultProxy::start(app.dynamodb_port).await;
    (app, proxy)
}

/// Exchanges Jane's session for Acme, which she joins. The next `times` transactions fail with `fault`.
async fn exchange_with(app: &TestApp, proxy: &FaultProxy, times: u32, fault: Fault) -> ApiResponse {
    let failed = Arc::new(AtomicU32::new(0));
    proxy.inject(move |call| {
        let is_transaction = !call.body["TransactItems"].is_null();
        (is_transaction && failed.fetch_add(1, Ordering::Relaxed) < times).then_some(fault)
    });
    let client = connect(&connection(proxy.url()));
    let (tables, project) = (app.tables.clone(), app.writer.project_id().clone());
    let exchange = ExchangeApp::new(client, tables, project, app.clock.clone(), SystemEntropy, NoSessionJwts);
    let body =
        json!({"intermediate_session_token": app.token("Jane"), "organization_id": organization_id("Acme")});
    let call = ApiCall { path: EXCHANGE, ..ApiCall::with_body(body.to_string()) };
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
    ];
    for fault in faults {
        let (app, proxy) = start().await;
        let response = exchange_with(&app, &proxy, 1, fault).await;
        let body = response.json();
        assert_eq!(body["member_authenticated"], true, "{fault:?} {}", response.text());
        assert_eq!(list_of(&app, &response).await.listing(), ["Acme: active_member"], "{fault:?}");
        assert_eq!(session_items(&app).await, 2, "{fault:?}: one session, and the intermediate one is spent");
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
        (Fault::Canceled("ConditionalCheckFailed"), "too_many_requests"),
    ];
    for (fault, expected) in rows {
        let (app, proxy) = start().await;
        let response = exchange_with(&app, &proxy, u32::MAX, fault).await;
        assert_eq!(response.error_type(), expected, "{fault:?}");
        assert_eq!(session_items(&app).await, 1, "{fault:?}");
        proxy.clear_faults();
        let entry: Value = app.discover("Jane").await.entry("Acme");
        assert_eq!(entry["membership"]["type"], "eligible_to_join_by_email_domain", "{fault:?}");
        assert_consistent(&app).await;
    }
}
