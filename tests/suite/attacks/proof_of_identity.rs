//! Factors that an attacker can obtain without the victim's mailbox.

use serde_json::{Value, json};

use super::{VIC, acme, assert_redacted_and_unauthenticated, evil, member_session};
use test_support::{
    TestApp,
    builders::{
        data_set, discovered, factor, intermediate, magic_link_to, oauth, organization, organization_id,
        password, password_with_id, recovery_code, required_methods, sms, start_unchecked, totp, verified,
        with,
    },
};

pub const ONLY_EVIL: &str = "Evil: active_member";

#[tokio::test]
async fn oauth_account_with_victims_address_gains_nothing() {
    let asserting = |factor: Value| with(factor, json!({"email_verified": true, "email_address": VIC}));
    let unverified_oauth = |factor: Value| with(factor, json!({"email_verified": false}));
    let rows = [
        ("Slack", vec![oauth("slack", "U-EVE")]),
        ("GitHub that claims a verified address", vec![asserting(oauth("github", "666"))]),
        ("same subject at another provider", vec![oauth("hubspot", "U-VIC"), oauth("slack", "1")]),
        ("unverified Google", vec![unverified_oauth(oauth("google", "eve"))]),
        ("unverified Microsoft", vec![unverified_oauth(oauth("microsoft", "eve"))]),
        ("own app and recovery code", vec![oauth("slack", "U-EVE"), totp("totp-eve"), recovery_code()]),
    ];
    let mut sessions: Vec<Value> =
        rows.iter().map(|(name, factors)| intermediate(name, VIC, factors.clone())).collect();
    sessions.push(intermediate("Vic", VIC, [oauth("slack", "U-VIC"), totp("totp-vic")]));
    let app = TestApp::start(data_set([acme()], sessions)).await;
    for (session, _) in rows {
        assert_redacted_and_unauthenticated(&app, session).await;
    }
    let entry = app.discover("Vic").await.entry("Acme");
    assert_eq!(entry["member_authenticated"], true);
    assert_eq!(entry["membership"]["member"]["name"], "Vic");
}

#[tokio::test]
async fn account_without_email_verified_does_not_sign_in() {
    // The nOAuth vulnerability: the writer copied the provider's response, which does not verify the address.
    let copied = |provider: &str| {
        let detail = json!({"provider_subject": "eve", "email_address": VIC, "email_verified": null});
        let name = format!("{provider}_oauth_factor");
        with(factor("oauth", &format!("oauth_{provider}")), json!({ name: detail }))
    };
    let string = with(oauth("microsoft", "eve"), json!({"email_verified": "true"}));
    let rows = [
        ("Google", oauth("google", "eve")),
        ("Microsoft", oauth("microsoft", "eve")),
        ("Google copied", copied("google")),
        ("Microsoft copied", copied("microsoft")),
        ("Microsoft, a string", string),
    ];
    let sessions = rows.clone().map(|(name, factor)| intermediate(name, VIC, [factor]));
    let app = TestApp::start(data_set([acme()], sessions)).await;
    for (session, _) in rows {
        assert_redacted_and_unauthenticated(&app, session).await;
    }
}

#[tokio::test]
async fn attackers_password_authenticates_only_in_attackers_organization() {
    let tied = |name: &str, factors: Vec<Value>| {
        with(intermediate(name, VIC, factors), json!({"organization_id_hint": organization_id("Evil")}))
    };
    let slack = || oauth("slack", "U-EVE");
    let unlisted = [
        tied("tied, no id", vec![password()]),
        tied("tied, own id", vec![password_with_id("password-eve")]),
        intermediate("own id", VIC, [password_with_id("password-eve")]),
        member_session("member", "Evil", VIC, [password()]),
        member_session("member, own id", "Evil", VIC, [password_with_id("password-eve"), recovery_code()]),
    ];
    let listed = [
        tied("with Slack: tied, no id", vec![password(), slack()]),
        tied("with Slack: tied, own id", vec![password_with_id("password-eve"), slack()]),
        member_session("with Slack: member", "Evil", VIC, [password(), slack()]),
        member_session(
            "with Slack: member, own id",
            "Evil",
            VIC,
            [password_with_id("password-eve"), slack()],
        ),
    ];
    let sessions: Vec<Value> = unlisted.iter().chain(&listed).cloned().collect();
    let app = TestApp::start(data_set([acme(), evil()], sessions)).await;
    for session in unlisted {
        let name = session["name"].as_str().unwrap();
        let entries = discovered(&app, name).await;
        assert!(["", ONLY_EVIL].contains(&entries.as_str()), "{name}: {entries}");
    }
    for session in listed {
        let name = session["name"].as_str().unwrap();
        assert_redacted_and_unauthenticated(&app, name).await;
        assert_eq!(app.discover(name).await.entry("Evil")["member_authenticated"], true, "{name}");
    }
}

