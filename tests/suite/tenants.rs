//! Eligibility to join by OAuth tenant.

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        data_set, discovered, intermediate, magic_link, member_session, organization, verified, with,
    },
};

const ANN: &str = "ann@acme.example";

fn open_to(tenants: &Value) -> Value {
    json!({"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": tenants})
}

fn session_with_tenants(name: &str, tenants: &Value) -> Value {
    with(intermediate(name, ANN, [magic_link()]), json!({ "oauth_tenants": tenants }))
}

/// Organizations without Members, except `Home`: joining by tenant does not require another Member of the tenant.
fn organizations() -> [Value; 12] {
    let slack_t1_with = |switch: Value| with(open_to(&json!({"slack": ["T1"]})), switch);
    [
        organization("Slack T1", open_to(&json!({"slack": ["T1"]})), []),
        organization("Slack T0 T1", open_to(&json!({"slack": ["T0", "T1"]})), []),
        organization("HubSpot T1", open_to(&json!({"hubspot": ["T1"]})), []),
        organization("GitHub T1", open_to(&json!({"github": ["T1"]})), []),
        organization("Small t1", open_to(&json!({"slack": ["t1"]})), []),
        organization("Slack T12", open_to(&json!({"slack": ["T12"]})), []),
        organization("Slack", open_to(&json!({"slack": []})), []),
        organization("None", open_to(&json!({})), []),
        organization("Closed", slack_t1_with(json!({"oauth_tenant_jit_provisioning": "NOT_ALLOWED"})), []),
        organization("Null", slack_t1_with(json!({"oauth_tenant_jit_provisioning": null})), []),
        organization(
            "Open by domain only",
            slack_t1_with(json!({
                "oauth_tenant_jit_provisioning": "NOT_ALLOWED",
                "email_jit_provisioning": "RESTRICTED",
                "email_allowed_domains": ["acme.example"],
            })),
            [],
        ),
        organization("Home", json!({}), [verified("bob@acme.example")]),
    ]
}

/// A session with these tenants, and the organizations that it may join.
struct TenantCase {
    session: &'static str,
    tenants: Value,
    joins: &'static str,
}

#[tokio::test]
async fn only_allowed_tenant_may_join() {
    let rows = [
        TenantCase { session: "slack", tenants: json!({"slack": ["T1"]}), joins: "Slack T0 T1, Slack T1" },
        TenantCase { session: "hubspot", tenants: json!({"hubspot": ["T1"]}), joins: "HubSpot T1" },
        TenantCase { session: "github", tenants: json!({"github": ["T1"]}), joins: "GitHub T1" },
        TenantCase { session: "lower case", tenants: json!({"slack": ["t1"]}), joins: "Small t1" },
        TenantCase { session: "prefix", tenants: json!({"slack": ["T"]}), joins: "" },
        TenantCase { session: "two", tenants: json!({"slack": ["T12", "t1"]}), joins: "Slack T12, Small t1" },
        TenantCase { session: "empty", tenants: json!({"slack": []}), joins: "" },
        TenantCase { session: "none", tenants: json!({}), joins: "" },
    ];
    let mut sessions: Vec<Value> =
        rows.iter().map(|row| session_with_tenants(row.session, &row.tenants)).collect();
    // A member session may join no organization, even with tenants.
    let member = member_session("member", "Home", "bob@acme.example", [magic_link()]);
    sessions.push(with(member, json!({"oauth_tenants": {"slack": ["T1"]}})));
    let app = TestApp::start(data_set(organizations(), sessions)).await;
    for TenantCase { session, joins, .. } in rows {
        let lines = app.discover(session).await.listing();
        let eligible =
            |line: &String| line.strip_suffix(": eligible_to_join_by_oauth_tenant").unwrap_or("?").to_owned();
        let names: Vec<String> = lines.iter().map(eligible).collect();
        assert_eq!(names.join(", "), joins, "{session}");
    }
    assert_eq!(discovered(&app, "member").await, "Home: active_member");
}

/// The tenants of a session, and the one in the entry's details.
struct DetailsCase {
    tenants: Value,
    provider: &'static str,
    tenant: &'static str,
}

#[tokio::test]
async fn details_contain_smallest_provider_then_smallest_tenant() {
    let rows = [
        DetailsCase { tenants: json!({"slack": ["T9", "T10"]}), provider: "slack", tenant: "T10" },
        DetailsCase { tenants: json!({"slack": ["a", "Z"]}), provider: "slack", tenant: "Z" },
        DetailsCase { tenants: json!({"slack": ["T1"], "hubspot": ["9"]}), provider: "hubspot", tenant: "9" },
        DetailsCase {
            tenants: json!({"slack": ["T1"], "hubspot": ["9"], "github": ["z", "y"]}),
            provider: "github",
            tenant: "y",
        },
        DetailsCase {
            tenants: json!({"github": ["unknown"], "slack": ["T9", "unknown", "T10"]}),
            provider: "slack",
            tenant: "T10",
        },
    ];
    let allowed = json!({"slack": ["T9", "Z", "T1", "a", "T10"], "hubspot": ["9"], "github": ["z", "y"]});
    let sessions: Vec<Value> =
        rows.iter().map(|row| session_with_tenants(&row.tenants.to_string(), &row.tenants)).collect();
    let app = TestApp::start(data_set([organization("Acme", open_to(&allowed), [])], sessions)).await;
    for DetailsCase { tenants, provider, tenant } in rows {
        let entry = app.discover(&tenants.to_string()).await.entry("Acme");
        let details = json!({"provider": provider, "tenant": tenant});
        assert_eq!(entry["membership"]["details"], details, "{tenants}");
    }
}
