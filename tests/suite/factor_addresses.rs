//! Factors that name an address: a factor of another address than the session's is ignored.

use org_discovery::domain::{EmailAddress, OpaqueToken};
use org_discovery_admin::{
    data_file::DataFile,
    writer::{NewIntermediateSession, Refusal, WriteError},
};
use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        connection, email_otp_to, factor, intermediate, is_unredacted, magic_link, magic_link_to,
        member_session, oauth, organization, password_of, recovery_code, saml, sms, start_unchecked, totp,
        trusted_token, unverified_trusted_token, verified, verified_oauth, with, world,
    },
};

const ANN: &str = "ann@acme.example";

/// Ann in an organization that wants a second factor, with everything that a factor can be bound to.
fn acme() -> Value {
    let registration = |provider: &str| json!({"provider_type": provider, "provider_subject": "ann"});
    let registrations = ["Google", "Microsoft", "Slack", "GitHub", "HubSpot"].map(registration);
    let ann = json!({
        "oauth_registrations": registrations,
        "member_password_id": "password-ann",
        "mfa_phone_number": "+15550000100",
        "mfa_phone_number_verified": true,
        "totp_registration_id": "totp-ann",
    });
    let settings = json!({"trusted_metadata": {"plan": "gold"}, "mfa_policy": "REQUIRED_FOR_ALL"});
    organization("Acme", with(settings, connection("c-acme")), [with(verified(ANN), ann)])
}

/// Values of `email_address`, and whether a factor with that value is about Ann.
fn addresses() -> Vec<(Value, bool)> {
    vec![
        (json!(null), true),
        (json!(""), true),
        (json!(ANN), true),
        (json!("ANN@Acme.Example"), true),
        (json!("ann@\u{ff41}cme\u{3002}example"), true),
        (json!("eve@evil.test"), false),
        (json!("ann+x@acme.example"), false),
        (json!("a.nn@acme.example"), false),
        (json!("ann@mail.acme.example"), false),
        (json!(" ann@acme.example"), false),
        (json!("ann"), false),
        (json!(1), false),
        (json!(true), false),
        (json!([ANN]), false),
        (json!({"email_address": ANN}), false),
    ]
}

/// Asserts for each factor whether it has an effect on Ann's entry: it verifies the address, or is a second factor.
async fn assert_effects(rows: &[(Value, bool)]) {
    // This account counts nowhere. It opens the list, so that Ann's organization is shown in any case.
    let opener = || oauth("slack", "");
    let session = |(index, (factor, _)): (usize, &(Value, bool))| {
        if factor["type"] == "recovery_codes" {
            return member_session(&index.to_string(), "Acme", ANN, [factor.clone(), opener()]);
        }
        intermediate(&index.to_string(), ANN, [factor.clone(), opener()])
    };
    let sessions: Vec<Value> = rows.iter().enumerate().map(session).collect();
    let app = start_unchecked(world([acme()], sessions)).await;
    for (index, (factor, has_effect)) in rows.iter().enumerate() {
        let entry = app.discover(&index.to_string()).await.entry("Acme");
        let is_second = ["otp", "totp", "recovery_codes"].contains(&factor["type"].as_str().unwrap());
        let effect = if is_second { entry["mfa_required"].is_null() } else { is_unredacted(&entry) };
        assert_eq!(effect, *has_effect, "{factor}");
    }
}

/// Factors of every type with addresses in every place, and whether each is about Ann.
fn factors_with_addresses() -> Vec<(Value, bool)> {
    // Each has an effect as it is. The second part of a row is its detail object.
    let factors = [
        (magic_link_to(ANN), "email_factor"),
        (email_otp_to(ANN), "email_factor"),
        (verified_oauth("google", "other"), "google_oauth_factor"),
        (verified_oauth("microsoft", "other"), "microsoft_oauth_factor"),
        (oauth("google", "ann"), "google_oauth_exchange_factor"),
        (oauth("slack", "ann"), "slack_oauth_factor"),
        (oauth("github", "ann"), "github_oauth_factor"),
        (oauth("hubspot", "ann"), "hubspot_oauth_exchange_factor"),
        (trusted_token(), "trusted_auth_token_factor"),
        (password_of("password-ann"), "password_factor"),
        (saml("c-acme"), "saml_sso_factor"),
        (sms("+15550000100"), "phone_number_factor"),
        (totp("totp-ann"), "authenticator_app_factor"),
        (recovery_code(), "recovery_code_factor"),
    ];
    let mut rows = Vec::new();
    for (factor, detail) in factors {
        rows.push((factor.clone(), true));
        for (address, is_own) in addresses() {
            rows.push((with(factor.clone(), json!({ "email_address": address })), is_own));
            let mut detailed = factor.clone();
            detailed[detail]["email_address"] = address.clone();
            let is_mail = detail == "email_factor";
            let names_none = address.is_null() || address == "";
            rows.push((detailed, is_own && !(is_mail && names_none)));
            // Any member whose key ends in `_factor` is a detail object.
            let other = json!({"some_other_factor": { "email_address": address }});
            rows.push((with(factor.clone(), other), is_own));
        }
        // Only objects are, and only under such keys.
        let elsewhere = json!({
            "note": {"email_address": "eve@evil.test"},
            "factors": {"email_address": "eve@evil.test"},
            "named_factor": "eve@evil.test",
            "listed_factor": [{"email_address": "eve@evil.test"}],
        });
        rows.push((with(factor, elsewhere), true));
    }
    rows
}

