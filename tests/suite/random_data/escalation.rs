//! Factors that an attacker can obtain authenticate the attacker in no organization but the attacker's own.

use proptest::{
    collection::vec,
    prelude::{ProptestConfig, Strategy, any, prop_assert},
    proptest,
    sample::subsequence,
    test_runner::TestCaseError,
};
use serde_json::{Value, json};

use super::entries::{entries, is_redacted, load_sessions, run, start};
use test_support::{
    builders::{
        email_factor, email_verified, factor, oauth, oauth_exchange, password, password_with, recovery_code,
        sms, sso, totp, trusted_token_without_detail, with, with_address,
    },
    random_data::{
        case_count,
        generate::{ADDRESSES, Write, random_organization, writes},
    },
};

const EVIL: &str = "organization-evil";
const ATTACKER_MAILBOX: &str = "eve@evil.test";

/// The factors that an attacker can obtain for a session with a victim's address.
fn obtainable_factors() -> Vec<Value> {
    let mut factors = vec![
        email_factor("magic_link", ATTACKER_MAILBOX),
        email_factor("email_otp", ""),
        with_address(factor("magic_link", "email"), ATTACKER_MAILBOX),
        with_address(email_verified(oauth("google", "evil")), ATTACKER_MAILBOX),
        with_address(email_verified(trusted_token_without_detail()), ATTACKER_MAILBOX),
        trusted_token_without_detail(),
        // Passwords of the attacker's organization, but no project-wide password, which only a writer can assert.
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
        // A stolen phone and a stolen authenticator app: second factors do not help the attacker either.
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
        factors.push(email_verified(oauth_exchange(provider, "evil")));
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

/// The attacker's organization: random settings, its own SSO connection, and a claim to only its own domain.
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

/// Members of the attacker's organization with the victims' addresses and the attacker's credentials.
fn attacker_members() -> Vec<Write> {
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

/// A session of the attacker with this victim's address.
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

async fn check_attacks(
    writes: Vec<Write>,
    evil: Value,
    attacks: Vec<(Vec<Value>, bool)>,
) -> Result<(), TestCaseError> {
    let writes = [writes, vec![Write::PutOrganization(evil)], attacker_members()].concat();
    let (mut app, _) = start(&writes).await;
    let mut sessions = Vec::new();
    for (index, (factors, is_member)) in attacks.iter().enumerate() {
        sessions.push(attacker_session(ADDRESSES[index % ADDRESSES.len()], factors, *is_member));
    }
    load_sessions(&mut app, &mut sessions).await;
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
    #![proptest_config(ProptestConfig { cases: case_count(16), max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn obtainable_factors_authenticate_only_in_attackers_organization(
        writes in writes(), evil in evil(),
        attacks in vec((subsequence(obtainable_factors(), 1..=6), any::<bool>()), 14),
    ) {
        run(check_attacks(writes, evil, attacks))?;
    }
}
