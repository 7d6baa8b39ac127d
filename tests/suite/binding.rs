//! Factors that are bound to a Member whose address was verified earlier.

mod member_sessions;

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        data_set, factor, intermediate, is_unredacted, member, member_session, oauth, oauth_exchange,
        organization, password, password_with_id, project_password, recovery_code, required_methods, saml,
        sms, sso_connection, start_unchecked, totp, verified, with,
    },
};

const ANN: &str = "ann@acme.example";
/// The methods required for an unverified address if the organization accepts all methods.
const UNVERIFIED: &str = "magic_link email_otp google_oauth microsoft_oauth";

fn registered(provider_type: &str, subject: &str) -> Value {
    json!({"oauth_registrations": [{"provider_type": provider_type, "provider_subject": subject}]})
}

/// Returns true for each factor that is bound to this Member of `Acme`: such a factor verifies the address, so the
/// entry is unredacted.
async fn are_bound(ann: Value, settings: Value, factors: &[Value]) -> Vec<bool> {
    let secret = json!({"trusted_metadata": {"plan": "gold"}});
    let acme = organization("Acme", with(secret, settings), [ann]);
    // A Slack account without a subject is bound to no Member. It only lets the session list organizations.
    let session = |(index, factor): (usize, &Value)| {
        intermediate(&index.to_string(), ANN, [factor.clone(), oauth("slack", "")])
    };
    let sessions: Vec<Value> = factors.iter().enumerate().map(session).collect();
    let app = start_unchecked(data_set([acme], sessions)).await;
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
    factors.extend(providers.map(|provider| oauth_exchange(provider, "ann")));
    let unverified_detail = json!({"email_verified": false});
    factors.extend(
        ["google", "microsoft"].map(|provider| with(oauth(provider, "ann"), unverified_detail.clone())),
    );
    factors.extend([password_with_id("password-ann"), project_password()]);
    factors
}

fn second_factors() -> Vec<Value> {
    vec![sms("+15550000100"), totp("totp-ann"), recovery_code()]
}

