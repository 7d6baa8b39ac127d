//! `orgctl session show`.

use org_discovery::{
    domain::{Session, SessionKind},
    lookup::members_life_lasts,
    store::{MemberReads, SessionReads},
};
use serde_json::{Value, json};

use super::named::{Named, SessionName};
use crate::{
    context::Context,
    failure::Failure,
    output::{Report, warn},
};

pub async fn run(name: &SessionName, context: &Context) -> Result<(), Failure> {
    let named = name.read(context).await?;
    let sessions = match &named {
        Named::One(hashes) => {
            let mut found = Vec::new();
            for hash in hashes {
                found.extend(context.store().session(hash).await?);
            }
            found
        }
        Named::AllOf(member) => {
            let found = context.writer()?.reader().member_sessions(&member.member_id).await?;
            if found.damaged_items > 0 {
                warn(format!(
                    "{} items of sessions of this Member cannot be read; `orgctl check` lists them",
                    found.damaged_items
                ));
            }
            found.sessions
        }
    };
    if sessions.is_empty() {
        let whose =
            if matches!(named, Named::AllOf(_)) { "the Member has no session" } else { "no such session" };
        return Err(Failure::refused(format!(
            "{whose}: it was never made, was revoked, or ended long ago and was removed"
        )));
    }
    let mut shown = Vec::with_capacity(sessions.len());
    for session in &sessions {
        shown.push(shown_session(session, context).await?);
    }
    context.print(&Report {
        text: shown.iter().map(text).collect::<Vec<_>>().join(&String::new()).into(),
        json: json!({ "sessions": shown }),
    })
}

async fn shown_session(session: &Session, context: &Context) -> Result<Value, Failure> {
    let factors: Value = serde_json::from_str(session.authentication_factors.json())?;
    let mut shown = json!({
        "email_address": session.email_address,
        "standing": standing(session, context).await?,
        "expires_at": session.expires_at,
        "authentication_factors": factors,
    });
    match &session.kind {
        SessionKind::Intermediate { oauth_tenants, organization_id_hint } => {
            shown["kind"] = json!("intermediate");
            shown["oauth_tenants"] = json!(oauth_tenants);
            shown["organization_id_hint"] = json!(organization_id_hint);
        }
        SessionKind::Member(member) => {
            shown["kind"] = json!("member");
            shown["member_session_id"] = json!(member.member_session_id);
            shown["organization_id"] = json!(member.organization_id);
            shown["member_id"] = json!(member.member_id);
        }
    }
    Ok(shown)
}

/// `alive`, or why it opens nothing.
async fn standing(session: &Session, context: &Context) -> Result<&'static str, Failure> {
    if session.is_expired(context.now()) {
        return Ok("expired");
    }
    if session.member().is_none() {
        return Ok("alive");
    }
    let members = context.store().members(context.project()?, &session.email_address).await?;
    Ok(if members_life_lasts(session, &members) { "alive" } else { "member_gone" })
}

/// What is told to people, in this order.
const FIELDS: [&str; 10] = [
    "kind",
    "email_address",
    "standing",
    "expires_at",
    "authentication_factors",
    "oauth_tenants",
    "organization_id_hint",
    "organization_id",
    "member_id",
    "member_session_id",
];

/// One line for each field; factors as they count, without the details that name people.
fn text(session: &Value) -> Vec<String> {
    let line = |name: &&str| {
        let value = match session.get(name)? {
            Value::String(text) => text.clone(),
            Value::Array(factors) => factor_names(factors),
            Value::Null => "none".to_owned(),
            other => other.to_string(),
        };
        Some(format!("{name}: {value}"))
    };
    FIELDS.iter().filter_map(line).collect()
}

fn factor_names(factors: &[Value]) -> String {
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