/// Mail factors with and without an address in their detail object.
fn mail_factors() -> Vec<(Value, bool)> {
    let mut rows = Vec::new();
    for r#type in ["magic_link", "email_otp"] {
        let bare = factor(r#type, "email");
        rows.extend([
            (bare.clone(), false),
            (with(bare.clone(), json!({ "email_address": ANN })), false),
            (with(bare.clone(), json!({"email_factor": null})), false),
            (with(bare.clone(), json!({ "email_factor": ANN })), false),
            (with(bare.clone(), json!({ "email_factor": [{"email_address": ANN}] })), false),
            (with(bare.clone(), json!({"email_factor": {"email_id": "email-1"}})), false),
            (with(bare.clone(), json!({"email_otp_factor": {"email_address": ANN}})), false),
            (
                with(bare.clone(), json!({"email_factor": {"email_id": "email-1", "email_address": ANN}})),
                true,
            ),
        ]);
    }
    rows
}

#[tokio::test]
async fn factor_naming_another_address_is_ignored() {
    assert_effects(&factors_with_addresses()).await;
}

#[tokio::test]
async fn mail_factor_without_address_is_ignored() {
    assert_effects(&mail_factors()).await;
}

#[test]
fn data_file_with_foreign_factor_is_refused() {
    for (factor, is_own) in factors_with_addresses().into_iter().chain(mail_factors()) {
        for session in [
            intermediate("ann", "Ann@Acme.Example", [oauth("slack", "1"), factor.clone()]),
            member_session("ann", "Acme", "Ann@Acme.Example", [oauth("slack", "1"), factor.clone()]),
        ] {
            let data = world([], [session]).to_string();
            match DataFile::read([("file", data.as_str())]) {
                Ok(_) => assert!(is_own, "{factor}"),
                Err(error) => {
                    assert!(!is_own, "{factor}: {error}");
                    assert!(error.to_string().contains("/sessions/0/authentication_factors/1"), "{error}");
                }
            }
        }
    }
}

#[tokio::test]
async fn writer_refuses_session_with_foreign_factor() {
    let app = TestApp::start(world([acme()], [])).await;
    let refused = Err(WriteError::Refused(Refusal::FactorOfAnotherAddress { index: 1 }));
    for (foreign, expected) in [(magic_link_to("eve@evil.test"), refused), (magic_link_to(ANN), Ok(()))] {
        let factors = json!([oauth("slack", "1"), foreign]).to_string();
        let new = NewIntermediateSession {
            token: OpaqueToken::from_random(&[7; 32]),
            email_address: EmailAddress::parse(ANN).unwrap(),
            authentication_factors: serde_json::from_str(&factors).unwrap(),
            oauth_tenants: serde_json::from_str("{}").unwrap(),
            organization_id_hint: None,
            expires_at: app.now().plus_seconds(60),
        };
        assert_eq!(app.writer.put_intermediate_session(new, app.now()).await, expected, "{foreign}");
    }
}

#[tokio::test]
async fn ignored_factor_neither_opens_list_nor_spoils_others() {
    let foreign = |factor: Value| with(factor, json!({"email_address": "eve@evil.test"}));
    let rows = [
        ("foreign Slack", vec![foreign(oauth("slack", "1"))], false),
        ("foreign mail", vec![magic_link_to("eve@evil.test")], false),
        ("mail without address", vec![factor("magic_link", "email")], false),
        ("foreign trusted token", vec![foreign(trusted_token())], false),
        ("unverified trusted token", vec![unverified_trusted_token()], false),
        ("foreign SSO", vec![foreign(saml("c-acme"))], false),
        ("own mail", vec![magic_link()], true),
        ("own and foreign mail", vec![magic_link_to("eve@evil.test"), magic_link()], true),
    ];
    let sessions = rows.clone().map(|(name, factors, _)| intermediate(name, ANN, factors));
    let app = start_unchecked(world([acme()], sessions)).await;
    for (session, _, is_listed) in rows {
        let answer = app.discover(session).await;
        assert_eq!(answer.entries().len(), usize::from(is_listed), "{session}");
    }
}
