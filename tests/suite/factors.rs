//! What each authentication factor is worth: the method that it counts as, and whether it proves the address.

use serde_json::{Value, json};

use crate::{
    harness::TestApp,
    sketch::{
        connection, email_otp, exchanged, factor, intermediate, magic_link, member, member_session, oauth,
        oidc, organization, password, primary, recovery_code, saml, sms, totp, with, world,
    },
};

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

/// Factors of no known kind, and near misses.
fn unknown() -> Vec<Value> {
    let mut factors: Vec<Value> = [
        ("magic_link", "sms"),
        ("magic_link", "embedded"),
        ("magic_link", ""),
        ("Magic_Link", "email"),
        ("magic_links", "email"),
        ("email_otp", "sms"),
        ("otp", "email"),
        ("password", "email"),
        ("oauth", ""),
        ("oauth", "google"),
        ("oauth", "oauth_"),
        ("oauth", "oauth_twitter"),
        ("oauth", "OAUTH_GOOGLE"),
        ("oauth", "oauth_google_one_tap"),
        ("oauth", "oauth_exchange_"),
        ("oauth", "oauth_exchange_twitter"),
        ("oauth", "oauth_exchange_exchange_google"),
        ("oauth", "exchange_google"),
        ("sso", "oauth_google"),
        ("sso", "sso_exchange"),
        ("imported", "imported_auth0"),
        ("trusted_auth_token", "trusted_token_exchange"),
        ("webauthn_registration", "webauthn"),
        ("", "email"),
    ]
    .map(|(r#type, delivery_method)| factor(r#type, delivery_method))
    .into();
    factors.extend([
        json!({}),
        json!({"type": "magic_link"}),
        json!({"delivery_method": "email"}),
        json!({"type": null, "delivery_method": null}),
        json!({"type": ["magic_link"], "delivery_method": "email"}),
        json!({"type": "email_otp", "delivery_method": {"email": true}}),
        json!({"type": 1, "delivery_method": 2}),
    ]);
    factors
}

#[tokio::test]
async fn each_factor_counts_as_its_own_method_and_no_other() {
    let rows = [
        (magic_link(), "magic_link"),
        (email_otp(), "email_otp"),
        (password(), "password"),
        (oauth("google", "1"), "google_oauth"),
        (oauth("microsoft", "1"), "microsoft_oauth"),
        (oauth("slack", "1"), "slack_oauth"),
        (oauth("github", "1"), "github_oauth"),
        (oauth("hubspot", "1"), "hubspot_oauth"),
        (exchanged("google", "1"), "google_oauth"),
        (exchanged("microsoft", "1"), "microsoft_oauth"),
        (exchanged("slack", "1"), "slack_oauth"),
        (exchanged("github", "1"), "github_oauth"),
        (exchanged("hubspot", "1"), "hubspot_oauth"),
        (factor("oauth", "oauth_slack"), "slack_oauth"),
        (saml("c-acme"), "sso"),
        (oidc("c-acme"), "sso"),
        (saml("c-other"), ""),
        (oidc("C-ACME"), ""),
        (saml(""), ""),
        (factor("sso", "sso_saml"), ""),
        (with(factor("sso", "sso_saml"), json!({"oidc_sso_factor": {"provider_id": "c-acme"}})), ""),
        (with(factor("sso", "sso_oidc"), json!({"oidc_sso_factor": "c-acme"})), ""),
        (sms("+15550100"), ""),
        (totp("totp-1"), ""),
        (recovery_code(), ""),
    ];
    let rows: Vec<(Value, &str)> =
        rows.into_iter().chain(unknown().into_iter().map(|factor| (factor, ""))).collect();
    // One organization for each method. The app proves the address in all of them and is no method itself.
    let organizations = METHODS.map(|method| {
        let ann = member(ANN, json!({"email_address_verified": true, "totp_registration_id": "totp-ann"}));
        let only = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": [method]});
        organization(method, with(only, connection("c-acme")), [ann])
    });
    // Slack beside SSO lets every organization be seen, and is left out of the row's own methods.
    let beside = |factor: &Value| if factor["type"] == "sso" { Some(oauth("slack", "0")) } else { None };
    let session = |(index, (factor, _)): (usize, &(Value, &str))| {
        let factors: Vec<Value> =
            [totp("totp-ann"), factor.clone()].into_iter().chain(beside(factor)).collect();
        intermediate(&index.to_string(), ANN, factors)
    };
    let sessions: Vec<Value> = rows.iter().enumerate().map(session).collect();
    let app = TestApp::start(world(organizations, sessions)).await;
    for (index, (factor, method)) in rows.iter().enumerate() {
        let entries = app.discover(&index.to_string()).await.entries();
        assert_eq!(entries.len(), METHODS.len(), "{factor}");
        let mut taken: Vec<&str> = entries
            .iter()
            .filter(|entry| primary(entry) == "satisfied")
            .filter_map(|entry| entry["organization"]["organization_name"].as_str())
            .collect();
        if beside(factor).is_some() {
            taken.retain(|method| *method != "slack_oauth");
        }
        assert_eq!(taken.join(" "), *method, "{factor}");
    }
}

#[tokio::test]
async fn only_mail_google_microsoft_and_the_own_connection_prove_an_address() {
    let said = |provider: &str, value: Value| with(oauth(provider, "1"), json!({ "email_verified": value }));
    let in_detail = |provider: &str, value: Value| {
        let detail = format!("{provider}_oauth_factor");
        with(oauth(provider, "1"), json!({ detail: {"provider_subject": "1", "email_verified": value} }))
    };
    let mut proving = vec![
        magic_link(),
        email_otp(),
        oauth("google", "1"),
        oauth("microsoft", "1"),
        factor("oauth", "oauth_google"),
        saml("c-acme"),
        oidc("c-acme"),
    ];
    let mut silent = vec![
        password(),
        oauth("slack", "1"),
        oauth("github", "1"),
        oauth("hubspot", "1"),
        saml("c-other"),
        sms("+15550100"),
        totp("totp-1"),
        recovery_code(),
    ];
    for provider in ["google", "microsoft"] {
        for fine in [json!(true), json!(null)] {
            proving.extend([said(provider, fine.clone()), in_detail(provider, fine)]);
        }
        for doubt in [json!(false), json!("true"), json!("false"), json!(""), json!(1), json!(0), json!([])] {
            silent.extend([said(provider, doubt.clone()), in_detail(provider, doubt)]);
        }
        // A good word in one place does not outweigh a doubt in the other.
        silent.push(with(in_detail(provider, json!(false)), json!({"email_verified": true})));
        silent.push(with(in_detail(provider, json!(true)), json!({"email_verified": false})));
    }
    for provider in ["slack", "github", "hubspot"] {
        silent.extend([said(provider, json!(true)), in_detail(provider, json!(true))]);
    }
    for provider in ["google", "microsoft", "slack", "github", "hubspot"] {
        silent.push(exchanged(provider, "1"));
        silent.push(with(exchanged(provider, "1"), json!({"email_verified": true})));
    }
    silent.extend(unknown());
    // Ann's Member is not verified, so nothing that is bound to it can help.
    let organizations = [organization("Acme", connection("c-acme"), [member(ANN, json!({}))])];
    let rows: Vec<(Value, bool)> = proving
        .into_iter()
        .map(|factor| (factor, true))
        .chain(silent.into_iter().map(|factor| (factor, false)))
        .collect();
    let session = |(index, (factor, _)): (usize, &(Value, bool))| {
        // Slack lets Acme be seen by those who come through another connection, and proves nothing.
        intermediate(&index.to_string(), ANN, [factor.clone(), oauth("slack", "0")])
    };
    let sessions: Vec<Value> = rows.iter().enumerate().map(session).collect();
    let app = TestApp::start(world(organizations, sessions)).await;
    for (index, (factor, proves)) in rows.iter().enumerate() {
        let entry = app.discover(&index.to_string()).await.entry("Acme");
        let expected =
            if *proves { "satisfied" } else { "sso magic_link email_otp google_oauth microsoft_oauth" };
        assert_eq!(primary(&entry), expected, "{factor}");
    }
}

#[tokio::test]
async fn a_connection_speaks_for_its_own_organization_alone() {
    let ann = || [member(ANN, json!({}))];
    let sso_only = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["sso"]});
    let organizations = [
        organization("Owner", with(sso_only.clone(), connection("c-owner")), ann()),
        organization(
            "Owner of two",
            with(
                sso_only.clone(),
                json!({
                    "sso_active_connections": [{"connection_id": "c-first"}, {"connection_id": "c-owner"}],
                }),
            ),
            ann(),
        ),
        organization("Other", with(sso_only.clone(), connection("c-other")), ann()),
        organization("Without", sso_only, ann()),
        organization("Open", json!({"sso_default_connection_id": "c-owner"}), ann()),
    ];
    let sessions = [
        intermediate("intermediate", ANN, [oidc("c-owner"), password()]),
        member_session("member", "Without", ANN, [saml("c-owner"), password()]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    for session in ["intermediate", "member"] {
        let answer = app.discover(session).await;
        let needs: Vec<String> = ["Owner", "Owner of two", "Other", "Without", "Open"]
            .map(|name| primary(&answer.entry(name)))
            .into();
        let unproven = "magic_link email_otp google_oauth microsoft_oauth";
        assert_eq!(needs, ["satisfied", "satisfied", "sso", "no way in", unproven], "{session}");
    }
}
