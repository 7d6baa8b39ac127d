//! `orgctl session show`.

use org_discovery::{
    domain::{Session, SessionKind, TokenHash},
    service::is_member_session_valid,
    store::{MemberReads, SessionReads},
};
use serde_json::{Value, json};

use super::session_selector::{SelectedSessions, SessionSelector};
use crate::{
    context::Context,
    failure::Failure,
    output::{Report, warn},
};

pub async fn run(selector: &SessionSelector, context: &Context) -> Result<(), Failure> {
    let selected = selector.select(context).await?;
    let sessions = load_sessions(&selected, context).await?;
    if sessions.is_empty() {
        return Err(not_found(&selected));
    }
    let mut shown = Vec::with_capacity(sessions.len());
    for session in &sessions {
        shown.push(session_json(session, context).await?);
    }
    context.print(&Report {
        text: shown.iter().map(session_text).collect::<Vec<_>>().join(&String::new()).into(),
        json: json!({ "sessions": shown }),
    })
}

async fn load_sessions(selected: &SelectedSessions, context: &Context) -> Result<Vec<Session>, Failure> {
    match selected {
        SelectedSessions::Single(hashes) => {
            let mut found = Vec::new();
            for hash in hashes {
                found.extend(context.store().session(hash).await?);
            }
            Ok(found)
        }
        SelectedSessions::AllOfMember(member) => {
            let found = context.reader()?.member_sessions(&member.member_id).await?;
            if found.damaged_items > 0 {
                warn(format!(
                    "skipped {} damaged session items of this Member; `orgctl check` lists them",
                    found.damaged_items
                ));
            }
            Ok(found.sessions)
        }
    }
}

fn not_found(selected: &SelectedSessions) -> Failure {
    let what = match selected {
        SelectedSessions::Single(_) => "session not found",
        SelectedSessions::AllOfMember(_) => "the Member has no sessions",
    };
    Failure::refused(format!(
        "{what}: sessions disappear when they are exchanged or revoked, and some time after they expire"
    ))
}

async fn session_json(session: &Session, context: &Context) -> Result<Value, Failure> {
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

/// The fields of the text output, in order.
const FIELDS: [&str; 10] = [
    "kind",
    "email_address",
    "validity",
    "expires_at",
    "authentication_factors",
    "oauth_tenants",
    "organization_id_hint",
    "organization_id",
    "member_id",
    "member_session_id",
];

/// Formats one line per field. Factors are reduced to their types, without personal data.
fn session_text(session: &Value) -> Vec<String> {
    let format_field = |name: &&str| {
        let value = match session.get(name)? {
            Value::String(text) => text.clone(),
            Value::Array(factors) => factor_names(factors),
            Value::Null => "none".to_owned(),
            other => other.to_string(),
        };
        Some(format!("{name}: {value}"))
    };
    FIELDS.iter().filter_map(format_field).collect()
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
