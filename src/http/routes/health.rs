//! `GET /health` reports that the function is running. It reads nothing.

use lambda_http::http::{Method, StatusCode};
use serde::Serialize;

use crate::{
    domain::{Clock, Entropy},
    http::{App, HandlerFuture, HttpRequest, HttpResponse, RequestId, RequestRecord, Route, RouteMetrics},
    store::Reads,
};

pub(super) static ROUTE: Route =
    Route { path: "/health", allow: "GET, HEAD", metrics: RouteMetrics::Excluded };

#[derive(Serialize)]
struct HealthBody<'r> {
    request_id: &'r RequestId,
    status_code: u16,
}

pub(super) fn handle<'r, S: Reads, C: Clock, E: Entropy>(
    _: &'r App<S, C, E>,
    request: HttpRequest<'r>,
    record: &'r mut RequestRecord,
) -> HandlerFuture<'r> {
    Box::pin(async move {
        let status = StatusCode::OK;
        let body = HealthBody { request_id: &record.request_id, status_code: status.as_u16() };
        let response = HttpResponse::json(status, &body)?;
        Ok(if *request.method == Method::HEAD { response.without_body() } else { response })
    })
}
