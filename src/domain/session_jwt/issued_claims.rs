//! The claims of a session JWT that a login service issues.

use serde_json::{Map, Value, json};

use crate::domain::{AuthenticationFactors, JsonObject, MemberSession, ProjectId, Timestamp};

/// The lifetime of a JWT: five minutes, as in Stytch. It is independent of the session's expiry.
const LIFETIME_SECONDS: i64 = 300;

/// A session for which a session JWT is issued.
#[derive(Debug, Clone)]
pub struct IssuedSession<'s> {
    /// The member session.
    pub session: &'s MemberSession,
    /// The session's factors.
    pub authentication_factors: &'s AuthenticationFactors,
    /// The organization's slug.
    pub organization_slug: &'s str,
    /// The session's expiry.
    pub expires_at: Timestamp,
    /// The roles of the session.
    pub roles: Vec<String>,
    /// Further claims, which must not have the names of other claims.
    pub custom_claims: Option<&'s JsonObject>,
}

impl<'s> IssuedSession<'s> {
    /// Creates a session with the role of every Member, and without custom claims.
    #[must_use]
    pub fn new(
        session: &'s MemberSession,
        authentication_factors: &'s AuthenticationFactors,
        organization_slug: &'s str,
        expires_at: Timestamp,
    ) -> Self {
        let roles = vec!["stytch_member".to_owned()];
        Self { session, authentication_factors, organization_slug, expires_at, roles, custom_claims: None }
    }
}

impl IssuedSession<'_> {
    /// Returns the claims of a JWT that is issued at `now`, in Stytch's format. The caller signs them.
    ///
    /// # Errors
    /// Never in practice, because the factors are valid JSON.
    pub fn claims(&self, project: &ProjectId, now: Timestamp) -> serde_json::Result<Value> {
        let factors = self.authentication_factors.response_form()?;
        let mut claims = json!({
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
                "roles": self.roles,
            },
            "https://stytch.com/organization": {
                "organization_id": self.session.organization_id,
                "slug": self.organization_slug,
            },
        });
        let custom: Option<Map<String, Value>> =
            self.custom_claims.map(|claims| serde_json::from_str(claims.as_str())).transpose()?;
        for (name, value) in custom.into_iter().flatten() {
            // A custom claim never replaces a claim of the session.
            if claims.get(&name).is_none() {
                claims[name] = value;
            }
        }
        Ok(claims)
    }
}
