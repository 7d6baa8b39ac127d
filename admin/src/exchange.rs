//! Exchanges a session for a member session in the organization that a person chose, and creates organizations.
//!
//! [`ExchangeWriter::exchange`] makes the decision of [`decide_exchange`] on the same facts as the list, and commits its
//! effect in one transaction. The transaction requires that nothing which the decision depends on has changed: the
//! presented session, the organization, the Member, and the verified-member counter of a domain. Otherwise the exchange
//! decides again, so it never overrules a concurrent change.
//!
//! | module | content |
//! |---|---|
//! | `commit` | the commit, and the case that its result is unknown |
//! | `conditions` | the conditions on the presented session |
//! | `create_organization` | creates an organization with its first Member |
//! | `default_name` | the name and the slug of an organization without them |
//! | `member_session` | the new member session |
//! | `member_write` | the write of the Member |
//! | `new_organization` | the name, the slug and the limits of a new organization |
//! | `outcome` | outcomes and errors |
//! | `session_jwt` | the signer of session JWTs |
//! | `sign_in` | the transaction of a sign-in |
//! | `target` | the organization that the request names by its id or its slug |

mod commit;
mod conditions;
mod create_organization;
mod default_name;
mod member_session;
mod member_write;
mod new_organization;
mod outcome;
mod session_jwt;
mod sign_in;
mod target;

use crate::{
    WriteError,
    project_tables::ProjectTables,
    stamps::Stamps,
    transactions::{Attempt, wait_before_next},
};
use org_discovery::{
    domain::{
        Clock, Entropy, OpaqueToken,
        discovery::{
            Facts,
            exchange::{ExchangeDecision, decide_exchange},
        },
    },
    service::{DiscoveryService, SessionRef, decide},
    store::Reads,
};
use tokio::time::Instant;

pub use create_organization::{CreationOutcome, NewOrganization};
use member_session::Minted;
pub use member_session::SessionOptions;
pub use outcome::{ExchangeError, ExchangeOutcome, FactorsRequired, SignedIn};
pub use session_jwt::{NoSessionJwts, SessionJwtSigner, SigningError, VerifiableSessionJwts};
use sign_in::SignInTransaction;
use target::Target;

/// The maximum number of attempts while other writers change the same items.
const ATTEMPTS: u32 = 8;

/// Exchanges sessions and creates organizations, for one project.
#[derive(Clone, Copy)]
pub struct ExchangeWriter<'w> {
    tables: &'w ProjectTables,
    stamps: Stamps<'w>,
    entropy: &'w dyn Entropy,
    latest_commit: Option<Instant>,
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
        Self { tables, stamps: Stamps::new(entropy), entropy, latest_commit: None }
    }

    /// Sets the time after which no commit begins, so that its result is known before the caller stops waiting.
    #[must_use]
    pub fn with_latest_commit(self, latest: Instant) -> Self {
        Self { latest_commit: Some(latest), ..self }
    }

    /// Exchanges a session for a member session in the requested organization.
    ///
    /// # Errors
    /// [`ExchangeError::Service`] when the session is not valid or a read fails, [`ExchangeError::Write`] when a write
    /// fails, or when other writers keep changing the same items, [`ExchangeError::Signing`] when the session JWT cannot
    /// be signed, and [`ExchangeError::TooLate`] when no commit began in time.
    pub async fn exchange<S: Reads, C: Clock>(
        self,
        service: &DiscoveryService<S, C>,
        request: ExchangeRequest<'_>,
        signer: &impl SessionJwtSigner,
    ) -> Result<ExchangeOutcome, ExchangeError> {
        let minted = Minted::new(&self.tables.project, self.entropy, service.clock().now());
        let mut target = Target::new(request.organization);
        let mut prepared = None;
        for round in 1..=ATTEMPTS {
            // Boxed, because the SDK's futures are large.
            let facts = match Box::pin(service.facts_of_ref(request.session, target.id.as_ref())).await {
                Ok(facts) => facts,
                Err(error) => {
                    let signed_in = self.committed_before(error, prepared, &minted).await?;
                    return Ok(ExchangeOutcome::Authenticated(signed_in));
                }
            };
            if facts.unread_organizations > 0
                && let Some(slug) = target.take_unread_slug()
            {
                Box::pin(target.read_slug(&slug, self.tables)).await?;
                continue;
            }
            let attempt = Box::pin(self.attempt(&facts, request, &minted, signer, &mut prepared)).await?;
            match attempt {
                Attempt::Done(outcome) => return Ok(outcome),
                Attempt::StartAgain => wait_before_next(round).await,
            }
        }
        Err(WriteError::Contended.into())
    }

    async fn attempt(
        self,
        facts: &Facts,
        request: ExchangeRequest<'_>,
        minted: &Minted,
        signer: &impl SessionJwtSigner,
        prepared: &mut Option<Box<SignedIn>>,
    ) -> Result<Attempt<ExchangeOutcome>, ExchangeError> {
        let decision = decide_exchange(facts, request.organization, &minted.ids, minted.now);
        let transaction = SignInTransaction::new(self, facts, request, minted);
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
            Some(ExchangeDecision::SignIn(sign_in)) => transaction.sign_in(*sign_in, signer, prepared).await,
        }
    }
}
