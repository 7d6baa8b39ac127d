//! Which factors show that the bearer is the Member whose address was verified before.

use serde_json::{Value, json};

use crate::{
    harness::TestApp,
    sketch::{
        connection, exchanged, factor, intermediate, magic_link, member, member_session, oauth, organization,
        password, primary, recovery_code, saml, sms, totp, verified, with, world,
    },
};

const ANN: &str = "ann@acme.example";
/// What is asked of an address that is not proven.
const UNPROVEN: &str = "magic_link email_otp google_oauth microsoft_oauth";
/// What is asked of a proven address that came by nothing which this organization takes.
const PROVEN: &str = "magic_link";

/// Takes a link by mail only, so that an entry tells proven from unproven by what it still asks for.
fn mail_only() -> Value {
    json!({
        "auth_methods": "RESTRICTED",
        "allowed_auth_methods": ["magic_link"],
    })
}

fn registered(provider_type: &str, subject: &str) -> Value {
    json!({"oauth_registrations": [{"provider_type": provider_type, "provider_subject": subject}]})
}

/// Whether each factor proves the address to an organization with this Member. Told by what is hidden.
async fn proofs(ann: Value, settings: Value, factors: &[Value]) -> Vec<bool> {
    let secret = json!({"trusted_metadata": {"plan": "gold"}});
    let acme = organization("Acme", with(with(mail_only(), secret), settings), [ann]);
    let session = |(index, factor): (usize, &Value)| {
        intermediate(&index.to_string(), ANN, [factor.clone(), oauth("slack", "nobody")])
    };
    let sessions: Vec<Value> = factors.iter().enumerate().map(session).collect();
    let app = TestApp::start(world([acme], sessions)).await;
    let mut proofs = Vec::new();
    for index in 0..factors.len() {
        let entry = app.discover(&index.to_string()).await.entry("Acme");
        assert_eq!(primary(&entry), PROVEN);
        proofs.push(entry["organization"]["trusted_metadata"] == json!({"plan": "gold"}));
    }
    proofs
}

fn every_kind() -> Vec<Value> {
    let providers = ["google", "microsoft", "slack", "github", "hubspot"];
    // Google and Microsoft vouch for the address unless they say that they do not.
    let doubted = |provider: &str| with(oauth(provider, "ann"), json!({"email_verified": false}));
    let mut factors: Vec<Value> = providers.map(doubted).into();
    factors.extend(providers.map(|provider| exchanged(provider, "ann")));
    factors.extend([password(), sms("+15550100"), totp("totp-ann")]);
    factors
}

fn bound_in_every_way() -> Value {
    let types = ["Google", "MICROSOFT", "slack", "GitHub", "hubSpot"];
    let registration = |provider: &str| json!({"provider_type": provider, "provider_subject": "ann"});
    json!({
        "oauth_registrations": types.map(registration),
        "member_password_id": "password-1",
        "mfa_phone_number": "+15550100",
        "mfa_phone_number_verified": true,
        "totp_registration_id": "totp-ann",
    })
}

#[tokio::test]
async fn every_kind_of_factor_can_be_bound_to_a_verified_member_and_to_no_other() {
    let factors = every_kind();
    let bound = with(verified(ANN), bound_in_every_way());
    assert_eq!(proofs(bound, json!({}), &factors).await, vec![true; factors.len()]);
    let unverified = member(ANN, bound_in_every_way());
    assert_eq!(proofs(unverified, json!({}), &factors).await, vec![false; factors.len()]);
    assert_eq!(proofs(verified(ANN), json!({}), &factors).await, vec![false; factors.len()]);
    // The status of a verified Member does not matter.
    let invited = with(with(verified(ANN), bound_in_every_way()), json!({"status": "invited"}));
    assert_eq!(proofs(invited, json!({}), &factors).await, vec![true; factors.len()]);
}

#[tokio::test]
async fn an_account_is_bound_by_provider_and_subject_together() {
    let ann = with(verified(ANN), registered("Slack", "U1"));
    let detail = |detail: &str, value: Value| with(factor("oauth", "oauth_slack"), json!({ detail: value }));
    let rows = [
        (oauth("slack", "U1"), true),
        (exchanged("slack", "U1"), true),
        (oauth("slack", "u1"), false),
        (oauth("slack", "U12"), false),
        (oauth("slack", ""), false),
        (oauth("github", "U1"), false),
        (factor("oauth", "oauth_slack"), false),
        (detail("github_oauth_factor", json!({"provider_subject": "U1"})), false),
        (detail("slack_oauth_factor", json!({"id": "U1"})), false),
        (detail("slack_oauth_factor", json!({"provider_subject": ["U1"]})), false),
        (detail("slack_oauth_factor", json!("U1")), false),
        (detail("provider_subject", json!("U1")), false),
    ];
    let factors = rows.clone().map(|(factor, _)| factor);
    assert_eq!(proofs(ann, json!({}), &factors).await, rows.map(|(_, bound)| bound));
    // An empty subject, and a number that reads the same, bind nothing.
    let empty = with(verified(ANN), registered("Slack", ""));
    let odd = with(factor("oauth", "oauth_slack"), json!({"slack_oauth_factor": {"provider_subject": 1}}));
    assert_eq!(proofs(empty, json!({}), &[oauth("slack", ""), odd]).await, [false, false]);
}

