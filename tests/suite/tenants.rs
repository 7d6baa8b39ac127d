//! Who may join by a tenant at another service.

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{intermediate, magic_link, member_session, organization, seen, verified, with, world},
};

const ANN: &str = "ann@acme.example";

fn open_to(tenants: &Value) -> Value {
    json!({"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": tenants})
}

fn of_tenants(name: &str, tenants: &Value) -> Value {
    with(intermediate(name, ANN, [magic_link()]), json!({ "oauth_tenants": tenants }))
}

#[tokio::test]
async fn only_allowed_tenant_joins() {
    let closed = |switch: Value| with(open_to(&json!({"slack": ["T1"]})), switch);
    // Nobody is a Member of any of these: for tenants, nobody else need be there.
    let organizations = [
        organization("Slack T1", open_to(&json!({"slack": ["T1"]})), []),
        organization("Slack T0 T1", open_to(&json!({"slack": ["T0", "T1"]})), []),
        organization("HubSpot T1", open_to(&json!({"hubspot": ["T1"]})), []),
        organization("GitHub T1", open_to(&json!({"github": ["T1"]})), []),
        organization("Small t1", open_to(&json!({"slack": ["t1"]})), []),
        organization("Slack T12", open_to(&json!({"slack": ["T12"]})), []),
        organization("Slack", open_to(&json!({"slack": []})), []),
        organization("None", open_to(&json!({})), []),
        organization("Closed", closed(json!({"oauth_tenant_jit_provisioning": "NOT_ALLOWED"})), []),
        organization("Null", closed(json!({"oauth_tenant_jit_provisioning": null})), []),
        organization(
            "Open by domain only",
            closed(json!({
                "oauth_tenant_jit_provisioning": "NOT_ALLOWED",
                "email_jit_provisioning": "RESTRICTED",
                "email_allowed_domains": ["acme.example"],
            })),
            [],
        ),
        organization("Home", json!({}), [verified("bob@acme.example")]),
    ];
    let rows = [
        ("slack", json!({"slack": ["T1"]}), "Slack T0 T1, Slack T1"),
        ("hubspot", json!({"hubspot": ["T1"]}), "HubSpot T1"),
        ("github", json!({"github": ["T1"]}), "GitHub T1"),
        ("lower case", json!({"slack": ["t1"]}), "Small t1"),
        ("prefix", json!({"slack": ["T"]}), ""),
        ("two", json!({"slack": ["T12", "t1"]}), "Slack T12, Small t1"),
        ("empty", json!({"slack": []}), ""),
        ("none", json!({}), ""),
    ];
    let mut sessions: Vec<Value> = rows.iter().map(|(name, t, _)| of_tenants(name, t)).collect();
    // A member session joins nothing, whatever stands in it.
    let member = member_session("member", "Home", "bob@acme.example", [magic_link()]);
    sessions.push(with(member, json!({"oauth_tenants": {"slack": ["T1"]}})));
    let app = TestApp::start(world(organizations, sessions)).await;
    for (session, _, expected) in rows {
        let lines = app.discover(session).await.listing();
        let eligible =
            |line: &String| line.strip_suffix(": eligible_to_join_by_oauth_tenant").unwrap_or("?").to_owned();
        let names: Vec<String> = lines.iter().map(eligible).collect();
        assert_eq!(names.join(", "), expected, "{session}");
    }
    assert_eq!(seen(&app, "member").await, "Home: active_member");
}

#[tokio::test]
async fn smallest_provider_then_smallest_tenant_is_named() {
    let rows = [
        (json!({"slack": ["T9", "T10"]}), "slack T10"),
        (json!({"slack": ["a", "Z"]}), "slack Z"),
        (json!({"slack": ["T1"], "hubspot": ["9"]}), "hubspot 9"),
        (json!({"slack": ["T1"], "hubspot": ["9"], "github": ["z", "y"]}), "github y"),
        (json!({"github": ["unknown"], "slack": ["T9", "unknown", "T10"]}), "slack T10"),
    ];
    let allowed = json!({"slack": ["T9", "Z", "T1", "a", "T10"], "hubspot": ["9"], "github": ["z", "y"]});
    let sessions: Vec<Value> =
        rows.iter().map(|(tenants, _)| of_tenants(&tenants.to_string(), tenants)).collect();
    let app = TestApp::start(world([organization("Acme", open_to(&allowed), [])], sessions)).await;
    for (tenants, expected) in rows {
        let entry = app.discover(&tenants.to_string()).await.entry("Acme");
        let (provider, tenant) = expected.split_once(' ').unwrap();
        let details = json!({"provider": provider, "tenant": tenant});
        assert_eq!(entry["membership"]["details"], details, "{tenants}");
    }
}
