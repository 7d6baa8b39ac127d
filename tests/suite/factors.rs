//! The authentication methods that factors count as, and the factors that verify the session's address.

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        connection, email_otp, exchanged, factor, intermediate, is_unredacted, magic_link, member,
        member_session, oauth, oidc, organization, primary, project_password, recovery_code, saml, sms,
        start_unchecked, totp, trusted_token, unverified_trusted_token, verified_oauth, with, world,
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
        ("imported", "imported_auth0"),
        ("trusted_auth_token", "email"),
        ("trusted_auth_tokens", "trusted_token_exchange"),
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
    // Every detail that could help, so that only the kind is wrong.
    let complete = json!({
        "email_verified": true,
        "email_factor": {"email_address": ANN},
        "google_oauth_factor": {"provider_subject": "1"},
        "password_factor": {"scope": "project"},
        "saml_sso_factor": {"provider_id": "c-acme"},
    });
    factors.into_iter().map(|factor| with(factor, complete.clone())).collect()
}

/// An `sso` factor of this delivery method with these details.
fn sso(delivery_method: &str, details: Value) -> Value {
    with(factor("sso", delivery_method), details)
}

#[tokio::test]
async fn each_factor_counts_as_its_own_method_only() {
    let detail = |name: &str, id: &str| json!({ name: {"provider_id": id} });
    let rows = [
        (magic_link(), "magic_link"),
        (email_otp(), "email_otp"),
        (project_password(), "password"),
        (verified_oauth("google", "1"), "google_oauth"),
        (verified_oauth("microsoft", "1"), "microsoft_oauth"),
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
        (saml("c-acme"), "sso"),
        (oidc("c-acme"), "sso"),
        (sso("sso_exchange", detail("saml_sso_factor", "c-acme")), "sso"),
        (sso("oauth_google", detail("oidc_sso_factor", "c-acme")), "sso"),
        (sso("", detail("oidc_sso_factor", "c-acme")), "sso"),
        (sso("sso_saml", detail("oidc_sso_factor", "c-acme")), "sso"),
        (sso("sso_oidc", detail("saml_sso_factor", "c-acme")), "sso"),
        (saml("c-other"), ""),
        (oidc("C-ACME"), ""),
        (saml(""), ""),
        (sso("sso_saml", json!({})), ""),
        (sso("sso_oidc", json!({"oidc_sso_factor": "c-acme"})), ""),
        (sso("sso_saml", json!({"provider_id": "c-acme"})), ""),
        (trusted_token(), ""),
        (sms("+15550000100"), ""),
        (totp("totp-1"), ""),
        (recovery_code(), ""),
    ];
    let rows: Vec<(Value, &str)> =
        rows.into_iter().chain(unknown().into_iter().map(|factor| (factor, ""))).collect();
    // One organization for each method. Ann is invited and has nothing yet, so a first use counts.
    let organizations = METHODS.map(|method| {
        let ann = member(ANN, json!({"status": "invited"}));
        let only = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": [method]});
        let connections = if method == "sso" { connection("c-acme") } else { json!({}) };
        organization(method, with(only, connections), [ann])
    });
    // The trusted token verifies the address, opens the list, and is not a method of any of these organizations.
    let session = |(index, (factor, _)): (usize, &(Value, &str))| {
        intermediate(&index.to_string(), ANN, [trusted_token(), factor.clone()])
    };
    let sessions: Vec<Value> = rows.iter().enumerate().map(session).collect();
    let app = start_unchecked(world(organizations, sessions)).await;
    for (index, (factor, method)) in rows.iter().enumerate() {
        let entries = app.discover(&index.to_string()).await.entries();
        assert_eq!(entries.len(), METHODS.len(), "{factor}");
        let accepted: Vec<&str> = entries
            .iter()
            .filter(|entry| primary(entry) == "satisfied")
            .filter_map(|entry| entry["organization"]["organization_name"].as_str())
            .collect();
        assert_eq!(accepted.join(" "), *method, "{factor}");
    }
}

/// Whether `Acme`, which owns the connection `c-acme`, sees the address of each session as verified. Ann's Member
/// is not verified, so nothing that is bound to it helps.
async fn assert_verified(rows: Vec<(Value, bool)>) {
    let settings = with(connection("c-acme"), json!({"trusted_metadata": {"plan": "gold"}}));
    let organizations = [organization("Acme", settings, [member(ANN, json!({}))])];
    // Slack opens the list and does not verify an address.
    let session = |(index, (factor, _)): (usize, &(Value, bool))| {
        intermediate(&index.to_string(), ANN, [factor.clone(), oauth("slack", "0")])
    };
    let sessions: Vec<Value> = rows.iter().enumerate().map(session).collect();
    let app = start_unchecked(world(organizations, sessions)).await;
    for (index, (factor, verifies)) in rows.iter().enumerate() {
        let entry = app.discover(&index.to_string()).await.entry("Acme");
        assert_eq!(is_unredacted(&entry), *verifies, "{factor}");
        let unverified = "sso magic_link email_otp google_oauth microsoft_oauth";
        let expected = if *verifies { "satisfied" } else { unverified };
        assert_eq!(primary(&entry), expected, "{factor}");
    }
}

