//! `POST /v1/b2b/discovery/organizations` lists the organizations that a person can enter.

mod response_body;
mod session_arguments;

use lambda_http::http::header::CONTENT_LENGTH;

use super::HandlerFuture;
use crate::{
    domain::{Clock, Entropy},
    http::{
        ApiError, App, HttpResponse, RequestRecord, Route, RouteMetrics, authorization::BasicCredentials,
        request::HttpRequest,
    },
    service::{Credential, decide},
    store::Reads,
};
use session_arguments::read_credential;

pub(super) static ROUTE: Route =
    Route { path: "/v1/b2b/discovery/organizations", allow: "POST", metrics: RouteMetrics::Discovery };

const MAX_REQUEST_BYTES: usize = 64 * 1024;

pub(super) fn handle<'r, S: Reads, C: Clock, E: Entropy>(
    app: &'r App<S, C, E>,
    request: HttpRequest<'r>,
    record: &'r mut RequestRecord,
) -> HandlerFuture<'r> {
    Box::pin(discover(app, request, record))
}

async fn discover<S: Reads, C: Clock, E: Entropy>(
    app: &App<S, C, E>,
    request: HttpRequest<'_>,
    record: &mut RequestRecord,
) -> Result<HttpResponse, ApiError> {
    let basic = BasicCredentials::read(request.headers).ok_or(ApiError::InvalidAuthorizationHeader)?;
    let caller = app.service.authenticate(&basic.project_id, &basic.secret).await?;
    let credential = match read_body(&request) {
        Ok(credential) => credential,
        Err(error) => {
            // The error for a removed secret takes precedence over the error for the body.
            app.service.reauthenticate(caller).await?;
            return Err(error);
        }
    };
    record.add_credential(&credential);
    let facts = app.service.load_facts(caller, &credential).await?;
    let discovery = decide(&facts)?;
    record.add_discovery(app.service.project_id(), &discovery);
    record.unread_organizations = facts.unread_organizations;
    HttpResponse::discovery(&discovery, &record.request_id)
}

/// Checks the length in the header and the actual length of the body, and parses it.
fn read_body(request: &HttpRequest<'_>) -> Result<Credential, ApiError> {
    let announced = request.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if request.body.len().max(announced.unwrap_or(0)) > MAX_REQUEST_BYTES {
        return Err(ApiError::RequestTooLarge);
    }
    read_credential(request.body)
}
