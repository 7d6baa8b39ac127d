//! Prints the credentials of a new session, which cannot be shown again.

use org_discovery::domain::{Entropy, MemberSessionId, OpaqueToken, SystemEntropy, Timestamp};
use serde_json::json;

use crate::{context::Context, failure::Failure, output::Report};

/// The credentials of a new session.
pub struct IssuedCredentials {
    /// The id, if it is a member session.
    pub member_session_id: Option<MemberSessionId>,
    pub expires_at: Timestamp,
    /// The request fields that accept the credentials, with their values.
    pub credentials: Vec<(&'static str, String)>,
}

impl IssuedCredentials {
    /// Prints the credentials. A dry run prints none, because none were stored.
    pub fn print(&self, context: &Context) -> Result<(), Failure> {
        if context.is_dry_run() {
            return context.print(&Report {
                json: json!({"expires_at": self.expires_at}),
                text: format!("A session would be created that expires at {}.", self.expires_at).into(),
            });
        }
        let mut json = json!({ "expires_at": self.expires_at });
        let mut lines = Vec::new();
        if let Some(id) = &self.member_session_id {
            json["member_session_id"] = json!(id);
            lines.push(format!("member_session_id: {id}"));
        }
        lines.push(format!("expires_at: {}", self.expires_at));
        lines.push("Credentials, shown only once; for local development, tests and support:".to_owned());
        for (name, value) in &self.credentials {
            json[*name] = json!(value);
            lines.push(format!("{name}: {value}"));
        }
        context.deliver(&Report { json, text: lines.into() }, &self.undelivered())
    }
}

impl IssuedCredentials {
    /// Says how to end a session whose credentials are lost.
    fn undelivered(&self) -> String {
        match &self.member_session_id {
            Some(id) => format!("end the session with `orgctl session revoke --session-id {id}`"),
            None => format!("the session is of no use, and expires at {}", self.expires_at),
        }
    }
}

/// Generates a token from `BYTES` random bytes.
pub fn random_token<const BYTES: usize>() -> OpaqueToken {
    let mut bytes = [0; BYTES];
    SystemEntropy.fill(&mut bytes);
    OpaqueToken::from_random(&bytes)
}