#[tokio::test]
async fn mail_verified_accounts_and_own_connection_verify_address() {
    let verifying = [
        magic_link(),
        email_otp(),
        verified_oauth("google", "1"),
        verified_oauth("microsoft", "1"),
        with(factor("oauth", "oauth_google"), json!({"email_verified": true})),
        trusted_token(),
        saml("c-acme"),
        oidc("c-acme"),
        sso("sso_exchange", json!({"saml_sso_factor": {"provider_id": "c-acme"}})),
    ];
    let mut silent = vec![
        factor("magic_link", "email"),
        factor("email_otp", "email"),
        project_password(),
        saml("c-other"),
        sms("+15550000100"),
        totp("totp-1"),
        recovery_code(),
        unverified_trusted_token(),
        factor("trusted_auth_token", "trusted_token_exchange"),
    ];
    for provider in ["slack", "github", "hubspot"] {
        silent.extend([oauth(provider, "1"), verified_oauth(provider, "1")]);
    }
    for provider in ["google", "microsoft", "slack", "github", "hubspot"] {
        silent.push(exchanged(provider, "1"));
        silent.push(with(exchanged(provider, "1"), json!({"email_verified": true})));
        let details = json!({"provider_subject": "1", "email_verified": true});
        silent.push(with(
            exchanged(provider, "1"),
            json!({ format!("{provider}_oauth_exchange_factor"): details }),
        ));
    }
    silent.extend(unknown());
    let rows = verifying.map(|factor| (factor, true)).into_iter();
    assert_verified(rows.chain(silent.into_iter().map(|factor| (factor, false))).collect()).await;
}

#[tokio::test]
async fn only_email_verified_true_verifies_address() {
    let kinds = [
        (oauth("google", "1"), "google_oauth_factor"),
        (oauth("google", "1"), "google_oauth_exchange_factor"),
        (oauth("microsoft", "1"), "microsoft_oauth_factor"),
        (oauth("microsoft", "1"), "microsoft_oauth_exchange_factor"),
        (unverified_trusted_token(), "trusted_auth_token_factor"),
    ];
    // `None` is a missing field.
    let (yes, no) = (|| Some(json!(true)), || Some(json!(false)));
    let mut pairs = vec![
        (None, None, false),
        (Some(json!(null)), None, false),
        (None, Some(json!(null)), false),
        (yes(), None, true),
        (None, yes(), true),
        (yes(), Some(json!(null)), true),
        (Some(json!(null)), yes(), true),
        (yes(), yes(), true),
        (yes(), no(), false),
        (no(), yes(), false),
    ];
    for other in
        [json!(false), json!("true"), json!("false"), json!(""), json!(1), json!(0), json!([]), json!({})]
    {
        pairs.push((Some(other.clone()), None, false));
        pairs.push((None, Some(other.clone()), false));
        pairs.push((yes(), Some(other.clone()), false));
        pairs.push((Some(other), yes(), false));
    }
    let mut rows = Vec::new();
    for (base, detail) in &kinds {
        for (in_factor, in_detail, verifies) in &pairs {
            let mut factor = base.clone();
            if let Some(value) = in_factor {
                factor["email_verified"] = value.clone();
            }
            if let Some(value) = in_detail {
                factor[*detail]["email_verified"] = value.clone();
            }
            rows.push((factor, *verifies));
        }
    }
    // The detail object of another kind does not matter.
    let elsewhere =
        json!({"slack_oauth_factor": {"email_verified": true}, "email_factor": {"email_verified": true}});
    rows.push((with(oauth("google", "1"), elsewhere), false));
    let spoiled_elsewhere = json!({"slack_oauth_factor": {"email_verified": false}});
    rows.push((with(verified_oauth("google", "1"), spoiled_elsewhere), true));
    assert_verified(rows).await;
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

#[tokio::test]
async fn trusted_token_counts_only_where_all_methods_do() {
    struct Row {
        organization: &'static str,
        settings: Value,
        member: Value,
        is_accepted: bool,
    }
    const ALL_NINE: &[&str] = &METHODS;

    let restricted =
        |methods: &[&str]| json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": methods});
    let row =
        |organization, settings, member, is_accepted| Row { organization, settings, member, is_accepted };
    let breakglass = || json!({"is_breakglass": true});
    let leftover = json!({"auth_methods": "ALL_ALLOWED", "allowed_auth_methods": ["password"]});
    let rows = [
        row("All allowed", json!({}), json!({}), true),
        row("All allowed, list left over", leftover, json!({}), true),
        row("All nine listed", restricted(ALL_NINE), json!({}), false),
        row("Mail listed", restricted(&["magic_link"]), json!({}), false),
        row("Breakglass", restricted(&["magic_link"]), breakglass(), true),
        row("Breakglass, nothing listed", restricted(&[]), breakglass(), true),
    ];
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
