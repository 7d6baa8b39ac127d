//! HTTP APIs: routes with what all of their requests share.

use std::time::Duration;

use futures_util::future::BoxFuture;

use super::{ApiError, HttpRequest, HttpResponse, RequestId, RequestRecord, Route};
use crate::domain::{Clock, ProjectId};

/// An HTTP API of one project. The discovery function and the exchange function each serve one.
pub trait Api: Send + Sync + Sized {
    /// Returns the route of a path.
    fn find_route(path: &str) -> Option<RouteEntry<Self>>;

    /// Returns the id of the project that the deployment serves.
    fn project_id(&self) -> &ProjectId;

    /// Returns a new random request id.
    fn new_request_id(&self) -> RequestId;

    /// Returns the clock.
    fn clock(&self) -> &dyn Clock;

    /// Returns the time budget of a request.
    fn time_budget(&self) -> Duration;
}

/// An entry of an API's route table.
#[derive(Debug)]
pub struct RouteEntry<A> {
    /// The route.
    pub route: &'static Route,
    /// The handler of the route.
    pub handler: Handler<A>,
}

/// The handler of a route. It adds its results to the record.
pub type Handler<A> = for<'r> fn(&'r A, HttpRequest<'r>, &'r mut RequestRecord) -> HandlerFuture<'r>;

/// Boxed, because the futures of handlers are large.
pub type HandlerFuture<'r> = BoxFuture<'r, Result<HttpResponse, ApiError>>;
