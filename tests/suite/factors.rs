//! The authentication method that each factor satisfies.

mod unknown;
mod verification;

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        data_set, email_otp, factor, intermediate, magic_link, member, member_session, oauth, oauth_exchange,
        oidc, organization, project_password, recovery_code, required_methods, saml, sms, sso_connection,
        start_unchecked, totp, trusted_token, unverified_trusted_token, verified_oauth, with,
    },
};
use unknown::unknown_factors;

const ANN: &str = "ann@acme.example";
const METHODS: [&str; 9] = [
    "sso",
    "magic_link",
    "email_otp",
    "password",
    "google_oauth",
    "microsoft_oauth",
    "slack_oauth",
    "github_oauth",
    "hubspot_oauth",
];

/// An `sso` factor of this delivery method with these details.
fn sso(delivery_method: &str, details: Value) -> Value {
    with(factor("sso", delivery_method), details)
}

/// A factor, and the method that it satisfies, if any.
struct MethodCase {
    factor: Value,
    method: Option<&'static str>,
}

fn counts_as(method: &'static str, factor: Value) -> MethodCase {
    MethodCase { factor, method: Some(method) }
}

fn counts_as_none(factor: Value) -> MethodCase {
    MethodCase { factor, method: None }
}

fn connection_detail(name: &str) -> Value {
    json!({ name: {"provider_id": "c-acme"} })
}

fn factors_with_method() -> [MethodCase; 22] {
    [
        counts_as("magic_link", magic_link()),
        counts_as("email_otp", email_otp()),
        counts_as("password", project_password()),
        counts_as("google_oauth", verified_oauth("google", "1")),
        counts_as("microsoft_oauth", verified_oauth("microsoft", "1")),
        counts_as("google_oauth", oauth("google", "1")),
        counts_as("microsoft_oauth", oauth("microsoft", "1")),
        counts_as("slack_oauth", oauth("slack", "1")),
        counts_as("github_oauth", oauth("github", "1")),
        counts_as("hubspot_oauth", oauth("hubspot", "1")),
        counts_as("google_oauth", oauth_exchange("google", "1")),
        counts_as("microsoft_oauth", oauth_exchange("microsoft", "1")),
        counts_as("slack_oauth", oauth_exchange("slack", "1")),
        counts_as("github_oauth", oauth_exchange("github", "1")),
        counts_as("hubspot_oauth", oauth_exchange("hubspot", "1")),
        counts_as("sso", saml("c-acme")),
        counts_as("sso", oidc("c-acme")),
        counts_as("sso", sso("sso_exchange", connection_detail("saml_sso_factor"))),
        counts_as("sso", sso("oauth_google", connection_detail("oidc_sso_factor"))),
        counts_as("sso", sso("", connection_detail("oidc_sso_factor"))),
        counts_as("sso", sso("sso_saml", connection_detail("oidc_sso_factor"))),
        counts_as("sso", sso("sso_oidc", connection_detail("saml_sso_factor"))),
    ]
}

fn factors_without_method() -> [MethodCase; 10] {
    [
        counts_as_none(saml("c-other")),
        counts_as_none(oidc("C-ACME")),
        counts_as_none(saml("")),
        counts_as_none(sso("sso_saml", json!({}))),
        counts_as_none(sso("sso_oidc", json!({"oidc_sso_factor": "c-acme"}))),
        counts_as_none(sso("sso_saml", json!({"provider_id": "c-acme"}))),
        counts_as_none(trusted_token()),
        counts_as_none(sms("+15550000100")),
        counts_as_none(totp("totp-1")),
        counts_as_none(recovery_code()),
    ]
}

#[tokio::test]
async fn each_factor_counts_as_its_own_method_only() {
    let rows: Vec<MethodCase> = factors_with_method()
        .into_iter()
        .chain(factors_without_method())
        .chain(unknown_factors().into_iter().map(counts_as_none))
        .collect();
    // One organization per method. Ann is invited and has no registered factor, so a first use counts.
    let organizations = METHODS.map(|method| {
        let ann = member(ANN, json!({"status": "invited"}));
        let only = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": [method]});
        let connections = if method == "sso" { sso_connection("c-acme") } else { json!({}) };
        organization(method, with(only, connections), [ann])
    });
    // The trusted token verifies the address, lets the session list organizations, and satisfies none of these methods.
    let session = |(index, row): (usize, &MethodCase)| {
        intermediate(&index.to_string(), ANN, [trusted_token(), row.factor.clone()])
    };
    let sessions: Vec<Value> = rows.iter().enumerate().map(session).collect();
    let app = start_unchecked(data_set(organizations, sessions)).await;
    for (index, MethodCase { factor, method }) in rows.iter().enumerate() {
        let entries = app.discover(&index.to_string()).await.entries();
        assert_eq!(entries.len(), METHODS.len(), "{factor}");
        let accepted: Vec<&str> = entries
            .iter()
            .filter(|entry| required_methods(entry) == "satisfied")
            .filter_map(|entry| entry["organization"]["organization_name"].as_str())
            .collect();
        assert_eq!(accepted, method.as_slice(), "{factor}");
    }
}

