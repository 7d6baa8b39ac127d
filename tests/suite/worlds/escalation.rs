//! With what an attacker can obtain, no organization but the attacker's own is opened.

use proptest::{
    collection::vec,
    prelude::{ProptestConfig, Strategy, any, prop_assert},
    proptest,
    sample::subsequence,
    test_runner::TestCaseError,
};
use serde_json::{Value, json};

use super::entries::{entries, is_redacted, load, run, start};
use test_support::{
    builders::{
        bare_trusted_token, email_verified, exchanged, factor, mail, oauth, of_address, password,
        password_with, recovery_code, sms, sso, totp, with,
    },
    random_worlds::{
        cases,
        generate::{ADDRESSES, Write, random_organization, writes},
    },
};

const EVIL: &str = "organization-evil";
const OWN_MAILBOX: &str = "eve@evil.test";

/// The attacker's factors, in sessions for a victim's address.
fn obtainable() -> Vec<Value> {
    let mut factors = vec![
        mail("magic_link", OWN_MAILBOX),
        mail("email_otp", ""),
        of_address(factor("magic_link", "email"), OWN_MAILBOX),
        of_address(email_verified(oauth("google", "evil")), OWN_MAILBOX),
        of_address(email_verified(bare_trusted_token()), OWN_MAILBOX),
        bare_trusted_token(),
        // A password of the attacker's organization; never one of which a writer asserts the project's scope.
        password(),
        password_with(json!({"member_password_id": "password-evil"})),
        password_with(json!({"member_password_id": "password-evil", "scope": "project"})),
        password_with(json!({"scope": "organization"})),
        sso("sso_saml", "saml", "saml-evil"),
        sso("sso_oidc", "oidc", "saml-evil"),
        sso("sso_exchange", "saml", "saml-evil"),
        sso("sso_exchange", "oidc", "oidc-unknown"),
        sms("+15556660000"),
        totp("totp-evil"),
        recovery_code(),
        // A stolen phone and a stolen app: second factors do not open anything either.
        sms("+15550000001"),
        totp("totp-1"),
    ];
    factors.extend(provider_accounts());
    factors
}

/// The attacker's accounts at every provider.
fn provider_accounts() -> Vec<Value> {
    let mut factors = Vec::new();
    for provider in ["google", "microsoft"] {
        factors.push(oauth(provider, "evil"));
        let claims = [json!(false), json!("true"), json!(1)];
        factors.extend(claims.map(|claim| with(oauth(provider, "evil"), json!({"email_verified": claim}))));
    }
    for provider in ["google", "microsoft", "slack", "github", "hubspot"] {
        factors.push(email_verified(exchanged(provider, "evil")));
    }
    for provider in ["slack", "github", "hubspot"] {
        factors.extend([
            oauth(provider, "evil"),
            email_verified(oauth(provider, "evil")),
            oauth(provider, ""),
        ]);
    }
    factors
}

/// The attacker's organization: its settings are random, its connection is its own, and it claims its own domain only.
fn evil() -> impl Strategy<Value = Value> {
    random_organization().prop_map(|mut organization| {
        let own = json!({
            "organization_id": EVIL, "organization_slug": "evil", "claimed_email_domains": ["evil.test"],
            "sso_active_connections": [{"connection_id": "saml-evil"}],
        });
        organization.as_object_mut().expect("an object").extend(own.as_object().cloned().expect("an object"));
        organization
    })
}

/// A Member for every victim's address, with everything that the attacker has.
fn puppets() -> Vec<Write> {
    let puppet = |address: &&str| {
        Write::PutMember(json!({
            "member_id": format!("puppet-{}", address.replace('@', "-at-")), "organization_id": EVIL,
            "email_address": address, "name": "Puppet", "status": "active", "email_address_verified": true,
            "member_password_id": "password-evil", "totp_registration_id": "totp-evil",
            "mfa_phone_number": "+15556660000", "mfa_phone_number_verified": true,
            "oauth_registrations": [{"provider_type": "Slack", "provider_subject": "evil"}],
        }))
    };
    ADDRESSES.iter().map(puppet).collect()
}

/// A session of the attacker for this victim.
fn attacker_session(address: &str, factors: &[Value], is_member: bool) -> Value {
    if is_member {
        let member_id = format!("puppet-{}", address.replace('@', "-at-"));
        return json!({
            "kind": "member", "email_address": address, "authentication_factors": factors,
            "organization_id": EVIL, "member_id": member_id,
        });
    }
    json!({
        "kind": "intermediate", "email_address": address, "authentication_factors": factors,
        "organization_id_hint": EVIL,
    })
}

async fn check(
    writes: Vec<Write>,
    evil: Value,
    attacks: Vec<(Vec<Value>, bool)>,
) -> Result<(), TestCaseError> {
    let writes = [writes, vec![Write::PutOrganization(evil)], puppets()].concat();
    let (mut app, _) = start(&writes).await;
    let mut sessions = Vec::new();
    for (index, (factors, is_member)) in attacks.iter().enumerate() {
        sessions.push(attacker_session(ADDRESSES[index % ADDRESSES.len()], factors, *is_member));
    }
    load(&mut app, &mut sessions).await;
    for session in &sessions {
        let entries = entries(&app, session).await.expect("a session");
        for (id, entry) in entries.iter().filter(|(id, _)| *id != EVIL) {
            prop_assert!(entry["member_authenticated"] == false, "{} {}", id, session);
            prop_assert!(!entry["primary_required"].is_null(), "{} {}", id, session);
            prop_assert!(is_redacted(entry), "{} {}", id, session);
            let member = &entry["membership"]["member"];
            prop_assert!(member.is_null() || member["name"] == "", "{} {}", id, session);
            prop_assert!(entry["mfa_required"]["member_options"].is_null(), "{} {}", id, session);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(16), max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn obtainable_factors_open_only_attackers_organization(
        writes in writes(), evil in evil(),
        attacks in vec((subsequence(obtainable(), 1..=6), any::<bool>()), 14),
    ) {
        run(check(writes, evil, attacks))?;
    }
}
