//! The waves of reads.

use std::{collections::BTreeSet, ops::Deref};

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::try_join;
use tracing::warn;

use super::{
    Lookup, LookupError, NamedSession,
    selection::{Selection, select},
};
use crate::{
    domain::{
        Clock, CredentialKind, Member, OrganizationId, Session, SessionClaims, SessionJwtError, SessionKind,
        TokenHash, Written,
        discovery::{Discovery, Facts, discover},
    },
    store::{AddressMembers, FoundOrganizations, JoinableEdge, Reads, wave},
};

/// Reads under way at once in the second wave, besides the Members.
pub(super) const PARALLEL: usize = 7;

/// The organizations to which joinable edges lead from something that a person has.
#[derive(Debug, Clone, Default)]
pub struct Joinable {
    /// From the address's domain.
    pub by_domain: BTreeSet<OrganizationId>,
    /// From a tenant of the session.
    pub by_tenant: BTreeSet<OrganizationId>,
    /// Whether an edge could not be read.
    pub unnamed_damage: bool,
    /// Whether there are edges that were not looked at, because one answer reads no more.
    pub has_more: bool,
}

/// The answer that the facts give.
///
/// # Errors
/// [`LookupError::SessionNotFound`] when the session's own Member or organization is gone, and
/// [`LookupError::Damaged`] when damage left nothing to show.
pub fn decide(facts: &Facts) -> Result<Discovery<'_>, LookupError> {
    let discovery = discover(facts).ok_or(LookupError::SessionNotFound)?;
    if facts.are_damaged() && discovery.discovered_organizations.is_empty() {
        return Err(LookupError::Damaged);
    }
    Ok(discovery)
}

impl<S: Reads, C: Clock> Lookup<S, C> {
    pub(super) async fn gather(&self, named: NamedSession) -> Result<Facts, LookupError> {
        let (session, members) = match named {
            NamedSession::Opaque(hash) => {
                let session = wave(self.live_session(&hash)).await?;
                return self.facts_of(session).await.map(|(facts, _)| facts);
            }
            NamedSession::Signed(claims) => self.session_and_members(&claims).await?,
        };
        self.gather_organizations(session, members, &Joinable::default()).await
    }

    /// Waves 2 and 3, for a session that is alive, or one that an operator asks about without there being any.
    ///
    /// # Errors
    /// [`LookupError::SessionNotFound`] when the session's own Member or organization is gone,
    /// [`LookupError::Damaged`] when one of them cannot be read, or [`LookupError::Store`].
    pub async fn facts_of(&self, session: Session) -> Result<(Facts, Joinable), LookupError> {
        let reads = async { try_join!(self.members_of(&session), self.joinable_by(&session)) };
        let (members, joinable) = wave(reads).await?;
        let facts = self.gather_organizations(session, members, &joinable).await?;
        Ok((facts, joinable))
    }

    /// Wave 1 for a token.
    ///
    /// # Errors
    /// [`LookupError::IntermediateSessionNotFound`] or [`LookupError::SessionNotFound`] when there is none, or it is over, or
    /// [`LookupError::Store`].
    pub async fn live_session(&self, hash: &TokenHash) -> Result<Session, LookupError> {
        let found = self.store.session(hash).await?;
        let live = found.filter(|session| !session.is_expired(self.clock.now()));
        live.ok_or(match hash.kind() {
            CredentialKind::Intermediate => LookupError::IntermediateSessionNotFound,
            CredentialKind::SessionToken | CredentialKind::SessionId => LookupError::SessionNotFound,
        })
    }

    /// Waves 1 and 2 for a JWT: side by side when its signed factors tell the address, and one after the other when they do
    /// not. The session's row decides, about the address too.
    async fn session_and_members(
        &self,
        claims: &SessionClaims,
    ) -> Result<(Session, AddressMembers), LookupError> {
        let hash = TokenHash::of_session_id(&self.project_id, &claims.member_session_id);
        let Some(address) = &claims.email_address else {
            let session = wave(self.live_session(&hash)).await?;
            let members = wave(self.members_of(&session)).await?;
            return agreeing(session, claims).map(|session| (session, members));
        };
        let members = async { Ok(self.store.members(&self.project_id, address).await?) };
        let reads = async { try_join!(self.live_session(&hash), members) };
        let (session, members) = wave(reads).await?;
        let session = agreeing(session, claims)?;
        let members =
            if session.email_address == *address { members } else { wave(self.members_of(&session)).await? };
        Ok((session, members))
    }

    async fn members_of(&self, session: &Session) -> Result<AddressMembers, LookupError> {
        Ok(self.store.members(&self.project_id, &session.email_address).await?)
    }

