//! The primary methods that an entry still requires, and their order.

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        connection, intermediate, magic_link, member, member_session, oauth, organization, primary, saml,
        trusted_token, verified, verified_oauth, with, world,
    },
};

const ANN: &str = "ann@acme.example";
const BEA: &str = "bea@acme.example";

fn restricted(methods: &[&str]) -> Value {
    json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": methods})
}

/// In an order of their own.
const MIXED: [&str; 6] = ["hubspot_oauth", "microsoft_oauth", "password", "sso", "email_otp", "slack_oauth"];
const ALL: &str =
    "magic_link email_otp password google_oauth microsoft_oauth slack_oauth github_oauth hubspot_oauth";
const VERIFYING: &str = "magic_link email_otp google_oauth microsoft_oauth";
const MAIL: &str = "magic_link email_otp";
const NO_WAY_IN: &str = "no way in";

/// An organization, and the methods that it asks of an address that is not verified, of one that an earlier
/// sign-in verified and an unaccepted factor is bound to, and of one that an unaccepted factor of the session verifies.
struct Row {
    name: &'static str,
    settings: Value,
    is_breakglass: bool,
    unverified: String,
    verified_earlier: String,
    verified_now: String,
}

fn row(name: &'static str, mut settings: Value, [unverified, earlier, now]: [&str; 3]) -> Row {
    // A connection belongs to one organization.
    if settings["sso_active_connections"].is_array() {
        settings = with(settings, connection(&format!("c-{name}")));
    }
    Row {
        name,
        settings,
        is_breakglass: false,
        unverified: unverified.to_owned(),
        verified_earlier: earlier.to_owned(),
        verified_now: now.to_owned(),
    }
}

fn breakglass(row: Row) -> Row {
    Row { is_breakglass: true, ..row }
}

fn rows() -> Vec<Row> {
    let mixed = || restricted(&MIXED);
    let without_sso = "hubspot_oauth microsoft_oauth password email_otp slack_oauth";
    let mixed_all = MIXED.join(" ");
    let sso_verifying = format!("sso {VERIFYING}");
    let sso_all = format!("sso {ALL}");
    let mixed_and_link = format!("{without_sso} magic_link");
    let mixed_all_and_link = format!("{mixed_all} magic_link");
    let leftover = json!({"auth_methods": "ALL_ALLOWED", "allowed_auth_methods": ["password"]});
    let sso = || restricted(&["sso"]);
    vec![
        row("open", json!({}), [VERIFYING, ALL, ALL]),
        row("open, SSO", connection("c"), [&sso_verifying, &sso_all, &sso_all]),
        row("open, a list left over", leftover, [VERIFYING, ALL, ALL]),
        row("mixed", mixed(), ["microsoft_oauth email_otp magic_link", &mixed_and_link, without_sso]),
        row(
            "mixed, SSO",
            with(mixed(), connection("c")),
            ["microsoft_oauth sso email_otp magic_link", &mixed_all_and_link, &mixed_all],
        ),
        row(
            "one mail",
            restricted(&["email_otp"]),
            ["email_otp magic_link", "email_otp magic_link", "email_otp"],
        ),
        row("both mails", restricted(&["email_otp", "magic_link"]), ["email_otp magic_link"; 3]),
        row("Slack", restricted(&["slack_oauth"]), [MAIL, "slack_oauth magic_link email_otp", "slack_oauth"]),
        row("password", restricted(&["password"]), [MAIL, "password magic_link email_otp", "password"]),
        row(
            "Google",
            restricted(&["google_oauth"]),
            ["google_oauth magic_link email_otp", "google_oauth magic_link email_otp", "google_oauth"],
        ),
        row(
            "password, GitHub",
            restricted(&["password", "github_oauth"]),
            [MAIL, "password github_oauth magic_link email_otp", "password github_oauth"],
        ),
        row("SSO without connection", sso(), [NO_WAY_IN; 3]),
        row("SSO", with(sso(), connection("c")), ["sso"; 3]),
        row(
            "SSO without connection, password",
            restricted(&["sso", "password"]),
            [MAIL, "password magic_link email_otp", "password"],
        ),
        row(
            "SSO, password",
            with(restricted(&["password", "sso"]), connection("c")),
            ["sso magic_link email_otp", "password sso magic_link email_otp", "password sso"],
        ),
        row("nothing", restricted(&[]), [NO_WAY_IN; 3]),
        row("nothing, SSO", with(restricted(&[]), connection("c")), [NO_WAY_IN; 3]),
        breakglass(row("nothing, breakglass", restricted(&[]), [VERIFYING, ALL, ALL])),
        breakglass(row("mixed, breakglass", mixed(), [VERIFYING, ALL, ALL])),
        breakglass(row(
            "mixed, SSO, breakglass",
            with(mixed(), connection("c")),
            [&sso_verifying, &sso_all, &sso_all],
        )),
    ]
}

/// Asserts what each row asks of the address in this session, where the session is not satisfied already.
async fn assert_asked(app: &TestApp, session: &str, expected: impl Fn(&Row) -> &String) {
    let answer = app.discover(session).await;
    for row in &rows() {
        let entry = answer.entry(row.name);
        assert_eq!(primary(&entry), *expected(row), "{session} {}", row.name);
        assert_eq!(entry["member_authenticated"], false, "{session} {}", row.name);
    }
}

