//! `GET /v1/b2b/sessions/jwks/{project_id}` returns the project's public keys. It requires no credentials.

use lambda_http::http::{HeaderValue, StatusCode, header::CACHE_CONTROL};
use serde::Serialize;

use crate::{
    domain::{Clock, Entropy, PublishedKey},
    http::{
        ApiError, App, HandlerFuture, HttpRequest, HttpResponse, RequestId, RequestRecord, Route,
        RouteMetrics,
    },
    store::Reads,
};

pub(super) static ROUTE: Route =
    Route { path: "/v1/b2b/sessions/jwks/{project_id}", allow: "GET, HEAD", metrics: RouteMetrics::Basic };

/// Clients may cache the keys for 15 minutes, as with Stytch's API.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=900");

/// The body of a successful response. Its fields are in alphabetical order.
#[derive(Serialize)]
struct KeySetBody<'r> {
    keys: Vec<PublishedKey<'r>>,
    request_id: &'r RequestId,
    status_code: u16,
}

pub(super) fn handle<'r, S: Reads, C: Clock, E: Entropy>(
    app: &'r App<S, C, E>,
    request: HttpRequest<'r>,
    record: &'r mut RequestRecord,
) -> HandlerFuture<'r> {
    Box::pin(list_keys(app, request, record))
}

async fn list_keys<S: Reads, C: Clock, E: Entropy>(
    app: &App<S, C, E>,
    request: HttpRequest<'_>,
    record: &RequestRecord,
) -> Result<HttpResponse, ApiError> {
    if ROUTE.path_parameter(request.path).as_deref() != Some(app.service.project_id().as_str()) {
        return Err(ApiError::InvalidProjectId);
    }
    let known = app.service.public_keys().await?;
    let status = StatusCode::OK;
    let keys = known.project().keys().published().collect();
    let body = KeySetBody { keys, request_id: &record.request_id, status_code: status.as_u16() };
    let mut response = HttpResponse::json(status, &body)?;
    response.headers.insert(CACHE_CONTROL, CACHE);
    Ok(response)
}
