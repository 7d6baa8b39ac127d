//! The transaction of an exchange.

use super::{
    ExchangeError, ExchangeOutcome, ExchangeRequest, ExchangeWriter, FactorsRequired, SessionJwtSigner,
    SignedIn,
    conditions::{Use, add_session_conditions, at_revision},
    member_session::{Minted, NewSession},
};
use crate::transactions::{Attempt, Committed, Condition, Transaction};
use org_discovery::{
    domain::{
        AuthenticationFactors, CachedJson, EmailDomain, MemberSession, Organization, Session, SessionKind,
        TokenHash,
        discovery::{
            DiscoveredOrganization, Facts,
            exchange::{JoinRule, MemberChange, SignIn},
        },
    },
    service::ServiceError,
    store::dynamodb::items::{
        members::member_key,
        organizations::{counter_key, organization_key, read_counter},
        sessions::{TOKEN_HASH, intermediate_item},
    },
};

/// One attempt to commit the effect of a decision.
pub(super) struct SignInTransaction<'t> {
    pub(super) writer: ExchangeWriter<'t>,
    pub(super) facts: &'t Facts,
    pub(super) request: ExchangeRequest<'t>,
    pub(super) minted: &'t Minted,
}

impl<'t> SignInTransaction<'t> {
    pub(super) fn new(
        writer: ExchangeWriter<'t>,
        facts: &'t Facts,
        request: ExchangeRequest<'t>,
        minted: &'t Minted,
    ) -> Self {
        Self { writer, facts, request, minted }
    }

    /// Writes the member session and the Member. After a conflict, the result is kept in `prepared`.
    pub(super) async fn sign_in(
        self,
        sign_in: SignIn<'_>,
        signer: &impl SessionJwtSigner,
        prepared: &mut Option<Box<SignedIn>>,
    ) -> Result<Attempt<ExchangeOutcome>, ExchangeError> {
        let SignIn { entry, organization, change, factors, required_counter } = sign_in;
        let mut new = self.new_session(&change, factors);
        let issued = new.issued(organization, &change.next);
        let session_jwt = signer.sign(&self.writer.tables.project, &issued, self.minted.now).await?;
        let mut transaction = self.conditions(organization, Use::Spend)?;
        let stamp = self.change_member(&mut transaction, &change, required_counter.as_ref(), None)?;
        new.put(self.writer.tables, self.minted, stamp, &mut transaction);
        let signed_in = Box::new(SignedIn {
            membership_type: entry.membership.r#type,
            session_token: self.minted.session_token.clone(),
            session_jwt,
            member_session: new.member_session,
            session: new.session,
            started_at: self.minted.now,
            custom_claims: new.custom_claims,
            registered: change.registered.clone(),
            member: change.next.clone(),
            organization: Organization::clone(organization),
        });
        match self.writer.commit_sign_in(transaction, signed_in, self.minted, prepared).await? {
            Some(signed_in) => Ok(Attempt::Done(ExchangeOutcome::Authenticated(signed_in))),
            None => self.after_conflict(&change, required_counter.as_ref()).await,
        }
    }

    /// Creates the pending Member of a person who must register a second factor before joining.
    pub(super) async fn create_pending_member(
        self,
        entry: &DiscoveredOrganization<'_>,
        organization: &CachedJson<Organization>,
        change: &MemberChange<'_>,
        rule: &JoinRule,
    ) -> Result<Attempt<ExchangeOutcome>, ExchangeError> {
        let mut transaction = self.conditions(organization, Use::Keep)?;
        self.change_member(&mut transaction, change, rule.domain(), Some(rule))?;
        if self.writer.commit(transaction).await? == Committed::Conflict {
            return Ok(Attempt::StartAgain);
        }
        let token = self.request.intermediate_session_token.ok_or(ServiceError::SessionNotFound)?.clone();
        let mut required = FactorsRequired::of(entry, token);
        required.member = Some(change.next.clone());
        required.is_new_member = true;
        Ok(Attempt::Done(ExchangeOutcome::FactorsRequired(Box::new(required))))
    }

