//! Creates an organization with the person of an intermediate session as its first Member.

use super::{
    ATTEMPTS, ExchangeError, ExchangeWriter, SessionJwtSigner, SessionOptions, SignedIn,
    conditions::{Use, add_session_conditions},
    member_session::{Minted, NewSession},
    new_organization::{check_limits, completed},
};
use crate::{
    WriteError,
    members::new_member_item,
    stored_items::{Edges, organization_item_at},
    transactions::{Attempt, Condition, Transaction, wait_before_next},
};
use org_discovery::{
    domain::{
        CachedJson, Clock, Member, Organization, OrganizationId, Session, TokenHash,
        discovery::{
            AddressMembers, MembershipType, PrimaryRequired,
            exchange::{CreationDecision, decide_creation},
        },
        member::OAuthRegistration,
    },
    request_context::round_trip,
    service::DiscoveryService,
    store::{
        JoinableEdge, Reads,
        dynamodb::items::{
            joinable::edge_item,
            members::{ADDRESS, MemberLocation, id_item},
            organizations::{ORGANIZATION, VERIFIED_MEMBERS, counter_key},
            slugs::{SlugKey, slug_item},
        },
    },
};

/// A request to create an organization.
#[derive(Debug, Clone, Copy)]
pub struct NewOrganization<'r> {
    /// The hash of the intermediate session token.
    pub session: &'r TokenHash,
    /// The organization's settings. An empty name or slug is derived from the address. The id and the timestamps are
    /// ignored.
    pub organization: &'r Organization,
    /// The options of the new session.
    pub options: &'r SessionOptions,
}

/// The outcome of creating an organization.
#[derive(Debug)]
pub enum CreationOutcome {
    /// The organization exists, and the person is signed in.
    Created(Box<SignedIn>),
    /// No factor of the session verifies the address. These methods would.
    AddressNotVerified(PrimaryRequired),
    /// The organization's policies would not accept the sign-in of its creator.
    PolicyNotSatisfied,
    /// The session was derived from a member session, which can only enter organizations.
    DerivedSession,
}

/// The objects of a new organization.
struct Creation {
    organization: Organization,
    slug: SlugKey,
    member: Member,
    session: NewSession,
    registered: Option<OAuthRegistration>,
}

