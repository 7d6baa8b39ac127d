//! `POST /v1/b2b/discovery/intermediate_sessions/exchange` exchanges an intermediate session for a member session.

use org_discovery::{
    domain::{Clock, Entropy},
    http::{
        ApiError, HandlerFuture, HttpRequest, HttpResponse, RequestRecord, Route, RouteMetrics,
        authenticated_body,
    },
    service::Credential,
};
use org_discovery_admin::exchange::{ExchangeRequest, SessionJwtSigner};

use super::{errors::api_error, read_organization_id, session_fields::read_session};
use crate::{ExchangeApp, exchange_response};

pub(super) static ROUTE: Route = Route {
    path: "/v1/b2b/discovery/intermediate_sessions/exchange",
    allow: "POST",
    metrics: RouteMetrics::Exchange,
};

pub(super) fn handle<'r, C: Clock, E: Entropy + Clone + 'static, J: SessionJwtSigner>(
    app: &'r ExchangeApp<C, E, J>,
    request: HttpRequest<'r>,
    record: &'r mut RequestRecord,
) -> HandlerFuture<'r> {
    Box::pin(exchange(app, request, record))
}

async fn exchange<C: Clock, E: Entropy + Clone + 'static, J: SessionJwtSigner>(
    app: &ExchangeApp<C, E, J>,
    request: HttpRequest<'_>,
    record: &mut RequestRecord,
) -> Result<HttpResponse, ApiError> {
    let writer = app.exchange_writer();
    let parse = |body: &[u8]| Ok((read_session(body, app.max_session_minutes)?, read_organization_id(body)?));
    let (caller, ((token, options), organization)) = authenticated_body(&app.service, request, parse).await?;
    let credential = Credential::Intermediate(token.clone());
    record.add_credential(&credential);
    let (caller, session) = app.service.resolve_session(caller, &credential).await?;
    let request = ExchangeRequest {
        session: &session,
        intermediate_session_token: Some(&token),
        organization: &organization,
        options: &options,
    };
    let signer = app.signer_of(&caller);
    let outcome = writer.exchange(&app.service, request, &signer).await;
    exchange_response::of_exchange(outcome.map_err(api_error)?, app.writer.project_id(), record)
}
