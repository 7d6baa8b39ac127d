//! Factors that are bound to a Member whose address was verified earlier.

mod member_sessions;

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        connection, exchanged, factor, intermediate, is_unredacted, member, member_session, oauth,
        organization, password, password_of, primary, project_password, recovery_code, saml, sms,
        start_unchecked, totp, verified, with, world,
    },
};

const ANN: &str = "ann@acme.example";
/// The methods asked of an unverified address where all are accepted.
const UNVERIFIED: &str = "magic_link email_otp google_oauth microsoft_oauth";

fn registered(provider_type: &str, subject: &str) -> Value {
    json!({"oauth_registrations": [{"provider_type": provider_type, "provider_subject": subject}]})
}

/// Whether each factor is bound to this Member of `Acme` and thereby verifies the address: the entry is unredacted.
async fn bound(ann: Value, settings: Value, factors: &[Value]) -> Vec<bool> {
    let secret = json!({"trusted_metadata": {"plan": "gold"}});
    let acme = organization("Acme", with(secret, settings), [ann]);
    // An account without a subject counts nowhere. It opens the list.
    let session = |(index, factor): (usize, &Value)| {
        intermediate(&index.to_string(), ANN, [factor.clone(), oauth("slack", "")])
    };
    let sessions: Vec<Value> = factors.iter().enumerate().map(session).collect();
    let app = start_unchecked(world([acme], sessions)).await;
    let mut bound = Vec::new();
    for (index, factor) in factors.iter().enumerate() {
        let entry = app.discover(&index.to_string()).await.entry("Acme");
        assert_eq!(is_unredacted(&entry), entry["membership"]["member"]["name"] != "", "{factor}");
        bound.push(is_unredacted(&entry));
    }
    bound
}

/// Every kind of primary factor that does not verify an address by itself.
fn every_primary_kind() -> Vec<Value> {
    let providers = ["google", "microsoft", "slack", "github", "hubspot"];
    let mut factors: Vec<Value> = providers.map(|provider| oauth(provider, "ann")).into();
    factors.extend(providers.map(|provider| exchanged(provider, "ann")));
    let spoiled = json!({"email_verified": false});
    factors.extend(["google", "microsoft"].map(|provider| with(oauth(provider, "ann"), spoiled.clone())));
    factors.extend([password_of("password-ann"), project_password()]);
    factors
}

fn second_factors() -> Vec<Value> {
    vec![sms("+15550000100"), totp("totp-ann"), recovery_code()]
}

fn bound_in_every_way() -> Value {
    let types = ["Google", "MICROSOFT", "slack", "GitHub", "hubSpot"];
    let registration = |provider: &str| json!({"provider_type": provider, "provider_subject": "ann"});
    let registrations = types.map(registration);
    json!({
        "name": "Ann",
        "oauth_registrations": registrations,
        "member_password_id": "password-ann",
        "mfa_phone_number": "+15550000100",
        "mfa_phone_number_verified": true,
        "totp_registration_id": "totp-ann",
    })
}

fn named(fields: Value) -> Value {
    with(verified(ANN), with(json!({"name": "Ann"}), fields))
}

#[tokio::test]
async fn bound_factor_verifies_address_of_verified_member_only() {
    let factors = every_primary_kind();
    let everything = with(verified(ANN), bound_in_every_way());
    assert_eq!(bound(everything.clone(), json!({}), &factors).await, vec![true; factors.len()]);
    let unverified = member(ANN, bound_in_every_way());
    assert_eq!(bound(unverified, json!({}), &factors).await, vec![false; factors.len()]);
    assert_eq!(bound(named(json!({})), json!({}), &factors).await, vec![false; factors.len()]);
    // The status of a verified Member does not matter.
    for status in ["invited", "pending"] {
        let ann = with(everything.clone(), json!({ "status": status }));
        assert_eq!(bound(ann, json!({}), &factors).await, vec![true; factors.len()], "{status}");
    }
}

#[tokio::test]
async fn second_factor_never_verifies_address() {
    let factors = second_factors();
    for ann in [with(verified(ANN), bound_in_every_way()), member(ANN, bound_in_every_way())] {
        assert_eq!(bound(ann, json!({}), &factors).await, vec![false; factors.len()]);
    }
}

/// A session, and the methods that `Home` requires of it.
struct HomeCase {
    session: &'static str,
    home: &'static str,
}

#[tokio::test]
async fn second_factor_never_satisfies_primary_required() {
    let all = [sms("+15550000100"), totp("totp-ann"), recovery_code(), oauth("slack", "")];
    let settings = || json!({"trusted_metadata": {"plan": "gold"}});
    let organizations = [
        organization("Home", settings(), [with(verified(ANN), bound_in_every_way())]),
        organization("Away", settings(), [with(verified(ANN), bound_in_every_way())]),
    ];
    let sessions = [intermediate("ist", ANN, all.clone()), member_session("member", "Home", ANN, all)];
    let app = TestApp::start(world(organizations, sessions)).await;
    let all_methods =
        "magic_link email_otp password google_oauth microsoft_oauth slack_oauth github_oauth hubspot_oauth";
    let cases =
        [HomeCase { session: "ist", home: UNVERIFIED }, HomeCase { session: "member", home: all_methods }];
    for HomeCase { session, home } in cases {
        let answer = app.discover(session).await;
        assert_eq!(primary(&answer.entry("Home")), home, "{session}");
        assert_eq!(primary(&answer.entry("Away")), UNVERIFIED, "{session}");
        assert!(!is_unredacted(&answer.entry("Away")), "{session}");
        assert_eq!(is_unredacted(&answer.entry("Home")), session == "member");
    }
}

