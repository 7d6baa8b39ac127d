//! Formats the session: its kind, the email address and the factors.

use org_discovery::domain::{AuthenticationFactor, Session, SessionKind};
use serde_json::Value;

/// Formats a session as one line.
pub fn session_text(session: &Session) -> String {
    let kind = match &session.kind {
        SessionKind::Intermediate { .. } => "intermediate session".to_owned(),
        SessionKind::Derived(parent) => {
            format!("intermediate session, derived from a member session in {}", parent.organization_id)
        }
        SessionKind::Member(member) => format!("member session in {}", member.organization_id),
    };
    let factors: Vec<_> = session.factors().map(factor_name).collect();
    let factors = if factors.is_empty() { "none".to_owned() } else { factors.join(", ") };
    let ignored = match session.authentication_factors.ignored_count(&session.email_address) {
        0 => String::new(),
        1 => "; 1 factor is ignored because it names another address or none".to_owned(),
        count => format!("; {count} factors are ignored because they name another address or none"),
    };
    format!("{kind} for {} with factors: {factors}{ignored}", session.email_address)
}

/// Returns the method of a primary factor, or the name of a second factor.
fn factor_name(factor: &AuthenticationFactor) -> String {
    let method = factor.primary_method().and_then(|method| serde_json::to_value(method).ok());
    if let Some(name) = method.as_ref().and_then(Value::as_str) {
        return name.to_owned();
    }
    let name = match factor {
        AuthenticationFactor::SmsOtp { .. } => "sms_otp",
        AuthenticationFactor::Totp { .. } => "totp",
        AuthenticationFactor::RecoveryCode => "recovery_code",
        AuthenticationFactor::TrustedToken { .. } => "trusted_token",
        _ => "unknown factor",
    };
    name.to_owned()
}
