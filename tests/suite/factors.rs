//! The authentication methods that factors count as.

mod unknown;
mod verification;

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        connection, email_otp, exchanged, factor, intermediate, magic_link, member, member_session, oauth,
        oidc, organization, primary, project_password, recovery_code, saml, sms, start_unchecked, totp,
        trusted_token, unverified_trusted_token, verified_oauth, with, world,
    },
};
use unknown::unknown;

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

/// A factor, and the method that it counts as, if any.
struct MethodCase {
    factor: Value,
    method: Option<&'static str>,
}

fn counts_as(method: &'static str, factor: Value) -> MethodCase {
    MethodCase { factor, method: Some(method) }
}

fn counts_nowhere(factor: Value) -> MethodCase {
    MethodCase { factor, method: None }
}

fn connection_detail(name: &str) -> Value {
    json!({ name: {"provider_id": "c-acme"} })
}

fn of_methods() -> [MethodCase; 22] {
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
        counts_as("google_oauth", exchanged("google", "1")),
        counts_as("microsoft_oauth", exchanged("microsoft", "1")),
        counts_as("slack_oauth", exchanged("slack", "1")),
        counts_as("github_oauth", exchanged("github", "1")),
        counts_as("hubspot_oauth", exchanged("hubspot", "1")),
        counts_as("sso", saml("c-acme")),
        counts_as("sso", oidc("c-acme")),
        counts_as("sso", sso("sso_exchange", connection_detail("saml_sso_factor"))),
        counts_as("sso", sso("oauth_google", connection_detail("oidc_sso_factor"))),
        counts_as("sso", sso("", connection_detail("oidc_sso_factor"))),
        counts_as("sso", sso("sso_saml", connection_detail("oidc_sso_factor"))),
        counts_as("sso", sso("sso_oidc", connection_detail("saml_sso_factor"))),
    ]
}

fn of_no_method() -> [MethodCase; 10] {
    [
        counts_nowhere(saml("c-other")),
        counts_nowhere(oidc("C-ACME")),
        counts_nowhere(saml("")),
        counts_nowhere(sso("sso_saml", json!({}))),
        counts_nowhere(sso("sso_oidc", json!({"oidc_sso_factor": "c-acme"}))),
        counts_nowhere(sso("sso_saml", json!({"provider_id": "c-acme"}))),
        counts_nowhere(trusted_token()),
        counts_nowhere(sms("+15550000100")),
        counts_nowhere(totp("totp-1")),
        counts_nowhere(recovery_code()),
    ]
}

#[tokio::test]
async fn each_factor_counts_as_its_own_method_only() {
    let rows: Vec<MethodCase> = of_methods()
        .into_iter()
        .chain(of_no_method())
        .chain(unknown().into_iter().map(counts_nowhere))
        .collect();
    // One organization for each method. Ann is invited and has nothing yet, so a first use counts.
    let organizations = METHODS.map(|method| {
        let ann = member(ANN, json!({"status": "invited"}));
        let only = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": [method]});
        let connections = if method == "sso" { connection("c-acme") } else { json!({}) };
        organization(method, with(only, connections), [ann])
    });
    // The trusted token verifies the address, opens the list, and is not a method of any of these organizations.
    let session = |(index, row): (usize, &MethodCase)| {
        intermediate(&index.to_string(), ANN, [trusted_token(), row.factor.clone()])
    };
    let sessions: Vec<Value> = rows.iter().enumerate().map(session).collect();
    let app = start_unchecked(world(organizations, sessions)).await;
    for (index, MethodCase { factor, method }) in rows.iter().enumerate() {
        let entries = app.discover(&index.to_string()).await.entries();
        assert_eq!(entries.len(), METHODS.len(), "{factor}");
        let accepted: Vec<&str> = entries
            .iter()
            .filter(|entry| primary(entry) == "satisfied")
            .filter_map(|entry| entry["organization"]["organization_name"].as_str())
            .collect();
        assert_eq!(accepted, method.as_slice(), "{factor}");
    }
}

#[tokio::test]
async fn connection_verifies_address_only_for_its_owner() {
    let ann = || [member(ANN, json!({}))];
    let sso_only = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["sso"]});
    let two =
        json!({"sso_active_connections": [{"connection_id": "c-first"}, {"connection_id": "c-second"}]});
    let organizations = [
        organization("Owner", with(sso_only.clone(), connection("c-owner")), ann()),
        organization("Owner of two", with(sso_only.clone(), two), ann()),
        organization("Other", with(sso_only.clone(), connection("c-other")), ann()),
        organization("Without", sso_only, ann()),
        organization("Open", json!({"sso_default_connection_id": "c-owner"}), ann()),
    ];
    let sessions = [
        intermediate("intermediate", ANN, [oidc("c-owner"), saml("c-second"), project_password()]),
        member_session("member", "Without", ANN, [saml("c-owner"), oidc("c-second"), project_password()]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    for session in ["intermediate", "member"] {
        let answer = app.discover(session).await;
        let needs: Vec<String> = ["Owner", "Owner of two", "Other", "Without", "Open"]
            .map(|name| primary(&answer.entry(name)))
            .into();
        let unverified = "magic_link email_otp google_oauth microsoft_oauth";
        assert_eq!(needs, ["satisfied", "satisfied", "sso", "no way in", unverified], "{session}");
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
    let leftover = json!({"auth_methods": "ALL_ALLOWED", "allowed_auth_methods": ["password"]});
    [
        accepted("All allowed", json!({}), json!({})),
        accepted("All allowed, list left over", leftover, json!({})),
        refused("All nine listed", restricted(&METHODS)),
        refused("Mail listed", restricted(&["magic_link"])),
        accepted("Breakglass", restricted(&["magic_link"]), breakglass()),
        accepted("Breakglass, nothing listed", restricted(&[]), breakglass()),
    ]
}

#[tokio::test]
async fn trusted_token_counts_only_where_all_methods_do() {
    let rows = policies();
    let organizations: Vec<Value> = rows
        .iter()
        .map(|row| organization(row.organization, row.settings.clone(), [member(ANN, row.member.clone())]))
        .collect();
    // The list of an unverified token has to be opened, here by an account that counts nowhere.
    let sessions = [
        intermediate("verified", ANN, [trusted_token()]),
        intermediate("unverified", ANN, [unverified_trusted_token(), oauth("slack", "")]),
        intermediate("unverified and SSO", ANN, [unverified_trusted_token(), saml("c"), oauth("slack", "")]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    let verified = app.discover("verified").await;
    for row in &rows {
        let entry = verified.entry(row.organization);
        assert_eq!(entry["member_authenticated"], row.is_accepted, "{}", row.organization);
        assert_eq!(primary(&entry) == "satisfied", row.is_accepted, "{}", row.organization);
        for session in ["unverified", "unverified and SSO"] {
            let entry = app.discover(session).await.entry(row.organization);
            assert_eq!(entry["member_authenticated"], false, "{session} {}", row.organization);
        }
    }
}
