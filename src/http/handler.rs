//! The request handler: request context, panic boundary, deadline and route.

use std::sync::Arc;

use lambda_http::{Body, Request, RequestExt, Response, http::Method};
use tokio::time::Instant;

use super::{
    Api, ApiError, HttpRequest, HttpResponse, RequestRecord, RouteEntry,
    deadline::{deadline, time_limit},
    gateway_response::encode_response,
    panic_boundary::panic_boundary,
};
use crate::request_context::RequestContext;

/// Handles a gateway event with an API. Returns the response and the record of the request.
pub async fn handle<A: Api>(
    api: &A,
    event: Request,
    context: &Arc<RequestContext>,
) -> (Response<Body>, RequestRecord) {
    let began = Instant::now();
    let entry = A::find_route(event.raw_http_path());
    let route = entry.as_ref().map(|entry| entry.route);
    let mut record = RequestRecord::begin(api.new_request_id(), event.method(), route);
    let response = context.scope(respond(api, &event, entry, context, &mut record)).await;
    record.reads = context.read_meter.snapshot();
    record.took = began.elapsed();
    (response, record)
}

/// Runs the route inside the panic boundary and the deadline, and encodes its response or error.
async fn respond<A: Api>(
    api: &A,
    event: &Request,
    entry: Option<RouteEntry<A>>,
    context: &RequestContext,
    record: &mut RequestRecord,
) -> Response<Body> {
    let request = HttpRequest::of(event);
    let limit = time_limit(api.time_budget(), api.clock().unix_milliseconds(), request.invocation_ends);
    let route = deadline(limit, run_route(api, request, entry, record));
    let result = panic_boundary(&context.panic_slot, route).await;
    let response = result.unwrap_or_else(|error| record.fail(&error));
    let response = if event.method() == Method::HEAD { response.without_body() } else { response };
    let response = encode_response(response, event, record);
    record.report_shortened();
    response
}

async fn run_route<A: Api>(
    api: &A,
    request: HttpRequest<'_>,
    entry: Option<RouteEntry<A>>,
    record: &mut RequestRecord,
) -> Result<HttpResponse, ApiError> {
    let RouteEntry { route, handler } = entry.ok_or(ApiError::RouteNotFound)?;
    if !route.allows(request.method) {
        return Err(ApiError::MethodNotAllowed { allow: route.allow });
    }
    handler(api, request, record).await
}