fn all_bindings() -> Value {
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

fn verified_ann(fields: Value) -> Value {
    with(verified(ANN), with(json!({"name": "Ann"}), fields))
}

#[tokio::test]
async fn bound_factor_verifies_address_of_verified_member_only() {
    let factors = every_primary_kind();
    let everything = with(verified(ANN), all_bindings());
    assert_eq!(are_bound(everything.clone(), json!({}), &factors).await, vec![true; factors.len()]);
    let unverified = member(ANN, all_bindings());
    assert_eq!(are_bound(unverified, json!({}), &factors).await, vec![false; factors.len()]);
    assert_eq!(are_bound(verified_ann(json!({})), json!({}), &factors).await, vec![false; factors.len()]);
    // The status of a verified Member does not matter.
    for status in ["invited", "pending"] {
        let ann = with(everything.clone(), json!({ "status": status }));
        assert_eq!(are_bound(ann, json!({}), &factors).await, vec![true; factors.len()], "{status}");
    }
}

#[tokio::test]
async fn second_factor_never_verifies_address() {
    let factors = second_factors();
    for ann in [with(verified(ANN), all_bindings()), member(ANN, all_bindings())] {
        assert_eq!(are_bound(ann, json!({}), &factors).await, vec![false; factors.len()]);
    }
}

/// A session and the methods that `Home` requires.
struct HomeCase {
    session: &'static str,
    home: &'static str,
}

#[tokio::test]
async fn second_factor_never_satisfies_primary_required() {
    let all = [sms("+15550000100"), totp("totp-ann"), recovery_code(), oauth("slack", "")];
    let settings = || json!({"trusted_metadata": {"plan": "gold"}});
    let organizations = [
        organization("Home", settings(), [with(verified(ANN), all_bindings())]),
        organization("Away", settings(), [with(verified(ANN), all_bindings())]),
    ];
    let sessions = [intermediate("ist", ANN, all.clone()), member_session("member", "Home", ANN, all)];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let all_methods =
        "magic_link email_otp password google_oauth microsoft_oauth slack_oauth github_oauth hubspot_oauth";
    let cases =
        [HomeCase { session: "ist", home: UNVERIFIED }, HomeCase { session: "member", home: all_methods }];
    for HomeCase { session, home } in cases {
        let response = app.discover(session).await;
        assert_eq!(required_methods(&response.entry("Home")), home, "{session}");
        assert_eq!(required_methods(&response.entry("Away")), UNVERIFIED, "{session}");
        assert!(!is_unredacted(&response.entry("Away")), "{session}");
        assert_eq!(is_unredacted(&response.entry("Home")), session == "member");
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
    assert_eq!(are_bound(ann, json!({}), &factors).await, expected);
}

#[tokio::test]
async fn account_is_bound_by_provider_and_subject() {
    let ann = verified_ann(registered("Slack", "U1"));
    let detail = |detail: &str, value: Value| with(factor("oauth", "oauth_slack"), json!({ detail: value }));
    let exchange_detail = |delivery_method: &str| {
        let details = json!({"slack_oauth_exchange_factor": {"provider_subject": "U1"}});
        with(factor("oauth", delivery_method), details)
    };
    let rows = [
        row(oauth("slack", "U1"), true),
        row(oauth_exchange("slack", "U1"), true),
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
    // Neither an empty subject nor a numeric one matches.
    let empty = verified_ann(registered("Slack", ""));
    let numeric =
        with(factor("oauth", "oauth_slack"), json!({"slack_oauth_factor": {"provider_subject": 1}}));
    assert_eq!(are_bound(empty, json!({}), &[oauth("slack", ""), numeric]).await, [false, false]);
}

#[tokio::test]
async fn password_is_bound_by_id_or_project_scope() {
    let detailed = |detail: Value| with(password(), json!({ "password_factor": detail }));
    let rows = [
        row(password_with_id("password-ann"), true),
        row(project_password(), true),
        row(detailed(json!({"member_password_id": "", "scope": "project"})), true),
        row(detailed(json!({"member_password_id": null, "scope": "project"})), true),
        row(detailed(json!({"member_password_id": "password-ann", "scope": "project"})), true),
        // Another Member's password, regardless of its scope.
        row(password_with_id("password-bob"), false),
        row(detailed(json!({"member_password_id": "password-bob", "scope": "project"})), false),
        row(password_with_id("PASSWORD-ANN"), false),
        // An id that is not a string matches no Member's password.
        row(detailed(json!({"member_password_id": 7, "scope": "project"})), false),
        row(detailed(json!({"member_password_id": ["password-ann"], "scope": "project"})), false),
        row(password(), false),
        row(password_with_id(""), false),
        row(detailed(json!({"scope": "organization"})), false),
        row(detailed(json!({"scope": "PROJECT"})), false),
        row(detailed(json!({"scope": ["project"]})), false),
        row(detailed(json!("project")), false),
        row(with(password(), json!({"scope": "project", "member_password_id": "password-ann"})), false),
    ];
    assert_bound(verified_ann(json!({"member_password_id": "password-ann"})), &rows).await;
    // The number 7 does not match the id "7".
    let number = detailed(json!({"member_password_id": 7, "scope": "project"}));
    let seven = verified_ann(json!({"member_password_id": "7"}));
    assert_eq!(are_bound(seven, json!({}), &[number, password_with_id("7")]).await, [false, true]);
    // Nothing is bound to a Member without a password.
    let without = verified_ann(json!({"member_password_id": ""}));
    let rows = rows.map(|row| Row { is_bound: false, ..row });
    assert_bound(without, &rows).await;
}

#[tokio::test]
async fn sso_connection_is_bound_only_by_ownership() {
    let foreign = json!({"sso_registrations": [{"connection_id": "c-foreign", "external_id": "ann"}]});
    let factors = [saml("c-acme"), saml("c-foreign")];
    assert_eq!(are_bound(verified_ann(foreign), sso_connection("c-acme"), &factors).await, [true, false]);
}
