//! The primary methods that an entry still requires, and their order.

mod rows;

use serde_json::{Value, json};

use rows::{ALL, EMAIL, Row, VERIFYING, rows};
use test_support::{
    TestApp,
    builders::{
        data_set, intermediate, magic_link, member, member_session, oauth, organization, required_methods,
        saml, trusted_token, verified, verified_oauth, with,
    },
};

const ANN: &str = "ann@acme.example";
const BEA: &str = "bea@acme.example";

fn restricted(methods: &[&str]) -> Value {
    json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": methods})
}

/// Asserts the methods that each row's organization requires in this session.
async fn assert_required(app: &TestApp, session: &str, expected: impl Fn(&Row) -> &String) {
    let response = app.discover(session).await;
    for row in &rows() {
        let entry = response.entry(row.name);
        assert_eq!(required_methods(&entry), *expected(row), "{session} {}", row.name);
        assert_eq!(entry["member_authenticated"], false, "{session} {}", row.name);
    }
}

#[tokio::test]
async fn unverified_address_requires_methods_that_verify_it() {
    let organizations: Vec<Value> = rows()
        .into_iter()
        .map(|row| {
            let ann = member(ANN, json!({"is_breakglass": row.is_breakglass}));
            let bea = with(verified(BEA), json!({"is_breakglass": row.is_breakglass}));
            organization(row.name, row.settings, [ann, bea])
        })
        .collect();
    // A verified Member does not verify the address of a session that is not bound to it.
    let sessions = [
        intermediate("Slack", ANN, [oauth("slack", "")]),
        intermediate("Slack, verified Member", BEA, [oauth("slack", "U1")]),
        intermediate("unverified Google", ANN, [oauth("google", "g1")]),
        intermediate("foreign SSO", ANN, [saml("c-foreign"), oauth("slack", "U1")]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    for session in ["Slack", "Slack, verified Member", "unverified Google", "foreign SSO"] {
        assert_required(&app, session, |row| &row.unverified).await;
    }
}

#[tokio::test]
async fn earlier_verified_address_requires_accepted_method_or_email() {
    // One app per organization, because a member session verifies only its own Member.
    for row in rows() {
        let ann = with(verified(ANN), json!({"is_breakglass": row.is_breakglass}));
        let sessions = [member_session("own", row.name, ANN, [oauth("slack", "")])];
        let app = TestApp::start(data_set([organization(row.name, row.settings, [ann])], sessions)).await;
        let entry = app.discover("own").await.entry(row.name);
        assert_eq!(required_methods(&entry), row.verified_earlier, "{}", row.name);
    }
}

#[tokio::test]
async fn address_verified_by_unaccepted_factor_requires_accepted_method() {
    // Organizations that accept all methods also accept the trusted token.
    let rows: Vec<Row> = rows().into_iter().filter(|row| !row.verified_now.ends_with(ALL)).collect();
    assert!(rows.len() > 10);
    let organizations: Vec<Value> = rows
        .iter()
        .map(|row| organization(row.name, row.settings.clone(), [member(ANN, json!({}))]))
        .collect();
    let app = TestApp::start(data_set(organizations, [intermediate("ann", ANN, [trusted_token()])])).await;
    let response = app.discover("ann").await;
    for row in rows {
        assert_eq!(required_methods(&response.entry(row.name)), row.verified_now, "{}", row.name);
    }
}

#[tokio::test]
async fn unaccepted_factor_still_verifies_address() {
    let organizations = [organization("Slack", restricted(&["slack_oauth"]), [member(ANN, json!({}))])];
    let factors =
        [magic_link(), verified_oauth("google", "1"), verified_oauth("microsoft", "1"), trusted_token()];
    let sessions: Vec<Value> = factors
        .iter()
        .enumerate()
        .map(|(index, factor)| intermediate(&index.to_string(), ANN, [factor.clone()]))
        .collect();
    let app = TestApp::start(data_set(organizations, sessions)).await;
    for (index, factor) in factors.iter().enumerate() {
        let entry = app.discover(&index.to_string()).await.entry("Slack");
        assert_eq!(required_methods(&entry), "slack_oauth", "{factor}");
    }
}

/// A session, and the methods that each organization still requires.
#[derive(Clone)]
struct FactorCase {
    session: &'static str,
    factors: Vec<Value>,
    google: &'static str,
    mail: &'static str,
    slack_or_google: &'static str,
}

fn by_email() -> FactorCase {
    FactorCase {
        session: "mail",
        factors: vec![magic_link()],
        google: "google_oauth",
        mail: "satisfied",
        slack_or_google: "slack_oauth google_oauth",
    }
}

/// Sessions with email and OAuth accounts. A Google account that does not verify the address counts for an active
/// Member only if it is registered.
fn factor_cases() -> [FactorCase; 6] {
    [
        by_email(),
        FactorCase {
            session: "Google",
            factors: vec![oauth("google", "1")],
            google: "google_oauth magic_link email_otp",
            mail: "magic_link email_otp",
            slack_or_google: "google_oauth magic_link email_otp",
        },
        FactorCase {
            session: "mail and Google",
            factors: vec![magic_link(), oauth("google", "1")],
            ..by_email()
        },
        FactorCase {
            session: "mail and Slack",
            factors: vec![magic_link(), oauth("slack", "U1")],
            slack_or_google: "satisfied",
            ..by_email()
        },
        FactorCase {
            session: "verified Google",
            factors: vec![verified_oauth("google", "1")],
            google: "satisfied",
            mail: "magic_link",
            slack_or_google: "satisfied",
        },
        FactorCase {
            session: "verified Microsoft and Google",
            factors: vec![verified_oauth("microsoft", "1"), oauth("google", "1")],
            mail: "magic_link",
            ..by_email()
        },
    ]
}

#[tokio::test]
async fn uncounted_factor_leaves_its_method_required() {
    let ann = || [member(ANN, json!({}))];
    let organizations = [
        organization("Google", restricted(&["google_oauth"]), ann()),
        organization("Mail", restricted(&["magic_link"]), ann()),
        organization("Slack or Google", restricted(&["slack_oauth", "google_oauth"]), ann()),
    ];
    let rows = factor_cases();
    let sessions = rows.clone().map(|row| intermediate(row.session, ANN, row.factors));
    let app = TestApp::start(data_set(organizations, sessions)).await;
    for FactorCase { session, google, mail, slack_or_google, .. } in rows {
        let response = app.discover(session).await;
        let names = ["Google", "Mail", "Slack or Google"];
        let expected = [google, mail, slack_or_google];
        assert_eq!(names.map(|name| required_methods(&response.entry(name))), expected, "{session}");
        let authenticated = names.map(|name| response.entry(name)["member_authenticated"].as_bool().unwrap());
        assert_eq!(authenticated, expected.map(|required| required == "satisfied"), "{session}");
    }
}

fn joinable_organizations() -> [Value; 4] {
    let by_domain =
        json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let by_tenant =
        json!({"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]}});
    let bob = || [verified("bob@acme.example")];
    [
        organization("Domain", by_domain.clone(), bob()),
        organization(
            "Domain, restricted",
            with(by_domain, restricted(&["password", "sso", "email_otp"])),
            bob(),
        ),
        organization("Tenant", by_tenant.clone(), []),
        organization("Tenant, restricted", with(by_tenant, restricted(&["slack_oauth"])), []),
    ]
}

/// A session, and the methods that each organization requires.
#[derive(Clone, Copy)]
struct NewcomerCase {
    session: &'static str,
    domain: &'static str,
    restricted_domain: &'static str,
    tenant: &'static str,
    restricted_tenant: &'static str,
}

#[tokio::test]
async fn newcomer_must_verify_address_and_use_accepted_method() {
    let of_tenant = |name: &str, factors: Vec<Value>| {
        with(intermediate(name, ANN, factors), json!({"oauth_tenants": {"slack": ["T1"]}}))
    };
    let sessions = [
        of_tenant("slack", vec![oauth("slack", "U1")]),
        of_tenant("mail", vec![magic_link()]),
        of_tenant("both", vec![oauth("slack", "U1"), magic_link()]),
    ];
    let app = TestApp::start(data_set(joinable_organizations(), sessions)).await;
    let by_email = NewcomerCase {
        session: "mail",
        domain: "satisfied",
        restricted_domain: "password email_otp",
        tenant: "satisfied",
        restricted_tenant: "slack_oauth",
    };
    let by_slack = NewcomerCase {
        session: "slack",
        domain: VERIFYING,
        restricted_domain: "email_otp magic_link",
        tenant: VERIFYING,
        restricted_tenant: EMAIL,
    };
    let by_both = NewcomerCase { session: "both", restricted_tenant: "satisfied", ..by_email };
    for case in [by_slack, by_email, by_both] {
        let response = app.discover(case.session).await;
        let names = ["Domain", "Domain, restricted", "Tenant", "Tenant, restricted"];
        let expected = [case.domain, case.restricted_domain, case.tenant, case.restricted_tenant];
        assert_eq!(names.map(|name| required_methods(&response.entry(name))), expected, "{}", case.session);
    }
}