    /// The other half of wave 2; a member session joins nothing.
    async fn joinable_by(&self, session: &Session) -> Result<Joinable, LookupError> {
        let edges = stream::iter(edges_to_follow(session)).map(async |edge| {
            let found = self.store.joinable(&self.project_id, &edge).await?;
            Ok::<_, LookupError>((edge, found))
        });
        let fold =
            edges.buffer_unordered(PARALLEL).try_fold(Joinable::default(), async |mut all, (edge, found)| {
                all.unnamed_damage |= found.unnamed_damage;
                all.has_more |= found.has_more;
                match edge {
                    JoinableEdge::EmailDomain(_) => all.by_domain.extend(found.organizations),
                    JoinableEdge::OAuthTenant(..) => all.by_tenant.extend(found.organizations),
                }
                Ok(all)
            });
        fold.await
    }

    /// Wave 3.
    async fn gather_organizations(
        &self,
        session: Session,
        members: AddressMembers,
        joinable: &Joinable,
    ) -> Result<Facts, LookupError> {
        check_own_member(&session, &members)?;
        let Selection { wanted, unread } = select(&session, &members, joinable);
        let found = if wanted.organizations.is_empty() {
            FoundOrganizations::default()
        } else {
            wave(self.store.organizations(&self.project_id, &wanted)).await?
        };
        check_own_organization(&session, &found)?;
        report_dangling(&members.members, &found);
        Ok(Facts {
            session,
            members: members.members,
            damaged_members: members.damaged,
            retired_by: members.retired_by,
            organizations: found.organizations,
            damaged_organizations: found.damaged,
            unnamed_damage: members.unnamed_damage || joinable.unnamed_damage,
            unread_organizations: unread,
            verified_members: found.verified_members,
        })
    }
}

/// The session, if it is the one that the token was made for.
fn agreeing(session: Session, claims: &SessionClaims) -> Result<Session, LookupError> {
    let agrees = session.member().is_some_and(|member| {
        member.member_id == claims.member_id && member.organization_id == claims.organization_id
    });
    if agrees { Ok(session) } else { Err(SessionJwtError::Invalid.into()) }
}

fn edges_to_follow(session: &Session) -> BTreeSet<JoinableEdge> {
    let SessionKind::Intermediate { oauth_tenants, .. } = &session.kind else {
        return BTreeSet::new();
    };
    let domain = Some(session.email_address.domain()).filter(|domain| !domain.is_common_mailbox());
    let tenants = oauth_tenants.iter();
    domain
        .map(|domain| JoinableEdge::EmailDomain(domain.clone()))
        .into_iter()
        .chain(tenants.map(|(provider, tenant)| JoinableEdge::OAuthTenant(provider, tenant.clone())))
        .collect()
}

/// A member session ends with its Member. One whose Member is damaged cannot be told dead, so it is an error.
fn check_own_member(session: &Session, members: &AddressMembers) -> Result<(), LookupError> {
    match session.member() {
        Some(own) if members.damaged.contains(&own.organization_id) => Err(LookupError::Damaged),
        Some(_) if members_life_lasts(session, members) => Ok(()),
        Some(_) if members.unnamed_damage => Err(LookupError::Damaged),
        Some(_) => Err(LookupError::SessionNotFound),
        None => Ok(()),
    }
}

/// Whether a member session's Member is still in the life in which the session was made.
#[must_use]
pub fn members_life_lasts(session: &Session, members: &AddressMembers) -> bool {
    let active = Facts::own_member(session, &members.members).is_some();
    let life = session.member().and_then(|own| members.security_stamps.get(&own.organization_id));
    active && life.is_some() && life == session.security_stamp.as_ref()
}

fn check_own_organization(session: &Session, found: &FoundOrganizations) -> Result<(), LookupError> {
    match session.member() {
        Some(own) if found.damaged.contains(&own.organization_id) => Err(LookupError::Damaged),
        _ => Ok(()),
    }
}

fn report_dangling(members: &[Written<Member>], found: &FoundOrganizations) {
    let stands = |id: &OrganizationId| found.organizations.contains_key(id) || found.damaged.contains(id);
    let dangling = |member: &&Written<Member>| member.is_live() && !stands(&member.organization_id);
    let mut skipped = members.iter().filter(dangling);
    if let Some(Member { organization_id, member_id, .. }) = skipped.next().map(Deref::deref) {
        let others = skipped.count();
        warn!(%organization_id, %member_id, others, "memberships were skipped, because their organizations do not exist");
    }
}
