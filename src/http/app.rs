//! The application of the discovery function.

use std::{sync::Arc, time::Duration};

use lambda_http::{Body, Request, Response};

use super::{Api, RequestRecord, handle};
use crate::{domain::ProjectId, request_context::RequestContext, service::DiscoveryService};

/// The default time budget of a request.
pub const TIME_BUDGET: Duration = Duration::from_millis(2500);

/// The discovery API of one project, with its store, clock and source of randomness.
#[derive(Debug)]
pub struct App<S, C, E> {
    pub(super) service: DiscoveryService<S, C>,
    pub(super) entropy: E,
    pub(super) time_budget: Duration,
}

impl<S, C, E> App<S, C, E> {
    /// Creates an application that reads from `store`.
    #[must_use]
    pub fn new(store: S, clock: C, entropy: E, project_id: ProjectId) -> Self {
        let service = DiscoveryService::new(store, clock, project_id);
        Self { service, entropy, time_budget: TIME_BUDGET }
    }

    /// Handles a gateway event. Returns the response and the record of the request.
    pub async fn handle(
        &self,
        event: Request,
        context: &Arc<RequestContext>,
    ) -> (Response<Body>, RequestRecord)
    where
        Self: Api,
    {
        handle(self, event, context).await
    }

    /// Sets the time budget of a request.
    #[must_use]
    pub fn with_budget(self, time_budget: Duration) -> Self {
        Self { time_budget, ..self }
    }
}
