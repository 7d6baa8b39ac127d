//! Parses factors in Stytch's JSON format.

use serde_json::{Map, Value};

use super::{AuthenticationFactor as Factor, FactorAddress, OAuthProvider, ParsedFactor, PasswordScope};
use crate::domain::EmailAddress;

/// The JSON object of a factor.
pub(super) type FactorObject = Map<String, Value>;

pub(super) fn parse_factor(object: &FactorObject) -> ParsedFactor {
    let factor = parse_kind(object);
    let is_mail = matches!(factor, Factor::MagicLink | Factor::EmailOtp);
    // An email factor without the address that the message was sent to proves nothing.
    let lacks_address = is_mail && email_factor_address(object).is_none();
    let address = if lacks_address { FactorAddress::Unusable } else { FactorAddress::of(object) };
    ParsedFactor { factor, address }
}

fn parse_kind(object: &FactorObject) -> Factor {
    let delivery_method = text(object, "delivery_method");
    match (text(object, "type"), delivery_method) {
        ("magic_link", "email") => Factor::MagicLink,
        ("email_otp", "email") => Factor::EmailOtp,
        ("password", "knowledge") => Factor::Password { scope: password_scope(object) },
        ("oauth", _) => oauth(object, delivery_method),
        ("trusted_auth_token", "trusted_token_exchange") => Factor::TrustedToken {
            verifies_address: states_verified_email(object, &["trusted_auth_token_factor"]),
        },
        ("sso", _) => Factor::Sso { connection_id: connection_id(object, delivery_method) },
        ("otp", "sms") => detail(object, "phone_number_factor", "phone_number")
            .map_or(Factor::Unknown, |phone_number| Factor::SmsOtp { phone_number }),
        ("totp", "authenticator_app") => detail(object, "authenticator_app_factor", "totp_id")
            .map_or(Factor::Unknown, |totp_id| Factor::Totp { totp_id }),
        ("recovery_codes", "recovery_code") => Factor::RecoveryCode,
        _ => Factor::Unknown,
    }
}

/// Returns the address in an email factor.
pub(super) fn email_address(object: &FactorObject) -> Option<EmailAddress> {
    EmailAddress::parse(&email_factor_address(object)?).ok()
}

fn email_factor_address(object: &FactorObject) -> Option<String> {
    detail(object, "email_factor", "email_address")
}

/// Returns the scope of a password factor. A `member_password_id` takes precedence over `scope`: a factor for one
/// password proves no other password. An id that is not a string becomes the empty id, which matches no Member's
/// password.
fn password_scope(object: &FactorObject) -> PasswordScope {
    let named = object.get("password_factor").and_then(|detail| detail.get("member_password_id"));
    match named {
        None | Some(Value::Null) => {}
        Some(Value::String(id)) if id.is_empty() => {}
        Some(id) => return PasswordScope::Member(id.as_str().unwrap_or_default().to_owned()),
    }
    match detail(object, "password_factor", "scope").as_deref() {
        Some("project") => PasswordScope::Project,
        _ => PasswordScope::Unstated,
    }
}

/// Returns the SSO connection id. It is parsed for unknown delivery methods too, so that the same restrictions apply to
/// them.
fn connection_id(object: &FactorObject, delivery_method: &str) -> Option<String> {
    let saml = || detail(object, "saml_sso_factor", "provider_id");
    let oidc = || detail(object, "oidc_sso_factor", "provider_id");
    if delivery_method == "sso_oidc" { oidc().or_else(saml) } else { saml().or_else(oidc) }
}

/// Parses an OAuth factor. Only a sign-in with Google or Microsoft by redirect from the login service can verify an
/// address. A token that the client exchanged never does.
fn oauth(object: &FactorObject, delivery_method: &str) -> Factor {
    let name = delivery_method.strip_prefix("oauth_").unwrap_or_default();
    let exchanged = name.strip_prefix("exchange_");
    let Some(provider) = provider(exchanged.unwrap_or(name)) else {
        return Factor::Unknown;
    };
    let own = format!("{}_oauth_factor", provider.as_str());
    let exchange = format!("{}_oauth_exchange_factor", provider.as_str());
    let details = [own.as_str(), exchange.as_str()];
    Factor::OAuth {
        provider,
        subject: details.iter().find_map(|key| detail(object, key, "provider_subject")),
        verifies_address: provider.can_verify_address()
            && exchanged.is_none()
            && states_verified_email(object, &details),
    }
}

pub(super) fn provider(name: &str) -> Option<OAuthProvider> {
    OAuthProvider::ALL.into_iter().find(|provider| provider.as_str() == name)
}

/// Returns true if the factor or one of its `details` has `email_verified: true`, and none of them has another value.
///
/// A missing field does not count as verified: a writer that copies a provider's claims without it would otherwise
/// reproduce the nOAuth vulnerability.
fn states_verified_email(object: &FactorObject, details: &[&str]) -> bool {
    let details = details.iter().filter_map(|key| object.get(*key)?.as_object());
    let stated = [object].into_iter().chain(details).filter_map(|object| object.get("email_verified"));
    let mut stated = stated.filter(|value| !value.is_null()).peekable();
    stated.peek().is_some() && stated.all(|value| *value == Value::Bool(true))
}

fn text<'o>(object: &'o FactorObject, key: &str) -> &'o str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Returns a non-empty string from a detail object.
fn detail(object: &FactorObject, detail_object: &str, key: &str) -> Option<String> {
    let found = object.get(detail_object)?.get(key)?.as_str()?;
    (!found.is_empty()).then(|| found.to_owned())
}