#[tokio::test]
async fn unverified_address_is_asked_for_methods_that_verify() {
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
    let app = TestApp::start(world(organizations, sessions)).await;
    for session in ["Slack", "Slack, verified Member", "unverified Google", "foreign SSO"] {
        assert_asked(&app, session, |row| &row.unverified).await;
    }
}

#[tokio::test]
async fn earlier_verified_address_needs_accepted_method_or_mail() {
    // One organization each, because a member session verifies its own Member only.
    for row in rows() {
        let ann = with(verified(ANN), json!({"is_breakglass": row.is_breakglass}));
        let sessions = [member_session("own", row.name, ANN, [oauth("slack", "")])];
        let app = TestApp::start(world([organization(row.name, row.settings, [ann])], sessions)).await;
        let entry = app.discover("own").await.entry(row.name);
        assert_eq!(primary(&entry), row.verified_earlier, "{}", row.name);
    }
}

#[tokio::test]
async fn address_verified_by_unaccepted_factor_needs_accepted_method() {
    // Where all methods are accepted, the trusted token is too.
    let rows: Vec<Row> = rows().into_iter().filter(|row| !row.verified_now.ends_with(ALL)).collect();
    assert!(rows.len() > 10);
    let organizations: Vec<Value> = rows
        .iter()
        .map(|row| organization(row.name, row.settings.clone(), [member(ANN, json!({}))]))
        .collect();
    let app = TestApp::start(world(organizations, [intermediate("ann", ANN, [trusted_token()])])).await;
    let answer = app.discover("ann").await;
    for row in rows {
        assert_eq!(primary(&answer.entry(row.name)), row.verified_now, "{}", row.name);
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
    let app = TestApp::start(world(organizations, sessions)).await;
    for (index, factor) in factors.iter().enumerate() {
        let entry = app.discover(&index.to_string()).await.entry("Slack");
        assert_eq!(primary(&entry), "slack_oauth", "{factor}");
    }
}

#[tokio::test]
async fn accepted_factor_must_itself_count() {
    let ann = || [member(ANN, json!({}))];
    let organizations = [
        organization("Google", restricted(&["google_oauth"]), ann()),
        organization("Mail", restricted(&["magic_link"]), ann()),
        organization("Slack or Google", restricted(&["slack_oauth", "google_oauth"]), ann()),
    ];
    // Google accounts that do not verify the address: an active Member's must be registered.
    let rows = [
        ("mail", vec![magic_link()], ["google_oauth", "satisfied", "slack_oauth google_oauth"]),
        (
            "Google",
            vec![oauth("google", "1")],
            [
                "google_oauth magic_link email_otp",
                "magic_link email_otp",
                "google_oauth magic_link email_otp",
            ],
        ),
        (
            "mail and Google",
            vec![magic_link(), oauth("google", "1")],
            ["google_oauth", "satisfied", "slack_oauth google_oauth"],
        ),
        (
            "mail and Slack",
            vec![magic_link(), oauth("slack", "U1")],
            ["google_oauth", "satisfied", "satisfied"],
        ),
        ("verified Google", vec![verified_oauth("google", "1")], ["satisfied", "magic_link", "satisfied"]),
        (
            "verified Microsoft and Google",
            vec![verified_oauth("microsoft", "1"), oauth("google", "1")],
            ["google_oauth", "magic_link", "slack_oauth google_oauth"],
        ),
    ];
    let sessions = rows.clone().map(|(name, factors, _)| intermediate(name, ANN, factors));
    let app = TestApp::start(world(organizations, sessions)).await;
    for (session, _, expected) in rows {
        let answer = app.discover(session).await;
        let names = ["Google", "Mail", "Slack or Google"];
        assert_eq!(names.map(|name| primary(&answer.entry(name))), expected, "{session}");
        let authenticated = names.map(|name| answer.entry(name)["member_authenticated"].as_bool().unwrap());
        assert_eq!(authenticated, expected.map(|needs| needs == "satisfied"), "{session}");
    }
}

#[tokio::test]
async fn newcomer_must_verify_address_and_use_accepted_method() {
    let by_domain =
        json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let by_tenant =
        json!({"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]}});
    let bob = || [verified("bob@acme.example")];
    let organizations = [
        organization("Domain", by_domain.clone(), bob()),
        organization(
            "Domain, restricted",
            with(by_domain, restricted(&["password", "sso", "email_otp"])),
            bob(),
        ),
        organization("Tenant", by_tenant.clone(), []),
        organization("Tenant, restricted", with(by_tenant, restricted(&["slack_oauth"])), []),
    ];
    let of_tenant = |name: &str, factors: Vec<Value>| {
        with(intermediate(name, ANN, factors), json!({"oauth_tenants": {"slack": ["T1"]}}))
    };
    let sessions = [
        of_tenant("slack", vec![oauth("slack", "U1")]),
        of_tenant("mail", vec![magic_link()]),
        of_tenant("both", vec![oauth("slack", "U1"), magic_link()]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    let rows = [
        ("slack", [VERIFYING, "email_otp magic_link", VERIFYING, MAIL]),
        ("mail", ["satisfied", "password email_otp", "satisfied", "slack_oauth"]),
        ("both", ["satisfied", "password email_otp", "satisfied", "satisfied"]),
    ];
    for (session, expected) in rows {
        let answer = app.discover(session).await;
        let names = ["Domain", "Domain, restricted", "Tenant", "Tenant, restricted"];
        assert_eq!(names.map(|name| primary(&answer.entry(name))), expected, "{session}");
    }
}
