//! Unknown and malformed factors.

use serde_json::{Value, json};

use super::ANN;
use test_support::builders::{factor, with};

/// Returns unknown factors with every detail of a known one, so that only their type or delivery method is wrong.
pub fn unknown_factors() -> Vec<Value> {
    let complete = json!({
        "email_verified": true,
        "email_factor": {"email_address": ANN},
        "google_oauth_factor": {"provider_subject": "1"},
        "password_factor": {"scope": "project"},
        "saml_sso_factor": {"provider_id": "c-acme"},
    });
    let factors = unknown_types().into_iter().chain(malformed_factors());
    factors.map(|factor| with(factor, complete.clone())).collect()
}

fn unknown_types() -> [Value; 23] {
    [
        factor("magic_link", "sms"),
        factor("magic_link", "embedded"),
        factor("magic_link", ""),
        factor("Magic_Link", "email"),
        factor("magic_links", "email"),
        factor("email_otp", "sms"),
        factor("otp", "email"),
        factor("password", "email"),
        factor("oauth", ""),
        factor("oauth", "google"),
        factor("oauth", "oauth_"),
        factor("oauth", "oauth_twitter"),
        factor("oauth", "OAUTH_GOOGLE"),
        factor("oauth", "oauth_google_one_tap"),
        factor("oauth", "oauth_exchange_"),
        factor("oauth", "oauth_exchange_twitter"),
        factor("oauth", "oauth_exchange_exchange_google"),
        factor("oauth", "exchange_google"),
        factor("imported", "imported_auth0"),
        factor("trusted_auth_token", "email"),
        factor("trusted_auth_tokens", "trusted_token_exchange"),
        factor("webauthn_registration", "webauthn"),
        factor("", "email"),
    ]
}

fn malformed_factors() -> [Value; 7] {
    [
        json!({}),
        json!({"type": "magic_link"}),
        json!({"delivery_method": "email"}),
        json!({"type": null, "delivery_method": null}),
        json!({"type": ["magic_link"], "delivery_method": "email"}),
        json!({"type": "email_otp", "delivery_method": {"email": true}}),
        json!({"type": 1, "delivery_method": 2}),
    ]
}
