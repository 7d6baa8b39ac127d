//! The claims of a session JWT that a login service issues.

use serde_json::{Value, json};

use crate::domain::{AuthenticationFactors, MemberSession, ProjectId, Timestamp};

/// The lifetime of a JWT: five minutes, as in Stytch. It is independent of the session's expiry.
const LIFETIME_SECONDS: i64 = 300;

/// A session for which a session JWT is issued.
#[derive(Debug, Clone, Copy)]
pub struct IssuedSession<'s> {
    /// The member session.
    pub session: &'s MemberSession,
    /// The session's factors.
    pub authentication_factors: &'s AuthenticationFactors,
    /// The organization's slug.
    pub organization_slug: &'s str,
    /// The session's expiry.
    pub expires_at: Timestamp,
}

impl IssuedSession<'_> {
    /// Returns the claims of a JWT that is issued at `now`, in Stytch's format. The caller signs them.
    ///
    /// # Errors
    /// Never in practice, because the factors are valid JSON.
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
