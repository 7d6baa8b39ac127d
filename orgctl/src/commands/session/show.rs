//! `orgctl session show`.

use org_discovery::{domain::Session, store::SessionReads};
use serde_json::{Value, json};

use super::{
    session_selector::{SelectedSessions, SessionSelector},
    session_state::{factor_names, session_json},
};
use crate::{
    context::Context,
    failure::Failure,
    output::{Report, counted, warn},
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
                let items = counted(found.damaged_items, "damaged session item");
                warn(format!("left out {items} of this Member; `orgctl check` lists them"));
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
