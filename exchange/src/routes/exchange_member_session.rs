//! `POST /v1/b2b/sessions/exchange` exchanges a member session for one in another organization.

use org_discovery::{
    domain::{Clock, Entropy, SessionJwt},
    http::{
        ApiError, HandlerFuture, HttpRequest, HttpResponse, RequestRecord, Route, RouteMetrics,
        authenticated_body, parse_fields, parse_token, text_field,
    },
    service::Credential,
};
use org_discovery_admin::exchange::{ExchangeRequest, SessionJwtSigner, SessionOptions};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::errors::api_error;
use crate::{ExchangeApp, exchange_response};

/// The two credentials, as the error messages name them.
const CREDENTIALS: &str = "one of session_token or session_jwt";

pub(super) static ROUTE: Route =
    Route { path: "/v1/b2b/sessions/exchange", allow: "POST", metrics: RouteMetrics::Exchange };

/// The fields of the request. `session_duration_minutes` and `session_custom_claims` are ignored, because the new session
/// ends with the presented one.
#[derive(Deserialize, Default)]
struct Fields<'b> {
    #[serde(borrow)]
    session_token: Option<&'b RawValue>,
    #[serde(borrow)]
    session_jwt: Option<&'b RawValue>,
}

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
    let (caller, (credential, organization)) = authenticated_body(&app.service, request, read_body).await?;
    record.add_credential(&credential);
    let (caller, session) = app.service.resolve_session(caller, &credential).await?;
    let options = SessionOptions::default();
    let request = ExchangeRequest {
        session: &session,
        intermediate_session_token: None,
        organization: &organization,
        options: &options,
    };
    let signer = app.signer_of(&caller);
    let outcome = writer.exchange(&app.service, request, &signer).await;
    exchange_response::of_exchange(outcome.map_err(api_error)?, app.writer.project_id(), record)
}

fn read_body(body: &[u8]) -> Result<(Credential, String), ApiError> {
    let fields: Fields<'_> = parse_fields(body)?;
    let token = text_field("session_token", fields.session_token)?;
    let jwt = text_field("session_jwt", fields.session_jwt)?;
    let credential = match (token, jwt) {
        (None, None) => return Err(ApiError::NoSessionArguments(CREDENTIALS)),
        (Some(_), Some(_)) => return Err(ApiError::TooManySessionArguments(CREDENTIALS)),
        (Some(token), None) => Credential::SessionToken(parse_token(&token)?),
        (None, Some(jwt)) => Credential::SessionJwt(Box::new(SessionJwt::parse(&jwt)?)),
    };
    Ok((credential, super::read_organization_id(body)?))
}
