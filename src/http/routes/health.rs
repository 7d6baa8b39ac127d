//! `GET /health` reports that the function is running. It reads nothing.

use lambda_http::http::StatusCode;
use serde::Serialize;

use crate::{
    domain::{Clock, Entropy},
    http::{App, HandlerFuture, HttpRequest, HttpResponse, RequestId, RequestRecord, Route, RouteMetrics},
    store::Reads,
    version::{COMMIT, VERSION},
};

pub(super) static ROUTE: Route =
    Route { path: "/health", allow: "GET, HEAD", metrics: RouteMetrics::Excluded };

#[derive(Serialize)]
struct HealthBody<'r> {
    request_id: &'r RequestId,
    status_code: u16,
    version: &'static str,
    commit: &'static str,
}

pub(super) fn handle<'r, S: Reads, C: Clock, E: Entropy>(
    _: &'r App<S, C, E>,
    _: HttpRequest<'r>,
    record: &'r mut RequestRecord,
) -> HandlerFuture<'r> {
    Box::pin(async move {
        let status = StatusCode::OK;
        let body = HealthBody {
            request_id: &record.request_id,
            status_code: status.as_u16(),
            version: VERSION,
            commit: COMMIT,
        };
        HttpResponse::json(status, &body)
    })
}
