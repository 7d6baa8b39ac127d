//! What a login service writes into a session JWT.

use serde_json::{Value, json};

use crate::domain::{AuthenticationFactors, MemberSession, ProjectId, Timestamp};

/// A JWT lives for five minutes, as Stytch's do; the session that it names may live longer.
const LIFETIME_SECONDS: i64 = 300;

/// What a session JWT says of its session.
#[derive(Debug, Clone, Copy)]
pub struct IssuedSession<'s> {
    /// The session that it names.
    pub session: &'s MemberSession,
    /// What the person has shown.
    pub authentication_factors: &'s AuthenticationFactors,
    /// The organization's slug.
    pub organization_slug: &'s str,
    /// When the session ends.
    pub expires_at: Timestamp,
}

impl IssuedSession<'_> {
    /// The claims of a JWT that is made at `now`, in Stytch's form.
    ///
    /// # Errors
    /// Never in practice: the factors are JSON.
    pub fn claims(&self, project: &ProjectId, now: Timestamp) -> serde_json::Result<Value> {
        let factors: Value = serde_json::from_str(self.authentication_factors.json())?;
        Ok(json!({
            "iss": format!("stytch.com/{project}"),
            "aud": [project],
            "sub": self.session.member_id,
            "iat": now.unix(),
            "nbf": now.unix(),
            "exp": now.plus_seconds(LIFETIME_SECONDS).unix(),
            "https://stytch.com/session": {
                "id": self.session.member_session_id,
                "started_at": now,
                "last_accessed_at": now,
                "expires_at": self.expires_at,
                "attributes": {"user_agent": "", "ip_address": ""},
                "authentication_factors": factors,
                "roles": ["stytch_member"],
            },
            "https://stytch.com/organization": {
                "organization_id": self.session.organization_id,
                "slug": self.organization_slug,
            },
        }))
    }
}
