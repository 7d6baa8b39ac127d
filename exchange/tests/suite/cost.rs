//! Calls, round trips and capacity units of an exchange, by membership type, and of sessions that a login service writes.

use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};
use org_discovery::{domain::TokenHash, request_context::RequestContext};
use org_discovery_admin::{import::SessionCredential, sessions::NewMemberSession};
use serde_json::{Value, json};
use test_support::{
    TestApp,
    builders::{
        data_set, intermediate, magic_link, member, member_session, organization, organization_id, verified,
        with,
    },
};

use crate::calls::{CREATE, Credential, exchange_by};

const JANE: &str = "jane@acme.example";

const PAGE: &str = include_str!("../../../docs/cost.md");

/// Panics if a row of docs/cost.md does not have these units.
fn check_page(row: &str, read_units: &str, write_units: &str) {
    let cells = |line: &'static str| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>();
    let rows = PAGE.lines().filter(|line| line.starts_with('|')).map(cells);
    let found = rows.filter(|cells| cells.len() == 6 && cells[0] == row).collect::<Vec<_>>();
    assert_eq!(found.len(), 1, "docs/cost.md should have one row {row}");
    assert_eq!((found[0][1], found[0][5]), (read_units, write_units), "{row}");
}

/// Returns the costs in the log line of the last request: calls, round trips, read units and write units. The row of
/// docs/cost.md must have the same units.
fn costs(app: &TestApp, row: &str) -> String {
    let lines = app.logs.take();
    let line = lines.iter().find(|line| line["request_id"].is_string()).expect("a log line");
    let field = |name: &str| line.get(name).cloned().unwrap_or(json!(0));
    let number = |name| field(name).as_f64().expect("a number").to_string();
    check_page(row, &number("store.read_units"), &number("store.write_units"));
    format!(
        "{} calls, {} round trips, {} read units, {} write units",
        field("store.calls"),
        field("store.round_trips"),
        field("store.read_units"),
        field("store.write_units"),
    )
}

/// An exchange for the organization `Target`.
struct Case {
    /// The name of the row of docs/cost.md.
    row: &'static str,
    credential: Credential,
    /// The settings of the organization.
    settings: Value,
    members: Vec<Value>,
}

impl Case {
    /// An exchange by an active Member.
    fn active(row: &'static str, credential: Credential, settings: Value) -> Self {
        Self { row, credential, settings, members: vec![verified(JANE)] }
    }

    fn intermediate(row: &'static str, settings: Value, member: Value) -> Self {
        Self { row, credential: Credential::Intermediate, settings, members: vec![member] }
    }
}

fn cases() -> Vec<Case> {
    let joinable = json!({
        "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"],
        "oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]},
    });
    let second_factor = with(joinable.clone(), json!({"mfa_policy": "REQUIRED_FOR_ALL"}));
    let other_methods = || json!({"auth_methods": "RESTRICTED"});
    let colleague = || verified("colleague@acme.example");
    let invited = member(JANE, json!({"status": "invited"}));
    let another = "member session, another organization";
    let derived = "member session, more factors required: makes a derived session";
    vec![
        Case::intermediate(
            "intermediate session, active Member that does not change",
            json!({}),
            verified(JANE),
        ),
        Case::intermediate(
            "intermediate session, pending or invited Member whose address becomes verified",
            json!({}),
            invited,
        ),
        Case::intermediate(
            "intermediate session, eligible person whose address is verified",
            joinable,
            colleague(),
        ),
        Case::intermediate(
            "intermediate session, eligible person who must register a second factor first, by domain",
            second_factor,
            colleague(),
        ),
        Case::intermediate("intermediate session, more factors required", other_methods(), verified(JANE)),
        Case::active(another, Credential::Token, json!({})),
        Case::active(another, Credential::Jwt, json!({})),
        Case::active(derived, Credential::Token, other_methods()),
    ]
}

