//! Prints the credentials of a new session, which are shown only once.

use org_discovery::domain::{Entropy, MemberSessionId, OpaqueToken, SystemEntropy, Timestamp};
use serde_json::json;

use crate::{context::Context, failure::Failure, output::Report};

/// What opens a new session.
pub struct IssuedCredentials {
    /// The id of a member session.
    pub member_session_id: Option<MemberSessionId>,
    pub expires_at: Timestamp,
    /// The request fields that open the session, with their values.
    pub credentials: Vec<(&'static str, String)>,
}

impl IssuedCredentials {
    pub fn print(&self, context: &Context) -> Result<(), Failure> {
        let mut json = json!({ "expires_at": self.expires_at });
        let mut lines = Vec::new();
        if let Some(id) = &self.member_session_id {
            json["member_session_id"] = json!(id);
            lines.push(format!("member_session_id: {id}"));
        }
        lines.push(format!("expires_at: {}", self.expires_at));
        lines.push("Shown this once; for local work, tests and support:".to_owned());
        for (name, value) in &self.credentials {
            json[*name] = json!(value);
            lines.push(format!("{name}: {value}"));
        }
        context.print(&Report { json, text: lines.into() })
    }
}

/// Generates a token of this many random bytes.
pub fn random_token<const BYTES: usize>() -> OpaqueToken {
    let mut bytes = [0; BYTES];
    SystemEntropy.fill(&mut bytes);
    OpaqueToken::from_random(&bytes)
}
