//! Attackers: the factors that they can obtain for a victim's address, and their own organizations.

use proptest::prelude::Strategy;
use serde_json::{Value, json};

use super::generate::{ADDRESSES, Write, random_organization};
use crate::builders::{
    email_factor, email_verified, factor, oauth, oauth_exchange, password, password_with, recovery_code, sms,
    sso, totp, trusted_token_without_detail, with, with_address,
};

/// The attacker's organization.
pub const EVIL: &str = "organization-evil";
const ATTACKER_MAILBOX: &str = "eve@evil.test";

/// The factors that an attacker can obtain for a session with a victim's address.
pub fn obtainable_factors() -> Vec<Value> {
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
pub fn evil(id: &'static str) -> impl Strategy<Value = Value> {
    random_organization().prop_map(move |mut organization| {
        let own = json!({
            "organization_id": id, "organization_slug": id.replace("organization-", "slug-"),
            "claimed_email_domains": ["evil.test"], "sso_active_connections": [{"connection_id": "saml-evil"}],
        });
        organization.as_object_mut().expect("an object").extend(own.as_object().cloned().expect("an object"));
        organization
    })
}

/// Members of the attacker's organization with the victims' addresses and the attacker's credentials.
pub fn attacker_members(organization: &str) -> Vec<Write> {
    let puppet = |address: &&str| {
        Write::PutMember(json!({
            "member_id": puppet_id(organization, address), "organization_id": organization,
            "email_address": address, "name": "Puppet", "status": "active", "email_address_verified": true,
            "member_password_id": "password-evil", "totp_registration_id": "totp-evil",
            "mfa_phone_number": "+15556660000", "mfa_phone_number_verified": true,
            "oauth_registrations": [{"provider_type": "Slack", "provider_subject": "evil"}],
        }))
    };
    ADDRESSES.iter().map(puppet).collect()
}

/// A session of the attacker with this victim's address.
pub fn attacker_session(organization: &str, address: &str, factors: &[Value], is_member: bool) -> Value {
    if is_member {
        let member_id = puppet_id(organization, address);
        return json!({
            "kind": "member", "email_address": address, "authentication_factors": factors,
            "organization_id": organization, "member_id": member_id,
        });
    }
    json!({
        "kind": "intermediate", "email_address": address, "authentication_factors": factors,
        "organization_id_hint": organization,
    })
}

/// Returns the id of the attacker's Member with a victim's address.
fn puppet_id(organization: &str, address: &str) -> String {
    format!("puppet-{organization}-{}", address.replace('@', "-at-"))
}