#[tokio::test]
async fn slack_account_and_stolen_phone_gain_nothing() {
    // A SIM swap gives Eve the victim's phone.
    let factors = [oauth("slack", "U-EVE"), sms("+15550000100")];
    let sessions = [
        intermediate("ist", VIC, factors.clone()),
        intermediate("with app", VIC, [oauth("github", "666"), sms("+15550000100"), totp("totp-vic")]),
        member_session("member of Evil", "Evil", VIC, factors),
    ];
    let app = TestApp::start(data_set([acme(), evil()], sessions)).await;
    for session in ["ist", "with app", "member of Evil"] {
        assert_redacted_and_unauthenticated(&app, session).await;
        // The second factor belongs to the victim and satisfies MFA.
        assert!(app.discover(session).await.entry("Acme")["mfa_required"].is_null(), "{session}");
    }
}

#[tokio::test]
async fn sms_to_victims_phone_alone_lists_nothing() {
    let sessions = [
        intermediate("phone", VIC, [sms("+15550000100")]),
        intermediate("phone and app", VIC, [sms("+15550000100"), totp("totp-vic"), recovery_code()]),
        member_session("member of Evil", "Evil", VIC, [sms("+15550000100")]),
    ];
    let app = TestApp::start(data_set([acme(), evil()], sessions)).await;
    for session in ["phone", "phone and app"] {
        assert_eq!(discovered(&app, session).await, "", "{session}");
    }
    assert_eq!(discovered(&app, "member of Evil").await, ONLY_EVIL);
}

/// A session with an email factor that does not prove access to the victim's mailbox.
#[derive(Clone)]
struct MailCase {
    name: &'static str,
    factors: Vec<Value>,
    is_listed: bool,
}

#[tokio::test]
async fn attackers_mailbox_does_not_verify_victims_address() {
    let attackers_mail = || magic_link_to("eve@evil.test");
    let rows = [
        MailCase { name: "mail", factors: vec![attackers_mail()], is_listed: false },
        MailCase {
            name: "mail and Slack",
            factors: vec![attackers_mail(), oauth("slack", "U-EVE")],
            is_listed: true,
        },
        MailCase {
            name: "mail without address and Slack",
            factors: vec![factor("email_otp", "email"), oauth("slack", "U-EVE")],
            is_listed: true,
        },
    ];
    let sessions = rows.clone().map(|row| intermediate(row.name, VIC, row.factors));
    let app = start_unchecked(data_set([acme()], sessions)).await;
    for MailCase { name: session, is_listed, .. } in rows {
        if is_listed {
            assert_redacted_and_unauthenticated(&app, session).await;
        } else {
            assert_eq!(discovered(&app, session).await, "", "{session}");
        }
    }
}

#[tokio::test]
async fn unverified_address_reveals_no_organization_secrets() {
    let secrets = json!({
        "auth_methods": "RESTRICTED", "allowed_auth_methods": ["magic_link"],
        "trusted_metadata": {"plan": "SECRET"},
        "organization_external_id": "SECRET",
        "scim_active_connection": {"connection_id": "SECRET", "bearer_token_last_four": "SECRET"},
        "scim_active_connections": [{"connection_id": "SECRET", "bearer_token_last_four": "SECRET"}],
        "custom_roles": [{"role_id": "SECRET"}],
        "rbac_email_implicit_role_assignments": [{"role_id": "SECRET", "domain": "secret.example"}],
        "allowed_oauth_tenants": {"slack": ["SECRET"]},
        "email_allowed_domains": ["secret.example"],
        "claimed_email_domains": ["secret.example"],
        "sso_jit_provisioning_allowed_connections": ["SECRET"],
        "allowed_first_party_connected_apps": ["SECRET"],
        "allowed_third_party_connected_apps": ["SECRET"],
    });
    let vic = json!({
        "name": "SECRET", "external_id": "SECRET", "is_breakglass": false,
        "member_password_id": "SECRET", "totp_registration_id": "SECRET",
        "roles": [{"role_id": "SECRET"}],
        "oauth_registrations": [{"provider_type": "Github", "provider_subject": "SECRET"}],
        "retired_email_addresses": [{"email_address": "secret@acme.example"}],
        "trusted_metadata": {"salary": "SECRET"}, "untrusted_metadata": {"note": "SECRET"},
    });
    let acme = organization("Acme", secrets, [with(verified(VIC), vic)]);
    let app = TestApp::start(data_set([acme], [intermediate("eve", VIC, [oauth("slack", "U-EVE")])])).await;
    let response = app.discover("eve").await;
    assert_eq!(required_methods(&response.entry("Acme")), "magic_link email_otp");
    assert!(!response.text().to_lowercase().contains("secret"), "{}", response.text());
}
