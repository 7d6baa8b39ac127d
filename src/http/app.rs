//! The application: the service and what its HTTP side needs in addition.

use std::time::Duration;

use crate::{domain::ProjectId, service::DiscoveryService};

/// The time limit of a request, unless another one is set.
const TIME_BUDGET: Duration = Duration::from_millis(2500);

/// Answers the requests of one project, from a store, a clock and a source of randomness.
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

    /// Sets another time limit of a request.
    #[must_use]
    pub fn with_budget(self, time_budget: Duration) -> Self {
        Self { time_budget, ..self }
    }
}
