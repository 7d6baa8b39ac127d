//! `POST /v1/b2b/discovery/organizations` lists the organizations that a person can enter.

mod response_body;
mod session_arguments;

use crate::{
    domain::{Clock, Entropy},
    http::{
        ApiError, App, HandlerFuture, HttpRequest, HttpResponse, RequestRecord, Route, RouteMetrics,
        authenticated_body,
    },
    service::decide,
    store::Reads,
};
use session_arguments::read_credential;

pub(super) static ROUTE: Route =
    Route { path: "/v1/b2b/discovery/organizations", allow: "POST", metrics: RouteMetrics::Discovery };

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
    let (caller, credential) = authenticated_body(&app.service, request, read_credential).await?;
    record.add_credential(&credential);
    let facts = app.service.load_facts(caller, &credential).await?;
    let discovery = decide(&facts)?;
    record.add_discovery(app.service.project_id(), &discovery);
    record.unread_organizations = facts.unread_organizations;
    HttpResponse::discovery(&discovery, &record.request_id)
}
