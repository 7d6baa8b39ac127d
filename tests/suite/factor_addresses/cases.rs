//! Factors of every type with an address in every possible field.

use serde_json::{Value, json};

use super::ANN;
use test_support::builders::{
    email_otp_to, factor, magic_link_to, oauth, password_with_id, recovery_code, saml, sms, totp,
    trusted_token, verified_oauth, with,
};

/// A factor, and whether it is for Ann's address and so has an effect.
pub struct FactorCase {
    pub factor: Value,
    pub has_effect: bool,
}

/// A value of `email_address`, and whether a factor with that value is for Ann's address.
struct AddressValue {
    value: Value,
    is_own: bool,
}

fn addresses() -> impl Iterator<Item = AddressValue> {
    let own = [
        json!(null),
        json!(""),
        json!(ANN),
        json!("ANN@Acme.Example"),
        json!("ann@\u{ff41}cme\u{3002}example"),
    ];
    let foreign = [
        json!("eve@evil.test"),
        json!("ann+x@acme.example"),
        json!("a.nn@acme.example"),
        json!("ann@mail.acme.example"),
        json!(" ann@acme.example"),
        json!("ann"),
        json!(1),
        json!(true),
        json!([ANN]),
        json!({"email_address": ANN}),
    ];
    let own = own.into_iter().map(|value| AddressValue { value, is_own: true });
    own.chain(foreign.into_iter().map(|value| AddressValue { value, is_own: false }))
}

/// A factor that has an effect when unchanged, and the name of its detail object.
struct DetailedFactor {
    factor: Value,
    detail: &'static str,
}

fn detailed_factors() -> [DetailedFactor; 14] {
    let of = |detail, factor| DetailedFactor { factor, detail };
    [
        of("email_factor", magic_link_to(ANN)),
        of("email_factor", email_otp_to(ANN)),
        of("google_oauth_factor", verified_oauth("google", "other")),
        of("microsoft_oauth_factor", verified_oauth("microsoft", "other")),
        of("google_oauth_exchange_factor", oauth("google", "ann")),
        of("slack_oauth_factor", oauth("slack", "ann")),
        of("github_oauth_factor", oauth("github", "ann")),
        of("hubspot_oauth_exchange_factor", oauth("hubspot", "ann")),
        of("trusted_auth_token_factor", trusted_token()),
        of("password_factor", password_with_id("password-ann")),
        of("saml_sso_factor", saml("c-acme")),
        of("phone_number_factor", sms("+15550000100")),
        of("authenticator_app_factor", totp("totp-ann")),
        of("recovery_code_factor", recovery_code()),
    ]
}

/// Returns factors of every type with an address in every possible field.
pub fn factors_with_addresses() -> Vec<FactorCase> {
    let mut rows = Vec::new();
    let mut add = |factor, has_effect| rows.push(FactorCase { factor, has_effect });
    for DetailedFactor { factor, detail } in detailed_factors() {
        add(factor.clone(), true);
        for AddressValue { value, is_own } in addresses() {
            add(with(factor.clone(), json!({ "email_address": value })), is_own);
            let mut detailed = factor.clone();
            detailed[detail]["email_address"] = value.clone();
            let is_email = detail == "email_factor";
            let is_absent = value.is_null() || value == "";
            add(detailed, is_own && !(is_email && is_absent));
            // Every object whose key ends in `_factor` is a detail object.
            let other = json!({"some_other_factor": { "email_address": value }});
            add(with(factor.clone(), other), is_own);
        }
        // Other values are not.
        let elsewhere = json!({
            "note": {"email_address": "eve@evil.test"},
            "factors": {"email_address": "eve@evil.test"},
            "named_factor": "eve@evil.test",
            "listed_factor": [{"email_address": "eve@evil.test"}],
        });
        add(with(factor, elsewhere), true);
    }
    rows
}

/// Returns email factors with and without an address in their detail object.
pub fn email_factors() -> Vec<FactorCase> {
    let mut rows = Vec::new();
    for r#type in ["magic_link", "email_otp"] {
        let with_fields = |fields: Value| with(factor(r#type, "email"), fields);
        let ignored = [
            json!({}),
            json!({ "email_address": ANN }),
            json!({"email_factor": null}),
            json!({ "email_factor": ANN }),
            json!({ "email_factor": [{"email_address": ANN}] }),
            json!({"email_factor": {"email_id": "email-1"}}),
            json!({"email_otp_factor": {"email_address": ANN}}),
        ];
        let ignored = ignored.map(with_fields).map(|factor| FactorCase { factor, has_effect: false });
        rows.extend(ignored);
        let complete = with_fields(json!({"email_factor": {"email_id": "email-1", "email_address": ANN}}));
        rows.push(FactorCase { factor: complete, has_effect: true });
    }
    rows
}
