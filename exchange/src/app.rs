//! The application of the exchange function.

use std::{sync::Arc, time::Duration};

use aws_sdk_dynamodb::Client;
use org_discovery::{
    domain::{Clock, Entropy, ProjectId},
    http::{Api, RequestId, Route, RouteEntry},
    service::{Caller, DiscoveryService, ServiceError},
    store::dynamodb::{DynamoDb, TableNames},
};
use org_discovery_admin::{
    Writer,
    exchange::{ExchangeWriter, SessionJwtSigner, VerifiableSessionJwts},
};
use tokio::time::Instant;

use crate::{routes, settings::MAX_SESSION_MINUTES};

/// The default time budget of a request. It is longer than the list's, because the result of a commit must be learned.
const TIME_BUDGET: Duration = Duration::from_millis(4500);
/// The end of the budget, in which a request begins no commit. It is enough for the longest call of the client, two seconds,
/// and for a read that shows whether the commit succeeded.
const TIME_AFTER_COMMIT: Duration = Duration::from_millis(2500);

/// The exchange API of one project, with its tables, clock, source of randomness and signer.
pub struct ExchangeApp<C, E, J> {
    pub(crate) service: DiscoveryService<DynamoDb, C>,
    pub(crate) writer: Writer,
    pub(crate) entropy: E,
    pub(crate) signer: J,
    pub(crate) max_session_minutes: i64,
    time_budget: Duration,
}

impl<C: Clock, E: Entropy + Clone + 'static, J: SessionJwtSigner> ExchangeApp<C, E, J> {
    /// Creates an application that reads and writes `tables` with `client`.
    #[must_use]
    pub fn new(
        client: Client,
        tables: TableNames,
        project_id: ProjectId,
        clock: C,
        entropy: E,
        signer: J,
    ) -> Self {
        let store = DynamoDb::new(client.clone(), tables.clone());
        Self {
            writer: Writer::new(client, tables, project_id.clone(), Arc::new(entropy.clone())),
            service: DiscoveryService::new(store, clock, project_id),
            entropy,
            signer,
            max_session_minutes: MAX_SESSION_MINUTES,
            time_budget: TIME_BUDGET,
        }
    }

    /// Returns all routes.
    #[must_use]
    pub fn routes() -> &'static [&'static Route] {
        &routes::ROUTES
    }

    /// Sets the longest lifetime of a session, in minutes.
    #[must_use]
    pub fn with_max_session_minutes(self, max_session_minutes: i64) -> Self {
        Self { max_session_minutes, ..self }
    }

    /// Sets the time budget of a request.
    #[must_use]
    pub fn with_budget(self, time_budget: Duration) -> Self {
        Self { time_budget, ..self }
    }

    /// Returns the writer of a request that begins now.
    pub(crate) fn exchange_writer(&self) -> ExchangeWriter<'_> {
        let time_to_commit = self.time_budget.saturating_sub(TIME_AFTER_COMMIT);
        self.writer.exchange().with_latest_commit(Instant::now() + time_to_commit)
    }

    /// Returns the signer, which signs only with a key that the caller's copy of the project contains.
    pub(crate) fn signer_of<'s>(&'s self, caller: &'s Caller) -> VerifiableSessionJwts<'s, J> {
        VerifiableSessionJwts { signer: &self.signer, keys: caller.project().project().keys() }
    }

    /// Reads the project and opens connections, so that the first request need not.
    ///
    /// # Errors
    /// [`ServiceError`] when the project cannot be read. The first request reads it again.
    pub async fn warm_up(&self) -> Result<(), ServiceError> {
        self.service.warm_up().await.map(drop)
    }
}

impl<C: Clock, E: Entropy + Clone + 'static, J: SessionJwtSigner> Api for ExchangeApp<C, E, J> {
    fn find_route(path: &str) -> Option<RouteEntry<Self>> {
        routes::table().into_iter().find(|entry| entry.route.matches(path))
    }

    fn project_id(&self) -> &ProjectId {
        self.service.project_id()
    }

    fn new_request_id(&self) -> RequestId {
        RequestId::fresh(self.service.project_id().environment(), &self.entropy)
    }

    fn clock(&self) -> &dyn Clock {
        self.service.clock()
    }

    fn time_budget(&self) -> Duration {
        self.time_budget
    }
}

impl<C, E, J> std::fmt::Debug for ExchangeApp<C, E, J> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExchangeApp").field("writer", &self.writer).finish_non_exhaustive()
    }
}
