//! Calls of the exchange routes.

use std::collections::BTreeSet;

use org_discovery_admin::consistency::Inconsistency;
use serde_json::{Value, json};
use test_support::{ApiResponse, TestApp, builders::organization_id};

pub const EXCHANGE: &str = "/v1/b2b/discovery/intermediate_sessions/exchange";
pub const SESSIONS_EXCHANGE: &str = "/v1/b2b/sessions/exchange";
pub const CREATE: &str = "/v1/b2b/discovery/organizations/create";

/// The credential with which a session is exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    Intermediate,
    Token,
    Jwt,
}

/// Exchanges the session with this name for the organization with this id or slug.
pub async fn exchange_by(
    app: &TestApp,
    session: &str,
    organization: &str,
    credential: Credential,
) -> ApiResponse {
    let (path, body) = match credential {
        Credential::Intermediate => (EXCHANGE, json!({"intermediate_session_token": app.token(session)})),
        Credential::Token => (SESSIONS_EXCHANGE, json!({"session_token": app.token(session)})),
        Credential::Jwt => (SESSIONS_EXCHANGE, json!({"session_jwt": app.session_jwt(session)})),
    };
    let mut body = body;
    body["organization_id"] = json!(organization);
    app.exchange(path, body).await
}

/// Exchanges an intermediate session for the organization with this name.
pub async fn exchange(app: &TestApp, session: &str, name: &str) -> ApiResponse {
    exchange_by(app, session, &organization_id(name), Credential::Intermediate).await
}

/// Returns the list of the session that an exchange created.
pub async fn list_of(app: &TestApp, exchanged: &ApiResponse) -> ApiResponse {
    app.post(json!({"session_token": exchanged.json()["session_token"]})).await
}

/// Returns the inconsistencies that `orgctl check` reports.
async fn inconsistencies(app: &TestApp) -> BTreeSet<Inconsistency> {
    app.writer.consistency().check(app.now()).await.expect("a check").inconsistencies
}

/// Returns the inconsistencies of derived items, without values that several Members or organizations share.
pub async fn derived_inconsistencies(app: &TestApp) -> BTreeSet<Inconsistency> {
    let mut found = inconsistencies(app).await;
    found.retain(|inconsistency| !format!("{inconsistency:?}").contains("Shared"));
    found
}

/// Panics if a derived item is inconsistent.
pub async fn assert_consistent(app: &TestApp) {
    let found = inconsistencies(app).await;
    assert!(found.is_empty(), "{found:?}");
}

/// Returns all items of all tables, including random values.
pub async fn raw_items(app: &TestApp) -> Vec<Vec<test_support::StoredItem>> {
    let tables = &app.tables;
    let mut all = Vec::new();
    for table in [&tables.sessions, &tables.members, &tables.joinable, &tables.organizations] {
        all.push(app.stored_items(table).await);
    }
    all
}

/// Returns the stored Members as JSON, by `organization_id`.
pub async fn stored_members(app: &TestApp) -> Vec<Value> {
    let items = app.stored_items(&app.tables.members).await;
    let objects = items.iter().filter_map(|item| item.get("object"));
    objects.map(|object| serde_json::from_str(object).expect("a Member")).collect()
}