#[tokio::test]
async fn sso_connection_verifies_address_only_for_owner() {
    let ann = || [member(ANN, json!({}))];
    let sso_only = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["sso"]});
    let two =
        json!({"sso_active_connections": [{"connection_id": "c-first"}, {"connection_id": "c-second"}]});
    let organizations = [
        organization("Owner", with(sso_only.clone(), sso_connection("c-owner")), ann()),
        organization("Owner of two", with(sso_only.clone(), two), ann()),
        organization("Other", with(sso_only.clone(), sso_connection("c-other")), ann()),
        organization("Without", sso_only, ann()),
        organization("Open", json!({"sso_default_connection_id": "c-owner"}), ann()),
    ];
    let sessions = [
        intermediate("intermediate", ANN, [oidc("c-owner"), saml("c-second"), project_password()]),
        member_session("member", "Without", ANN, [saml("c-owner"), oidc("c-second"), project_password()]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    for session in ["intermediate", "member"] {
        let response = app.discover(session).await;
        let required: Vec<String> = ["Owner", "Owner of two", "Other", "Without", "Open"]
            .map(|name| required_methods(&response.entry(name)))
            .into();
        let unverified = "magic_link email_otp google_oauth microsoft_oauth";
        assert_eq!(required, ["satisfied", "satisfied", "sso", "no method", unverified], "{session}");
    }
}

/// An organization, Ann's Member in it, and whether a trusted token alone authenticates her there.
struct PolicyCase {
    organization: &'static str,
    settings: Value,
    member: Value,
    is_accepted: bool,
}

fn policies() -> [PolicyCase; 6] {
    let restricted =
        |methods: &[&str]| json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": methods});
    let accepted =
        |organization, settings, member| PolicyCase { organization, settings, member, is_accepted: true };
    let refused =
        |organization, settings| PolicyCase { organization, settings, member: json!({}), is_accepted: false };
    let breakglass = || json!({"is_breakglass": true});
    let unused_list = json!({"auth_methods": "ALL_ALLOWED", "allowed_auth_methods": ["password"]});
    [
        accepted("All allowed", json!({}), json!({})),
        accepted("All allowed, unused list", unused_list, json!({})),
        refused("All nine listed", restricted(&METHODS)),
        refused("Mail listed", restricted(&["magic_link"])),
        accepted("Breakglass", restricted(&["magic_link"]), breakglass()),
        accepted("Breakglass, nothing listed", restricted(&[]), breakglass()),
    ]
}

#[tokio::test]
async fn trusted_token_counts_only_if_all_methods_allowed() {
    let rows = policies();
    let organizations: Vec<Value> = rows
        .iter()
        .map(|row| organization(row.organization, row.settings.clone(), [member(ANN, row.member.clone())]))
        .collect();
    // An unverified token does not let a session list organizations, so these sessions also have an unbound Slack
    // account.
    let sessions = [
        intermediate("verified", ANN, [trusted_token()]),
        intermediate("unverified", ANN, [unverified_trusted_token(), oauth("slack", "")]),
        intermediate("unverified and SSO", ANN, [unverified_trusted_token(), saml("c"), oauth("slack", "")]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let verified = app.discover("verified").await;
    for row in &rows {
        let entry = verified.entry(row.organization);
        assert_eq!(entry["member_authenticated"], row.is_accepted, "{}", row.organization);
        assert_eq!(required_methods(&entry) == "satisfied", row.is_accepted, "{}", row.organization);
        for session in ["unverified", "unverified and SSO"] {
            let entry = app.discover(session).await.entry(row.organization);
            assert_eq!(entry["member_authenticated"], false, "{session} {}", row.organization);
        }
    }
}