#[tokio::test]
async fn costs_by_membership_type() {
    let mut table = Vec::new();
    for Case { row, credential, settings, members } in cases() {
        let home = organization("Home", json!({}), [verified(JANE)]);
        let target = organization("Target", settings, members);
        let sessions = [
            intermediate("Jane", JANE, [magic_link()]),
            member_session("Home", "Home", JANE, [magic_link()]),
        ];
        let app = TestApp::start(data_set([home, target], sessions)).await;
        app.exchange.warm_up().await.expect("a project");
        app.logs.take();
        let session = if credential == Credential::Intermediate { "Jane" } else { "Home" };
        let response = exchange_by(&app, session, &organization_id("Target"), credential).await;
        assert_eq!(response.outcome(), "200", "{row} {}", response.text());
        table.push(format!("{row}, {credential:?}: {}", costs(&app, row)));
    }
    let app = TestApp::start(data_set([], [intermediate("Jane", JANE, [magic_link()])])).await;
    app.exchange.warm_up().await.expect("a project");
    app.logs.take();
    app.exchange(CREATE, json!({"intermediate_session_token": app.token("Jane")})).await;
    table.push(costs(&app, "create an organization"));
    insta::assert_snapshot!(table.join("\n"), @"
    intermediate session, active Member that does not change, Intermediate: 5 calls, 4 round trips, 4.5 read units, 16.0 write units
    intermediate session, pending or invited Member whose address becomes verified, Intermediate: 5 calls, 4 round trips, 4.5 read units, 18.0 write units
    intermediate session, eligible person whose address is verified, Intermediate: 5 calls, 4 round trips, 5.5 read units, 21.0 write units
    intermediate session, eligible person who must register a second factor first, by domain, Intermediate: 5 calls, 4 round trips, 5.5 read units, 15.0 write units
    intermediate session, more factors required, Intermediate: 4 calls, 3 round trips, 4.5 read units, 0 write units
    member session, another organization, Token: 4 calls, 4 round trips, 4.0 read units, 20.0 write units
    member session, another organization, Jwt: 4 calls, 3 round trips, 4.0 read units, 20.0 write units
    member session, more factors required: makes a derived session, Token: 4 calls, 4 round trips, 4.0 read units, 17.0 write units
    3 calls, 3 round trips, 2.0 read units, 23.0 write units
    ");
}

/// Returns the write units of a change.
async fn write_units(change: impl Future<Output = Result<(), org_discovery_admin::WriteError>>) -> String {
    let context = RequestContext::new();
    Box::pin(context.scope(change)).await.expect("a change");
    context.read_meter.snapshot().write_units.to_string()
}

#[tokio::test]
async fn write_units_of_login_service() {
    let home = organization("Home", json!({}), [verified(JANE)]);
    let sessions =
        [intermediate("Jane", JANE, [magic_link()]), member_session("Home", "Home", JANE, [magic_link()])];
    let app = TestApp::start(data_set([home], sessions)).await;
    let loaded = &app.sessions["Home"];
    let SessionCredential::Member(token, member) = loaded.credential.clone() else { panic!("a token") };
    let hash = TokenHash::of_session_token(app.writer.project_id(), &token);
    let revoked = write_units(async { app.writer.sessions().revoke(&hash).await.map(drop) }).await;
    check_page("revocation of a member session", "1", &revoked);
    let entry = loaded.entry.clone();
    let (address, factors) = (entry.email_address, entry.authentication_factors);
    let new = NewMemberSession::new(token, address, factors, member, loaded.expires_at);
    let written = write_units(app.writer.sessions().put_member_session(new, app.now())).await;
    check_page("member session", "3", &written);
    check_page("intermediate session", "0", &unconditional_put_units(&app).await);
}

/// Returns the write units of a put of the intermediate session without a transaction.
async fn unconditional_put_units(app: &TestApp) -> String {
    let items = app.client.scan().table_name(&app.tables.sessions).send().await.expect("the sessions");
    let item = items.items().iter().find(|item| !item.contains_key("paired_token_hash")).expect("a session");
    let put = app.client.put_item().table_name(&app.tables.sessions).set_item(Some(item.clone()));
    let put = put.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await.expect("a put");
    put.consumed_capacity().and_then(ConsumedCapacity::capacity_units).expect("units").to_string()
}
