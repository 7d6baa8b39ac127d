//! Exchanges a session for a member session in the organization that a person chose, and creates organizations.
//!
//! [`ExchangeWriter::exchange`] makes the decision of [`decide_exchange`] on the same facts as the list, and commits its
//! effect in one transaction. The transaction requires that nothing which the decision depends on has changed: the
//! presented session, the organization, the Member, and the verified-member counter of a domain. Otherwise the exchange
//! decides again, so it never overrules a concurrent change.
//!
//! | module | content |
//! |---|---|
//! | `conditions` | the conditions on the presented session |
//! | `create_organization` | creates an organization with its first Member |
//! | `default_name` | the name and the slug of an organization without them |
//! | `member_session` | the new member session |
//! | `member_write` | the write of the Member |
//! | `outcome` | outcomes and errors |
//! | `session_jwt` | the signer of session JWTs |
//! | `sign_in` | the transaction of a sign-in |

mod conditions;
mod create_organization;
mod default_name;
mod member_session;
mod member_write;
mod outcome;
mod session_jwt;
mod sign_in;

use crate::{
    WriteError,
    project_tables::ProjectTables,
    stamps::Stamps,
    stored_items::StoredSessions,
    transactions::{Attempt, Committed, Transaction, wait_before_next},
};
use org_discovery::{
    domain::{
        Clock, Entropy, OpaqueToken, OrganizationId, Timestamp,
        discovery::{
            Facts,
            exchange::{ExchangeDecision, decide_exchange},
        },
    },
    request_context::round_trip,
    service::{DiscoveryService, SessionRef, decide},
    store::{Reads, StoreError, dynamodb::items::attributes::Item},
};

pub use create_organization::{CreationOutcome, NewOrganization};
use member_session::Minted;
pub use member_session::SessionOptions;
pub use outcome::{ExchangeError, ExchangeOutcome, FactorsRequired, SignedIn};
pub use session_jwt::{NoSessionJwts, SessionJwtSigner, SigningError, VerifiableSessionJwts};
use sign_in::SignInTransaction;

/// The maximum number of attempts while other writers change the same items.
const ATTEMPTS: u32 = 8;

/// Exchanges sessions and creates organizations, for one project.
#[derive(Clone, Copy)]
pub struct ExchangeWriter<'w> {
    tables: &'w ProjectTables,
    stamps: Stamps<'w>,
    entropy: &'w dyn Entropy,
}

/// A request to exchange a session.
#[derive(Debug, Clone, Copy)]
pub struct ExchangeRequest<'r> {
    /// The presented session.
    pub session: &'r SessionRef,
    /// The intermediate session token, if the session is one. It is returned when the sign-in needs more factors.
    pub intermediate_session_token: Option<&'r OpaqueToken>,
    /// The id or the slug of the organization.
    pub organization: &'r str,
    /// The options of the new session. Sessions that are made from member sessions ignore them.
    pub options: &'r SessionOptions,
}

impl<'w> ExchangeWriter<'w> {
    pub(crate) fn new(tables: &'w ProjectTables, entropy: &'w dyn Entropy) -> Self {
        Self { tables, stamps: Stamps::new(entropy), entropy }
    }

    /// Exchanges a session for a member session in the requested organization.
    ///
    /// # Errors
    /// [`ExchangeError::Service`] when the session is not valid or a read fails, [`ExchangeError::Write`] when a write
    /// fails, [`ExchangeError::Signing`] when the session JWT cannot be signed, and [`ExchangeError::Overtaken`] when
    /// other writers keep changing the same items.
    pub async fn exchange<S: Reads, C: Clock>(
        self,
        service: &DiscoveryService<S, C>,
        request: ExchangeRequest<'_>,
        signer: &impl SessionJwtSigner,
    ) -> Result<ExchangeOutcome, ExchangeError> {
        let minted = Minted::new(&self.tables.project, self.entropy);
        // A slug names no organization to read; its organization is found among the candidates.
        let target = OrganizationId::parse(request.organization).ok();
        for round in 1..=ATTEMPTS {
            // Boxed, because the SDK's futures are large.
            let facts = Box::pin(service.facts_of_ref(request.session, target.as_ref())).await?;
            let now = service.clock().now();
            let attempt = Box::pin(self.attempt(&facts, request, &minted, signer, now)).await?;
            match attempt {
                Attempt::Done(outcome) => return Ok(outcome),
                Attempt::StartAgain => wait_before_next(round).await,
            }
        }
        Err(ExchangeError::Overtaken)
    }

    async fn attempt(
        self,
        facts: &Facts,
        request: ExchangeRequest<'_>,
        minted: &Minted,
        signer: &impl SessionJwtSigner,
        now: Timestamp,
    ) -> Result<Attempt<ExchangeOutcome>, ExchangeError> {
        let decision = decide_exchange(facts, request.organization, &minted.ids, now);
        let transaction = SignInTransaction::new(self, facts, request, minted, now);
        match decision {
            None | Some(ExchangeDecision::OrganizationNotFound) => {
                // The list's own errors apply: the session is not valid, or damaged items leave the list empty.
                decide(facts)?;
                Ok(Attempt::Done(ExchangeOutcome::OrganizationNotFound))
            }
            Some(ExchangeDecision::FactorsRequired { entry, factors }) => {
                transaction.require_factors(&entry, factors).await
            }
            Some(ExchangeDecision::PendingMember { entry, organization, change, rule }) => {
                transaction.create_pending_member(&entry, organization, &change, &rule).await
            }
            Some(ExchangeDecision::SignIn(sign_in)) => transaction.sign_in(*sign_in, signer).await,
        }
    }

    /// Commits a transaction that writes the minted session, in one round trip. Returns false after a conflict. If the
    /// result is unknown, the stored session shows whether the transaction was committed.
    async fn commit_minted(self, transaction: Transaction, minted: &Minted) -> Result<bool, ExchangeError> {
        match Box::pin(round_trip(transaction.commit(&self.tables.client))).await {
            Ok(Committed::Yes) => Ok(true),
            Ok(Committed::Conflict) => Ok(self.is_written(minted).await?),
            Err(WriteError::Store(error @ StoreError::Unavailable(_))) => {
                match self.is_written(minted).await {
                    Ok(true) => Ok(true),
                    Ok(false) | Err(_) => Err(WriteError::Store(error).into()),
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Returns true if the minted session is stored, so that an earlier attempt was committed although its response was
    /// lost.
    async fn is_written(self, minted: &Minted) -> Result<bool, StoreError> {
        let hash = minted.token_hash(&self.tables.project);
        let item: Option<Item> = StoredSessions(self.tables).item(hash.as_str()).await?;
        Ok(item.is_some())
    }
}
