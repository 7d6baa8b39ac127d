//! The request handler: request context, panic boundary, deadline and route.

use std::sync::Arc;

use lambda_http::{Body, Request, RequestExt, Response};
use tokio::time::Instant;

use super::{
    ApiError, App, HttpResponse, RequestId, RequestRecord,
    deadline::{deadline, time_limit},
    gateway_response::encode_response,
    panic_boundary::panic_boundary,
    request::HttpRequest,
    routes::RouteEntry,
};
use crate::{
    domain::{Clock, Entropy},
    request_context::RequestContext,
    store::Reads,
};

impl<S: Reads, C: Clock, E: Entropy> App<S, C, E> {
    /// Handles a gateway event. Returns the response and the record of the request.
    pub async fn handle(
        &self,
        event: Request,
        context: &Arc<RequestContext>,
    ) -> (Response<Body>, RequestRecord) {
        let began = Instant::now();
        let entry = Self::find_route(event.raw_http_path());
        let request_id = RequestId::fresh(self.service.project_id().environment(), &self.entropy);
        let route = entry.as_ref().map(|entry| entry.route);
        let mut record = RequestRecord::begin(request_id, event.method(), route);
        let response = context.scope(self.respond(&event, entry, context, &mut record)).await;
        record.reads = context.read_meter.snapshot();
        record.took = began.elapsed();
        (response, record)
    }

    /// Runs the route inside the panic boundary and the deadline, and encodes its response or error.
    async fn respond(
        &self,
        event: &Request,
        entry: Option<RouteEntry<S, C, E>>,
        context: &RequestContext,
        record: &mut RequestRecord,
    ) -> Response<Body> {
        let request = HttpRequest::of(event);
        let now = self.service.clock().unix_milliseconds();
        let limit = time_limit(self.time_budget, now, request.invocation_ends);
        let route = deadline(limit, self.run_route(request, entry, record));
        let result = panic_boundary(&context.panic_slot, route).await;
        let response = result.unwrap_or_else(|error| record.fail(&error));
        let response = encode_response(response, event, record);
        record.report_shortened();
        response
    }

    async fn run_route(
        &self,
        request: HttpRequest<'_>,
        entry: Option<RouteEntry<S, C, E>>,
        record: &mut RequestRecord,
    ) -> Result<HttpResponse, ApiError> {
        let RouteEntry { route, handler } = entry.ok_or(ApiError::RouteNotFound)?;
        if !route.allows(request.method) {
            return Err(ApiError::MethodNotAllowed { allow: route.allow });
        }
        handler(self, request, record).await
    }
}
