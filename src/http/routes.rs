//! The route table. A new route needs a file in `routes`, a `mod` line, and an entry in the table.

mod discovery;
mod health;
mod key_set;

use std::time::Duration;

use super::{Api, App, RequestId, Route, RouteEntry};
use crate::{
    domain::{Clock, Entropy, ProjectId},
    store::Reads,
};

impl<S: Reads, C: Clock, E: Entropy> App<S, C, E> {
    fn route_table() -> impl Iterator<Item = RouteEntry<Self>> {
        let table = [
            RouteEntry { route: &discovery::ROUTE, handler: discovery::handle },
            RouteEntry { route: &key_set::ROUTE, handler: key_set::handle },
            RouteEntry { route: &health::ROUTE, handler: health::handle },
        ];
        table.into_iter()
    }

    /// Returns all routes.
    pub fn routes() -> impl Iterator<Item = &'static Route> {
        Self::route_table().map(|entry| entry.route)
    }
}

impl<S: Reads, C: Clock, E: Entropy> Api for App<S, C, E> {
    fn find_route(path: &str) -> Option<RouteEntry<Self>> {
        Self::route_table().find(|entry| entry.route.matches(path))
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
