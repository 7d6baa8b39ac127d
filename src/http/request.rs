//! Requests, independent of the gateway.

use std::fmt;

use lambda_http::{
    Request, RequestExt,
    http::{HeaderMap, Method},
};

/// The parts of a request that the handlers need.
#[derive(Clone, Copy)]
pub struct HttpRequest<'r> {
    /// The method.
    pub method: &'r Method,
    /// The path as the gateway received it, without the query. The URI of a REST event begins with the stage.
    pub path: &'r str,
    /// The headers.
    pub headers: &'r HeaderMap,
    /// The body, decoded if the event contains it as base64.
    pub body: &'r [u8],
    /// The time at which Lambda ends the invocation, in milliseconds since 1970.
    pub invocation_ends: Option<u64>,
}

impl<'r> HttpRequest<'r> {
    pub(super) fn of(event: &'r Request) -> Self {
        Self {
            method: event.method(),
            path: event.raw_http_path(),
            headers: event.headers(),
            body: event.body(),
            invocation_ends: event.lambda_context_ref().map(|context| context.deadline),
        }
    }
}

/// Omits headers and body, which contain credentials.
impl fmt::Debug for HttpRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest").field("method", self.method).finish_non_exhaustive()
    }
}