    /// Returns the factors that are required. A member session is exchanged for an intermediate session, to which they
    /// can be added.
    pub(super) async fn require_factors(
        self,
        entry: &DiscoveredOrganization<'_>,
        factors: AuthenticationFactors,
    ) -> Result<Attempt<ExchangeOutcome>, ExchangeError> {
        let token = match self.request.intermediate_session_token {
            Some(token) => token,
            None if !self.put_derived_session(entry, factors).await? => return Ok(Attempt::StartAgain),
            None => &self.minted.intermediate_session_token,
        };
        let required = FactorsRequired::of(entry, token.clone());
        Ok(Attempt::Done(ExchangeOutcome::FactorsRequired(Box::new(required))))
    }

    /// Puts an intermediate session that ends with the presented member session. Returns false after a conflict.
    async fn put_derived_session(
        &self,
        entry: &DiscoveredOrganization<'_>,
        factors: AuthenticationFactors,
    ) -> Result<bool, ExchangeError> {
        let tables = self.writer.tables;
        let presented = &self.facts.session;
        let parent = presented.required_member().ok_or(ServiceError::SessionNotFound)?.clone();
        let session = Session {
            authentication_factors: factors,
            kind: SessionKind::Derived(parent),
            ..presented.clone()
        };
        let organization_id = &entry.organization.organization_id;
        let organization =
            self.facts.organizations.get(organization_id).ok_or(ServiceError::SessionNotFound)?;
        let mut transaction = self.conditions(organization, Use::Keep)?;
        if let Some(member) = self
            .facts
            .address_members
            .members
            .iter()
            .find(|member| member.organization_id == *organization_id)
        {
            let key = member_key(&tables.project, &member.email_address, organization_id);
            transaction.check(&tables.names.members, key, &at_revision(member)?);
        }
        let hash = TokenHash::of_intermediate(&tables.project, &self.minted.intermediate_session_token);
        let item = intermediate_item(&tables.project, &hash, &session);
        transaction.put(&tables.names.sessions, item, Some(&Condition::Absent(TOKEN_HASH)));
        self.writer.commit_session(transaction, &hash).await
    }

    /// Returns a transaction with the conditions on the presented session and on the organization.
    fn conditions(
        &self,
        organization: &CachedJson<Organization>,
        usage: Use,
    ) -> Result<Transaction, ExchangeError> {
        let tables = self.writer.tables;
        let hash = self.request.session.token_hash(&tables.project);
        let id = &organization.organization_id;
        let mut transaction = Transaction::default();
        let Facts { session, address_members, .. } = self.facts;
        let presented = (session, address_members);
        add_session_conditions(&mut transaction, tables, presented, (&hash, usage), id, self.minted.now)?;
        let key = organization_key(&tables.project, id);
        transaction.check(&tables.names.organizations, key, &at_revision(organization)?);
        Ok(transaction)
    }

    fn new_session(&self, change: &MemberChange<'_>, factors: AuthenticationFactors) -> NewSession {
        let options = self.request.options;
        let presented = &self.facts.session;
        let requested = options.expires_at(self.minted.now);
        // A chain of exchanges must not outlive its first session.
        let (expires_at, custom_claims) = match &presented.kind {
            SessionKind::Intermediate { .. } => (requested, options.custom_claims()),
            SessionKind::Derived(_) => (requested.min(presented.expires_at), options.custom_claims()),
            SessionKind::Member(MemberSession { .. }) => (presented.expires_at, None),
        };
        NewSession::new(self.minted, &change.next, factors, expires_at, custom_claims)
    }

    /// Starts again after a conflict, unless a pending Member can no longer join because its domain has no verified
    /// Member any more, which the list does not show.
    async fn after_conflict(
        &self,
        change: &MemberChange<'_>,
        required_counter: Option<&EmailDomain>,
    ) -> Result<Attempt<ExchangeOutcome>, ExchangeError> {
        let (Some(_), Some(domain)) = (change.stored, required_counter) else {
            return Ok(Attempt::StartAgain);
        };
        let tables = self.writer.tables;
        let key = counter_key(&tables.project, &change.next.organization_id, domain);
        let counter = tables.get(&tables.names.organizations, key).await?;
        let count = counter.as_ref().map_or(Ok(0), read_counter).unwrap_or(0);
        if count == 0 {
            Ok(Attempt::Done(ExchangeOutcome::OrganizationNotFound))
        } else {
            Ok(Attempt::StartAgain)
        }
    }
}
