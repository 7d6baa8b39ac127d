//! The new member session of an exchange.

use crate::{
    Refusal,
    exchange::outcome::roles,
    project_tables::ProjectTables,
    sessions::MAX_MEMBER_SESSION_SECONDS,
    transactions::{Condition, Transaction},
};
use org_discovery::{
    domain::{
        AuthenticationFactors, Entropy, IssuedSession, JsonObject, Member, MemberSession, MemberSessionId,
        OpaqueToken, Organization, ProjectId, SecurityStamp, Session, SessionKind, Timestamp, TokenHash,
        discovery::exchange::NewMemberIds,
    },
    store::dynamodb::items::{
        attributes::text,
        sessions::{CUSTOM_CLAIMS, TOKEN_HASH, member_item},
    },
};

/// The options of a new member session.
#[derive(Debug, Clone)]
pub struct SessionOptions {
    seconds: i64,
    custom_claims: Option<JsonObject>,
}

impl SessionOptions {
    /// Sets the lifetime of the session in seconds, and the custom claims that its JWTs contain.
    ///
    /// # Errors
    /// [`Refusal::SessionTooLong`] or [`Refusal::SessionTooShort`].
    pub fn new(seconds: i64, custom_claims: Option<JsonObject>) -> Result<Self, Refusal> {
        match seconds {
            ..=0 => Err(Refusal::SessionTooShort),
            1..=MAX_MEMBER_SESSION_SECONDS => Ok(Self { seconds, custom_claims }),
            _ => Err(Refusal::SessionTooLong),
        }
    }

    pub(super) fn expires_at(&self, now: Timestamp) -> Timestamp {
        now.plus_seconds(self.seconds)
    }

    pub(super) fn custom_claims(&self) -> Option<JsonObject> {
        self.custom_claims.clone()
    }
}

impl Default for SessionOptions {
    /// One hour, as in Stytch's API, without custom claims.
    fn default() -> Self {
        Self { seconds: 3_600, custom_claims: None }
    }
}

/// The random values and the time of an exchange. They are generated once, so that each attempt writes the same session,
/// and an attempt whose response was lost can be recognized.
pub(super) struct Minted {
    pub(super) now: Timestamp,
    pub(super) session_token: OpaqueToken,
    pub(super) intermediate_session_token: OpaqueToken,
    pub(super) member_session_id: MemberSessionId,
    pub(super) ids: NewMemberIds,
}

impl Minted {
    pub(super) fn new(project: &ProjectId, entropy: &dyn Entropy, now: Timestamp) -> Self {
        let environment = project.environment();
        let mut bytes = [0; 33];
        entropy.fill(&mut bytes);
        let mut intermediate = [0; 32];
        entropy.fill(&mut intermediate);
        Self {
            now,
            session_token: OpaqueToken::from_random(&bytes),
            intermediate_session_token: OpaqueToken::from_random(&intermediate),
            member_session_id: MemberSessionId::random(environment, entropy),
            ids: NewMemberIds {
                member_id: org_discovery::domain::MemberId::random(environment, entropy),
                registration_id: format!("oauth-user-{}-{}", environment.as_str(), entropy.uuid()),
            },
        }
    }

    pub(super) fn token_hash(&self, project: &ProjectId) -> TokenHash {
        TokenHash::of_session_token(project, &self.session_token)
    }
}

/// A member session that is not stored yet.
pub(super) struct NewSession {
    pub(super) member_session: MemberSession,
    pub(super) session: Session,
    pub(super) custom_claims: Option<JsonObject>,
}

impl NewSession {
    pub(super) fn new(
        minted: &Minted,
        member: &Member,
        factors: AuthenticationFactors,
        expires_at: Timestamp,
        custom_claims: Option<JsonObject>,
    ) -> Self {
        let member_session = MemberSession {
            member_session_id: minted.member_session_id.clone(),
            organization_id: member.organization_id.clone(),
            member_id: member.member_id.clone(),
        };
        let kind = SessionKind::Member(member_session.clone());
        let session = Session::new(member.email_address.clone(), factors, expires_at, kind);
        Self { member_session, session, custom_claims }
    }

    /// Returns the claims of the session's JWT.
    pub(super) fn issued<'s>(&'s self, organization: &'s Organization, member: &Member) -> IssuedSession<'s> {
        IssuedSession {
            session: &self.member_session,
            authentication_factors: &self.session.authentication_factors,
            organization_slug: &organization.organization_slug,
            expires_at: self.session.expires_at,
            roles: roles(member),
            custom_claims: self.custom_claims.as_ref(),
        }
    }

    /// Puts the session's two items, and sets its security stamp.
    pub(super) fn put(
        &mut self,
        tables: &ProjectTables,
        minted: &Minted,
        stamp: SecurityStamp,
        transaction: &mut Transaction,
    ) {
        self.session.security_stamp = Some(stamp);
        let by_token = minted.token_hash(&tables.project);
        let by_id = TokenHash::of_session_id(&tables.project, &self.member_session.member_session_id);
        for (hash, paired) in [(&by_token, &by_id), (&by_id, &by_token)] {
            let mut item = member_item(&tables.project, hash, paired, &self.session, &self.member_session);
            let claims = self.custom_claims.as_ref();
            item.extend(claims.map(|claims| (CUSTOM_CLAIMS.to_owned(), text(claims.as_str()))));
            transaction.put(&tables.names.sessions, item, Some(&Condition::Absent(TOKEN_HASH)));
        }
    }
}