impl ExchangeWriter<'_> {
    /// Creates an organization with its first Member, and exchanges the intermediate session for a member session.
    ///
    /// # Errors
    /// Those of [`exchange`](Self::exchange). A requested slug that another organization has is
    /// [`Refusal::SlugTaken`](crate::Refusal::SlugTaken).
    pub async fn create_organization<S: Reads, C: Clock>(
        self,
        service: &DiscoveryService<S, C>,
        request: NewOrganization<'_>,
        signer: &impl SessionJwtSigner,
    ) -> Result<CreationOutcome, ExchangeError> {
        let minted = Minted::new(&self.tables.project, self.entropy, service.clock().now());
        let id = OrganizationId::random(self.tables.project.environment(), self.entropy);
        let mut prepared = None;
        for round in 1..=ATTEMPTS {
            let session = match Box::pin(round_trip(service.live_session(request.session))).await {
                Ok(session) => session,
                Err(error) => {
                    let signed_in = self.committed_before(error, prepared, &minted).await?;
                    return Ok(CreationOutcome::Created(signed_in));
                }
            };
            if session.parent().is_some() {
                // A derived session is not valid without its parent.
                Box::pin(service.facts_of(session, None)).await?;
                return Ok(CreationOutcome::DerivedSession);
            }
            let organization = completed(request.organization, &id, &session, minted.now);
            let attempt =
                self.attempt_creation(request, session, organization, &minted, signer, &mut prepared);
            match Box::pin(attempt).await? {
                Attempt::Done(outcome) => return Ok(outcome),
                Attempt::StartAgain => wait_before_next(round).await,
            }
        }
        Err(WriteError::Contended.into())
    }

    async fn attempt_creation(
        self,
        request: NewOrganization<'_>,
        session: Session,
        organization: Organization,
        minted: &Minted,
        signer: &impl SessionJwtSigner,
        prepared: &mut Option<Box<SignedIn>>,
    ) -> Result<Attempt<CreationOutcome>, ExchangeError> {
        let organization: CachedJson<Organization> = organization.into();
        let (member, factors, registered) =
            match decide_creation(&session, &organization, &minted.ids, minted.now) {
                CreationDecision::AddressNotVerified(required) => {
                    return Ok(Attempt::Done(CreationOutcome::AddressNotVerified(required)));
                }
                CreationDecision::PolicyNotSatisfied => {
                    return Ok(Attempt::Done(CreationOutcome::PolicyNotSatisfied));
                }
                CreationDecision::Create { member, factors, registered } => (*member, factors, registered),
            };
        let mut organization = organization.into_object();
        let slug = self.free_slug(request.organization, &mut organization).await?;
        check_limits(&organization)?;
        let expires_at = request.options.expires_at(minted.now);
        let custom_claims = request.options.custom_claims();
        let new_session = NewSession::new(minted, &member, factors, expires_at, custom_claims);
        let session_jwt = signer
            .sign(&self.tables.project, &new_session.issued(&organization, &member), minted.now)
            .await?;
        let mut creation = Creation { organization, slug, member, session: new_session, registered };
        let transaction = self.creation_transaction(request, &session, &mut creation, minted)?;
        let signed_in = Box::new(creation.signed_in(minted, session_jwt));
        let created = self.commit_sign_in(transaction, signed_in, minted, prepared).await?;
        Ok(created.map_or(Attempt::StartAgain, |created| Attempt::Done(CreationOutcome::Created(created))))
    }

    fn creation_transaction(
        self,
        request: NewOrganization<'_>,
        session: &Session,
        creation: &mut Creation,
        minted: &Minted,
    ) -> Result<Transaction, ExchangeError> {
        let tables = self.tables;
        let names = &tables.names;
        let Creation { organization, slug, member, session: new_session, .. } = creation;
        let id = &organization.organization_id;
        let mut transaction = Transaction::default();
        let members = AddressMembers::default();
        let spent = (request.session, Use::Spend);
        add_session_conditions(&mut transaction, tables, (session, &members), spent, id, minted.now)?;
        let revision = self.stamps.revision();
        let item = organization_item_at(&tables.project, organization, &revision, &Edges::new())?;
        transaction.put(&names.organizations, item, Some(&Condition::Absent(ORGANIZATION)));
        let item = slug_item(&tables.project, slug, id);
        transaction.put(&names.organizations, item, Some(&Condition::Absent(ORGANIZATION)));
        for edge in JoinableEdge::of(organization) {
            transaction.put(&names.joinable, edge_item(&tables.project, &edge.to_string(), id), None);
        }
        let stamp = self.stamps.security_stamp();
        let item = new_member_item(&tables.project, member, self.stamps, &stamp)?;
        transaction.put(&names.members, item, Some(&Condition::Absent(ADDRESS)));
        let item = id_item(&tables.project, &member.member_id, &MemberLocation::of(member));
        transaction.put(&names.members, item, Some(&Condition::Absent(ADDRESS)));
        if let Some(domain) = member.verified_domain() {
            let key = counter_key(&tables.project, id, domain);
            let revision = self.stamps.revision();
            transaction.add(&names.organizations, key, (VERIFIED_MEMBERS, 1), &revision, None);
        }
        new_session.put(tables, minted, stamp, &mut transaction);
        Ok(transaction)
    }
}

impl Creation {
    fn signed_in(self, minted: &Minted, session_jwt: String) -> SignedIn {
        SignedIn {
            membership_type: MembershipType::ActiveMember,
            session_token: minted.session_token.clone(),
            session_jwt,
            member_session: self.session.member_session,
            session: self.session.session,
            started_at: minted.now,
            custom_claims: self.session.custom_claims,
            member: self.member,
            organization: self.organization,
            registered: self.registered,
        }
    }
}