#[tokio::test]
async fn second_factors_and_passwords_are_bound_by_what_the_member_has() {
    let ann = |fields: Value| with(verified(ANN), fields);
    let phone =
        |verified: bool| json!({"mfa_phone_number": "+15550100", "mfa_phone_number_verified": verified});
    let both = [sms("+15550100"), sms("+15550101")];
    assert_eq!(proofs(ann(phone(true)), json!({}), &both).await, [true, false]);
    assert_eq!(proofs(ann(phone(false)), json!({}), &both).await, [false, false]);
    let nothing =
        json!({"mfa_phone_number": "", "mfa_phone_number_verified": true, "member_password_id": ""});
    let factors = [sms(""), totp(""), factor("otp", "sms"), password(), recovery_code()];
    assert_eq!(proofs(ann(nothing), json!({}), &factors).await, [false; 5]);
    let app = json!({"totp_registration_id": "totp-ann"});
    let factors = [totp("totp-ann"), totp("TOTP-ANN"), totp("totp-bob")];
    assert_eq!(proofs(ann(app), json!({}), &factors).await, [true, false, false]);
    // A connection is bound where it is owned, and by that alone.
    let foreign = json!({"sso_registrations": [{"connection_id": "c-foreign", "external_id": "ann"}]});
    let factors = [saml("c-acme"), saml("c-foreign")];
    assert_eq!(proofs(ann(foreign), connection("c-acme"), &factors).await, [true, false]);
}

#[tokio::test]
async fn in_a_member_session_a_password_counts_in_its_own_organization_only() {
    let with_password =
        || member(ANN, json!({"email_address_verified": true, "member_password_id": "password-1"}));
    let only_password = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["password"]});
    let organizations = [
        organization("Home", only_password.clone(), [with_password()]),
        organization("Away", only_password, [with_password()]),
        organization("Open", json!({}), [with_password()]),
        organization("Unverified", json!({}), [member(ANN, json!({"member_password_id": "password-2"}))]),
    ];
    let sessions = [
        member_session("member", "Home", ANN, [password()]),
        intermediate("intermediate", ANN, [password()]),
        member_session("unverified", "Unverified", ANN, [password()]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    let rows = [
        ("member", ["satisfied", "no way in", UNPROVEN, UNPROVEN]),
        ("intermediate", ["satisfied", "satisfied", "satisfied", UNPROVEN]),
        ("unverified", ["no way in", "no way in", UNPROVEN, UNPROVEN]),
    ];
    for (session, expected) in rows {
        let answer = app.discover(session).await;
        let needs = ["Home", "Away", "Open", "Unverified"].map(|name| primary(&answer.entry(name)));
        assert_eq!(needs, expected, "{session}");
    }
}

#[tokio::test]
async fn a_session_proves_its_own_verified_member_and_nobody_elses() {
    let organizations = [
        organization("Home", json!({}), [verified(ANN)]),
        organization("Away", json!({}), [verified(ANN)]),
        organization("Unverified", json!({}), [member(ANN, json!({}))]),
    ];
    let slack = || [oauth("slack", "U1")];
    let sessions = [
        member_session("home", "Home", ANN, slack()),
        member_session("unverified", "Unverified", ANN, slack()),
        intermediate("intermediate", ANN, slack()),
        member_session("nothing shown", "Home", ANN, []),
        member_session("by mail", "Unverified", ANN, [magic_link()]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    let all =
        "magic_link email_otp password google_oauth microsoft_oauth slack_oauth github_oauth hubspot_oauth";
    let rows = [
        ("home", ["satisfied", UNPROVEN, UNPROVEN]),
        ("unverified", [UNPROVEN, UNPROVEN, UNPROVEN]),
        ("intermediate", [UNPROVEN, UNPROVEN, UNPROVEN]),
        ("nothing shown", [all, UNPROVEN, UNPROVEN]),
        ("by mail", ["satisfied", "satisfied", "satisfied"]),
    ];
    for (session, expected) in rows {
        let answer = app.discover(session).await;
        let needs = ["Home", "Away", "Unverified"].map(|name| primary(&answer.entry(name)));
        assert_eq!(needs, expected, "{session}");
    }
}