/// A factor, and whether it is bound to the Member.
struct Row {
    factor: Value,
    is_bound: bool,
}

fn row(factor: Value, is_bound: bool) -> Row {
    Row { factor, is_bound }
}

async fn assert_bound(ann: Value, rows: &[Row]) {
    let factors: Vec<Value> = rows.iter().map(|row| row.factor.clone()).collect();
    let expected: Vec<bool> = rows.iter().map(|row| row.is_bound).collect();
    assert_eq!(bound(ann, json!({}), &factors).await, expected);
}

#[tokio::test]
async fn account_is_bound_by_provider_and_subject() {
    let ann = named(registered("Slack", "U1"));
    let detail = |detail: &str, value: Value| with(factor("oauth", "oauth_slack"), json!({ detail: value }));
    let exchange_detail = |delivery_method: &str| {
        let details = json!({"slack_oauth_exchange_factor": {"provider_subject": "U1"}});
        with(factor("oauth", delivery_method), details)
    };
    let rows = [
        row(oauth("slack", "U1"), true),
        row(exchanged("slack", "U1"), true),
        row(exchange_detail("oauth_exchange_slack"), true),
        row(exchange_detail("oauth_slack"), true),
        row(factor("oauth", "oauth_exchange_slack"), false),
        row(oauth("slack", "u1"), false),
        row(oauth("slack", "U12"), false),
        row(oauth("slack", ""), false),
        row(oauth("github", "U1"), false),
        row(factor("oauth", "oauth_slack"), false),
        row(detail("github_oauth_factor", json!({"provider_subject": "U1"})), false),
        row(detail("slack_oauth_factor", json!({"id": "U1"})), false),
        row(detail("slack_oauth_factor", json!({"provider_subject": ["U1"]})), false),
        row(detail("slack_oauth_factor", json!("U1")), false),
        row(detail("provider_subject", json!("U1")), false),
    ];
    assert_bound(ann, &rows).await;
    // An empty subject, and a number that reads the same, match nothing.
    let empty = named(registered("Slack", ""));
    let odd = with(factor("oauth", "oauth_slack"), json!({"slack_oauth_factor": {"provider_subject": 1}}));
    assert_eq!(bound(empty, json!({}), &[oauth("slack", ""), odd]).await, [false, false]);
}

#[tokio::test]
async fn password_is_bound_by_id_or_project_scope() {
    let detailed = |detail: Value| with(password(), json!({ "password_factor": detail }));
    let rows = [
        row(password_of("password-ann"), true),
        row(project_password(), true),
        row(detailed(json!({"member_password_id": "", "scope": "project"})), true),
        row(detailed(json!({"member_password_id": null, "scope": "project"})), true),
        row(detailed(json!({"member_password_id": "password-ann", "scope": "project"})), true),
        // A password of another Member, whatever scope the factor names.
        row(password_of("password-bob"), false),
        row(detailed(json!({"member_password_id": "password-bob", "scope": "project"})), false),
        row(password_of("PASSWORD-ANN"), false),
        // An id of another type still names a password, and no Member has that one.
        row(detailed(json!({"member_password_id": 7, "scope": "project"})), false),
        row(detailed(json!({"member_password_id": ["password-ann"], "scope": "project"})), false),
        row(password(), false),
        row(password_of(""), false),
        row(detailed(json!({"scope": "organization"})), false),
        row(detailed(json!({"scope": "PROJECT"})), false),
        row(detailed(json!({"scope": ["project"]})), false),
        row(detailed(json!("project")), false),
        row(with(password(), json!({"scope": "project", "member_password_id": "password-ann"})), false),
    ];
    assert_bound(named(json!({"member_password_id": "password-ann"})), &rows).await;
    // A number that reads the same is not the id.
    let number = detailed(json!({"member_password_id": 7, "scope": "project"}));
    let seven = named(json!({"member_password_id": "7"}));
    assert_eq!(bound(seven, json!({}), &[number, password_of("7")]).await, [false, true]);
    // Nothing is bound to a Member without a password.
    let without = named(json!({"member_password_id": ""}));
    let rows = rows.map(|row| Row { is_bound: false, ..row });
    assert_bound(without, &rows).await;
}

#[tokio::test]
async fn connection_is_bound_by_ownership_alone() {
    let foreign = json!({"sso_registrations": [{"connection_id": "c-foreign", "external_id": "ann"}]});
    let factors = [saml("c-acme"), saml("c-foreign")];
    assert_eq!(bound(named(foreign), connection("c-acme"), &factors).await, [true, false]);
}
