//! The route table. A new route needs a file in `routes`, a `mod` line, and an entry in the table.

mod discovery;
mod health;
mod key_set;

use futures_util::future::BoxFuture;

use super::{ApiError, App, HttpResponse, RequestRecord, Route, request::HttpRequest};
use crate::{
    domain::{Clock, Entropy},
    store::Reads,
};

/// An entry of the route table.
pub(super) struct RouteEntry<S, C, E> {
    pub(super) route: &'static Route,
    pub(super) handler: Handler<S, C, E>,
}

/// The handler of a route. It adds its results to the record.
type Handler<S, C, E> =
    for<'r> fn(&'r App<S, C, E>, HttpRequest<'r>, &'r mut RequestRecord) -> HandlerFuture<'r>;

/// Boxed, because the futures of handlers are large.
type HandlerFuture<'r> = BoxFuture<'r, Result<HttpResponse, ApiError>>;

impl<S: Reads, C: Clock, E: Entropy> App<S, C, E> {
    fn route_table() -> impl Iterator<Item = RouteEntry<S, C, E>> {
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

    pub(super) fn find_route(path: &str) -> Option<RouteEntry<S, C, E>> {
        Self::route_table().find(|entry| entry.route.matches(path))
    }
}
