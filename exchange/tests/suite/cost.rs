//! Calls, round trips and capacity units of an exchange, by membership type.

use serde_json::json;
use test_support::{
    TestApp,
    builders::{
        data_set, intermediate, magic_link, member, member_session, organization, organization_id, verified,
        with,
    },
};

use crate::calls::{CREATE, Credential, exchange_by};

const JANE: &str = "jane@acme.example";

/// Returns the costs in the log line of the last request: calls, round trips, read units and write units.
fn costs(app: &TestApp) -> String {
    let lines = app.logs.take();
    let line = lines.iter().find(|line| line["request_id"].is_string()).expect("a log line");
    let field = |name: &str| line.get(name).cloned().unwrap_or(json!(0));
    format!(
        "{} calls, {} round trips, {} read units, {} write units",
        field("store.calls"),
        field("store.round_trips"),
        field("store.read_units"),
        field("store.write_units"),
    )
}

#[tokio::test]
async fn costs_by_membership_type() {
    let joinable = json!({
        "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"],
        "oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]},
    });
    let with_status = |status: &str| member(JANE, json!({ "status": status }));
    let colleague = || verified("colleague@acme.example");
    let rows = [
        ("active", json!({}), vec![verified(JANE)], Credential::Intermediate),
        ("invited", json!({}), vec![with_status("invited")], Credential::Intermediate),
        ("domain", joinable.clone(), vec![colleague()], Credential::Intermediate),
        (
            "domain, second factor",
            with(joinable, json!({"mfa_policy": "REQUIRED_FOR_ALL"})),
            vec![colleague()],
            Credential::Intermediate,
        ),
        (
            "primary factor missing",
            json!({"auth_methods": "RESTRICTED"}),
            vec![verified(JANE)],
            Credential::Intermediate,
        ),
        ("active, member session", json!({}), vec![verified(JANE)], Credential::Token),
        ("active, session JWT", json!({}), vec![verified(JANE)], Credential::Jwt),
        (
            "primary factor missing, member session",
            json!({"auth_methods": "RESTRICTED"}),
            vec![verified(JANE)],
            Credential::Token,
        ),
    ];
    let mut table = Vec::new();
    for (name, settings, members, credential) in rows {
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
        assert_eq!(response.outcome(), "200", "{name} {}", response.text());
        table.push(format!("{name}: {}", costs(&app)));
    }
    let app = TestApp::start(data_set([], [intermediate("Jane", JANE, [magic_link()])])).await;
    app.exchange.warm_up().await.expect("a project");
    app.logs.take();
    app.exchange(CREATE, json!({"intermediate_session_token": app.token("Jane")})).await;
    table.push(format!("create: {}", costs(&app)));
    insta::assert_snapshot!(table.join("\n"), @"
    active: 5 calls, 4 round trips, 4.5 read units, 16.0 write units
    invited: 5 calls, 4 round trips, 4.5 read units, 18.0 write units
    domain: 5 calls, 4 round trips, 5.5 read units, 21.0 write units
    domain, second factor: 5 calls, 4 round trips, 5.5 read units, 15.0 write units
    primary factor missing: 4 calls, 3 round trips, 4.5 read units, 0 write units
    active, member session: 4 calls, 4 round trips, 4.0 read units, 20.0 write units
    active, session JWT: 4 calls, 3 round trips, 4.0 read units, 20.0 write units
    primary factor missing, member session: 4 calls, 4 round trips, 4.0 read units, 17.0 write units
    create: 3 calls, 3 round trips, 2.0 read units, 23.0 write units
    ");
}
