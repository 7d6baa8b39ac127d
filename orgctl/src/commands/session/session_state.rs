//! The state of a stored session.

use org_discovery::{
    domain::{Session, SessionKind, TokenHash},
    service::is_member_session_valid,
    store::{MemberReads, SessionReads},
};
use serde_json::{Value, json};

use crate::{context::Context, failure::Failure};

/// Returns what is known about a session, without its tokens.
pub async fn session_json(session: &Session, context: &Context) -> Result<Value, Failure> {
    let factors: Value = serde_json::from_str(session.authentication_factors.json())?;
    let mut shown = json!({
        "email_address": session.email_address,
        "validity": validity(session, context).await?,
        "expires_at": session.expires_at,
        "authentication_factors": factors,
    });
    match &session.kind {
        SessionKind::Intermediate { oauth_tenants, organization_id_hint } => {
            shown["kind"] = json!("intermediate");
            shown["oauth_tenants"] = json!(oauth_tenants);
            shown["organization_id_hint"] = json!(organization_id_hint);
        }
        SessionKind::Derived(member) | SessionKind::Member(member) => {
            let is_derived = session.parent().is_some();
            shown["kind"] =
                json!(if is_derived { "intermediate, derived from a member session" } else { "member" });
            shown["member_session_id"] = json!(member.member_session_id);
            shown["organization_id"] = json!(member.organization_id);
            shown["member_id"] = json!(member.member_id);
        }
    }
    Ok(shown)
}

/// Returns `valid`, `expired`, or `invalidated` if the Member was removed, is not active, or has another security stamp.
async fn validity(session: &Session, context: &Context) -> Result<&'static str, Failure> {
    if session.is_expired(context.now()) {
        return Ok("expired");
    }
    if session.required_member().is_none() {
        return Ok("valid");
    }
    if let Some(parent) = session.parent() {
        let hash = TokenHash::of_session_id(context.project()?, &parent.member_session_id);
        match context.store().session(&hash).await? {
            Some(stored) if !stored.is_expired(context.now()) => {}
            _ => return Ok("invalidated"),
        }
    }
    let members = context.store().members(context.project()?, &session.email_address).await?;
    Ok(if is_member_session_valid(session, &members) { "valid" } else { "invalidated" })
}

/// Returns the types of the factors, without personal data.
pub fn factor_names(factors: &[Value]) -> String {
    let name = |factor: &Value| {
        let part = |key: &str| factor.get(key).and_then(Value::as_str).unwrap_or("?").to_owned();
        format!("{}/{}", part("type"), part("delivery_method"))
    };
    if factors.is_empty() {
        "none".to_owned()
    } else {
        factors.iter().map(name).collect::<Vec<_>>().join(", ")
    }
}
