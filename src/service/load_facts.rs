//! Loads the facts of the decision in at most three round trips.

use std::ops::Deref;

use tokio::{join, try_join};
use tracing::warn;

use super::{
    Caller, Credential, DiscoveryService, JoinableOrganizations, ServiceError,
    member_session_validity::{check_claims, check_own_member, check_own_organization},
    organizations_to_read::{OrganizationSelection, select_organizations},
    resolve_session::SessionRef,
};
use crate::{
    domain::{
        CachedJson, Clock, Member, OrganizationId, Session, SessionClaims, TokenHash,
        discovery::{AddressMembers, Facts},
    },
    request_context::round_trip,
    store::{FoundOrganizations, Reads},
};

impl<S: Reads, C: Clock> DiscoveryService<S, C> {
    /// Loads the facts of a request.
    ///
    /// If the cached copy of the project is older than a minute, the project is read again concurrently, and the caller
    /// and its JWT must be valid in the new copy too. Otherwise an instance that was frozen for hours would accept
    /// secrets, keys and issuers that have been removed.
    ///
    /// # Errors
    /// Any [`ServiceError`].
    pub async fn load_facts(&self, caller: Caller, credential: &Credential) -> Result<Facts, ServiceError> {
        let (caller, session) = self.resolve(caller, credential).await?;
        if caller.project.is_fresh(self.clock.now()) {
            return self.facts_of_ref(&session, None).await;
        }
        let (authorized, facts) = join!(self.recheck(caller, credential), self.facts_of_ref(&session, None));
        authorized.and(facts)
    }

    /// Checks the caller and its JWT with a fresh copy of the project.
    async fn recheck(&self, caller: Caller, credential: &Credential) -> Result<(), ServiceError> {
        let caller = self.reauthenticate(caller).await?;
        if let Credential::SessionJwt(jwt) = credential {
            self.verify(jwt, &caller)?;
        }
        Ok(())
    }

    /// Loads the session that `session` refers to, and its facts. The organization `target` is read even if the limit for
    /// one request excludes it, provided that it is a candidate.
    ///
    /// # Errors
    /// Any [`ServiceError`].
    pub async fn facts_of_ref(
        &self,
        session: &SessionRef,
        target: Option<&OrganizationId>,
    ) -> Result<Facts, ServiceError> {
        match session {
            SessionRef::Token(hash) => {
                let session = round_trip(self.live_session(hash)).await?;
                let (facts, _) = self.facts_of(session, target).await?;
                Ok(facts)
            }
            SessionRef::Jwt(claims) => {
                let (session, members) = self.session_and_members(claims).await?;
                self.with_organizations(session, members, &JoinableOrganizations::default(), target).await
            }
        }
    }

    /// Loads the facts of a session, which need not be stored: round trips 2 and 3. The limit for one request never
    /// excludes the organization `target`.
    ///
    /// # Errors
    /// [`ServiceError::SessionNotFound`] when the Member of a member session is not active or has another security
    /// stamp, [`ServiceError::IntermediateSessionNotFound`] for a session that was derived from such a member session, [`ServiceError::Damaged`] when its Member or organization may be damaged, or [`ServiceError::Store`].
    pub async fn facts_of(
        &self,
        session: Session,
        target: Option<&OrganizationId>,
    ) -> Result<(Facts, JoinableOrganizations), ServiceError> {
        let reads = async {
            try_join!(self.members_of(&session), self.joinable_by(&session), self.check_parent(&session))
        };
        let (members, joinable, ()) = round_trip(reads).await?;
        let facts = self.with_organizations(session, members, &joinable, target).await?;
        Ok((facts, joinable))
    }

    /// Reads the session of a JWT and the Members of its address: round trips 1 and 2. If a signed factor of the JWT
    /// contains the address, both are read in one round trip. The address of the stored session takes precedence.
    async fn session_and_members(
        &self,
        claims: &SessionClaims,
    ) -> Result<(Session, AddressMembers), ServiceError> {
        let hash = TokenHash::of_session_id(&self.project_id, &claims.member_session_id);
        let Some(address) = &claims.email_address else {
            let session = round_trip(self.live_session(&hash)).await?;
            let members = round_trip(self.members_of(&session)).await?;
            check_claims(&session, claims)?;
            return Ok((session, members));
        };
        let members = async { Ok(self.store.members(&self.project_id, address).await?) };
        let reads = async { try_join!(self.live_session(&hash), members) };
        let (session, members) = round_trip(reads).await?;
        check_claims(&session, claims)?;
        if session.email_address == *address {
            return Ok((session, members));
        }
        let members = round_trip(self.members_of(&session)).await?;
        Ok((session, members))
    }

    /// Checks that the member session that an intermediate session was derived from still exists.
    async fn check_parent(&self, session: &Session) -> Result<(), ServiceError> {
        let Some(parent) = session.parent() else {
            return Ok(());
        };
        let hash = TokenHash::of_session_id(&self.project_id, &parent.member_session_id);
        // Boxed, because the future is large and rarely used.
        let stored = Box::pin(self.store.session(&hash)).await?;
        let is_live = stored.is_some_and(|stored| {
            !stored.is_expired(self.clock.now())
                && stored.member() == Some(parent)
                && stored.email_address == session.email_address
                && stored.security_stamp == session.security_stamp
        });
        if is_live { Ok(()) } else { Err(ServiceError::IntermediateSessionNotFound) }
    }

    async fn members_of(&self, session: &Session) -> Result<AddressMembers, ServiceError> {
        Ok(self.store.members(&self.project_id, &session.email_address).await?)
    }

    /// Reads the organizations and returns the complete facts: round trip 3.
    async fn with_organizations(
        &self,
        session: Session,
        members: AddressMembers,
        joinable: &JoinableOrganizations,
        target: Option<&OrganizationId>,
    ) -> Result<Facts, ServiceError> {
        check_own_member(&session, &members)?;
        let OrganizationSelection { to_read, unread } =
            select_organizations(&session, &members, joinable, target);
        let found = if to_read.organizations.is_empty() {
            FoundOrganizations::default()
        } else {
            round_trip(self.store.organizations(&self.project_id, &to_read)).await?
        };
        check_own_organization(&session, &found)?;
        report_dangling_members(&members.members, &found);
        Ok(Facts {
            session,
            has_unidentified_damage: members.has_unidentified_damage || joinable.has_unidentified_damage,
            address_members: members,
            organizations: found.organizations,
            damaged_organizations: found.damaged,
            unread_organizations: unread,
            verified_members: found.verified_members,
        })
    }
}

/// Logs Members whose organizations do not exist.
fn report_dangling_members(members: &[CachedJson<Member>], found: &FoundOrganizations) {
    let exists = |id: &OrganizationId| found.organizations.contains_key(id) || found.damaged.contains(id);
    let is_dangling = |member: &&CachedJson<Member>| member.is_live() && !exists(&member.organization_id);
    let mut skipped = members.iter().filter(is_dangling);
    if let Some(Member { organization_id, member_id, .. }) = skipped.next().map(Deref::deref) {
        let others = skipped.count();
        warn!(%organization_id, %member_id, others, "memberships skipped: organization does not exist");
    }
}
