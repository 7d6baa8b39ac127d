//! Compares the read units in `docs/cost.md` with measured ones.

use org_discovery::request_context::{ReadCost, RequestContext};
use serde_json::{Value, json};

use test_support::{ApiCall, TestApp};

/// A person with this many memberships, one organization to join by domain and one to join by tenant.
fn data_set(memberships: usize) -> Value {
    let jane = |n: usize| json!({"member_id": format!("jane-{n}"), "email_address": "jane@acme.example", "email_address_verified": true});
    let factors = json!([{"type": "magic_link", "delivery_method": "email", "email_factor": {"email_address": "jane@acme.example"}}]);
    let mut organizations: Vec<_> = (0..memberships)
        .map(|n| json!({"organization_id": format!("org-{n}"), "members": [jane(n)]}))
        .collect();
    organizations.push(json!({
        "organization_id": "slack", "oauth_tenant_jit_provisioning": "RESTRICTED",
        "allowed_oauth_tenants": {"slack": ["T0123"]},
    }));
    organizations.push(json!({
        "organization_id": "open", "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"],
        "members": [{"member_id": "amy", "email_address": "amy@acme.example", "email_address_verified": true}],
    }));
    json!({"organizations": organizations, "sessions": [
        {"name": "ist", "kind": "intermediate", "email_address": "jane@acme.example", "authentication_factors": factors},
        {"name": "by-tenant", "kind": "intermediate", "email_address": "jane@acme.example",
         "authentication_factors": factors, "oauth_tenants": {"slack": ["T0123"]}},
        {"name": "member", "kind": "member", "email_address": "jane@acme.example", "authentication_factors": factors,
         "organization_id": "org-0", "member_id": "jane-0"},
    ]})
}

fn last_request_cost(app: &TestApp) -> String {
    let lines = app.logs.take();
    let line = lines.last().expect("a line");
    format!(
        "{} | {}",
        line["store.calls"].as_u64().unwrap_or(0),
        line["ReadUnits"].as_f64().expect("a number")
    )
}

#[tokio::test]
async fn documented_read_units_match_measured_ones() {
    let page = include_str!("../../docs/cost.md");
    let mut rows = Vec::new();
    for memberships in [1, 3, 100] {
        let app = TestApp::start(data_set(memberships)).await;
        app.discover("ist").await;
        rows.push(format!(
            "| intermediate session | {memberships} | 1 by domain | {} |",
            last_request_cost(&app)
        ));
        app.discover("by-tenant").await;
        rows.push(format!(
            "| intermediate session | {memberships} | 1 by domain, 1 by tenant | {} |",
            last_request_cost(&app)
        ));
        app.discover("member").await;
        rows.push(format!("| session token | {memberships} | – | {} |", last_request_cost(&app)));
        app.discover_by_jwt("member").await;
        rows.push(format!("| session JWT | {memberships} | – | {} |", last_request_cost(&app)));
    }
    let app = TestApp::start(data_set(1)).await;
    app.post(json!({"session_token": "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q"})).await;
    rows.push(format!("| unknown token | – | – | {} |", last_request_cost(&app)));
    app.call(ApiCall::with_body("{}")).await;
    rows.push(format!("| request without a token | – | – | {} |", last_request_cost(&app)));
    let app = TestApp::start_cold(data_set(1)).await;
    let context = RequestContext::new();
    Box::pin(context.scope(app.handler.warm_up())).await.expect("a project");
    let ReadCost { calls, read_units, .. } = context.read_meter.snapshot();
    rows.push(format!("| warm-up of an instance | – | – | {calls} | {read_units} |"));
    let expected_rows = rows.join("\n");
    assert!(page.contains(&expected_rows), "docs/cost.md should have these rows:\n{expected_rows}");
}
