//! Stytch's shape of a factor.

use serde_json::{Map, Value};

use super::{AuthenticationFactor as Factor, OAuthProvider};
use crate::domain::EmailAddress;

/// A factor as it stands in a session.
pub(super) type FactorObject = Map<String, Value>;

pub(super) fn read_factor(object: &FactorObject) -> Factor {
    let delivery_method = text(object, "delivery_method");
    match (text(object, "type"), delivery_method) {
        ("magic_link", "email") => Factor::MagicLink,
        ("email_otp", "email") => Factor::EmailOtp,
        ("password", "knowledge") => Factor::Password,
        ("oauth", _) => oauth(object, delivery_method),
        ("sso", "sso_saml") => sso(object, "saml_sso_factor"),
        ("sso", "sso_oidc") => sso(object, "oidc_sso_factor"),
        ("otp", "sms") => detail(object, "phone_number_factor", "phone_number")
            .map_or(Factor::Unknown, |phone_number| Factor::SmsOtp { phone_number }),
        ("totp", "authenticator_app") => detail(object, "authenticator_app_factor", "totp_id")
            .map_or(Factor::Unknown, |totp_id| Factor::Totp { totp_id }),
        ("recovery_codes", "recovery_code") => Factor::RecoveryCode,
        _ => Factor::Unknown,
    }
}

/// The address that an e-mail factor names.
pub(super) fn email_address(object: &FactorObject) -> Option<EmailAddress> {
    let address = detail(object, "email_factor", "email_address")?;
    EmailAddress::parse(&address).ok()
}

fn sso(object: &FactorObject, detail_object: &str) -> Factor {
    Factor::Sso { connection_id: detail(object, detail_object, "provider_id") }
}

/// Only a sign-in that the service itself redirected can prove an address, and only at Google and Microsoft. A token that
/// was exchanged says nothing about it, and neither does a factor marked `"email_verified": false`.
fn oauth(object: &FactorObject, delivery_method: &str) -> Factor {
    let name = delivery_method.strip_prefix("oauth_").unwrap_or_default();
    let exchanged = name.strip_prefix("exchange_");
    let Some(provider) = provider(exchanged.unwrap_or(name)) else {
        return Factor::Unknown;
    };
    let details = [
        format!("{}_oauth_factor", provider.as_str()),
        format!("{}_oauth_exchange_factor", provider.as_str()),
    ];
    let vouches = matches!(provider, OAuthProvider::Google | OAuthProvider::Microsoft);
    let doubted = is_doubted(object)
        || details.iter().any(|d| object.get(d).and_then(Value::as_object).is_some_and(is_doubted));
    Factor::OAuth {
        provider,
        subject: details.iter().find_map(|d| detail(object, d, "provider_subject")),
        proves_address: vouches && exchanged.is_none() && !doubted,
    }
}

pub(super) fn provider(name: &str) -> Option<OAuthProvider> {
    use OAuthProvider::{Github, Google, Hubspot, Microsoft, Slack};
    [Google, Microsoft, Slack, Github, Hubspot].into_iter().find(|provider| provider.as_str() == name)
}

/// Anything but `true`, where a writer took the trouble to say something, is a doubt.
fn is_doubted(object: &FactorObject) -> bool {
    !matches!(object.get("email_verified"), None | Some(Value::Null | Value::Bool(true)))
}

fn text<'o>(object: &'o FactorObject, key: &str) -> &'o str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A text inside a detail object; an empty one is as good as none.
fn detail(object: &FactorObject, detail_object: &str, key: &str) -> Option<String> {
    let found = object.get(detail_object)?.get(key)?.as_str()?;
    (!found.is_empty()).then(|| found.to_owned())
}
