//! Formats the session: the person, how far the sign-in is, and the factors.

use org_discovery::domain::{AuthenticationFactor, Session, SessionKind};
use serde_json::Value;

/// Formats a session as one line.
pub fn session_text(session: &Session) -> String {
    let kind = match &session.kind {
        SessionKind::Intermediate { .. } => "before an organization is chosen".to_owned(),
        SessionKind::Member(member) => format!("signed in to {}", member.organization_id),
    };
    let factors: Vec<_> = session.factors().map(factor_name).collect();
    let shown = if factors.is_empty() { "nothing".to_owned() } else { factors.join(", ") };
    let ignored = match session.authentication_factors.ignored_for(&session.email_address) {
        0 => String::new(),
        1 => "; 1 factor is ignored, because it names another address or no address".to_owned(),
        count => format!("; {count} factors are ignored, because they name another address or no address"),
    };
    format!("{} {kind}, having shown: {shown}{ignored}", session.email_address)
}

/// Returns the name of a primary method, or else of a second factor.
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
        _ => "something unknown",
    };
    name.to_owned()
}
