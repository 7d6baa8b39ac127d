//! `POST /v1/b2b/discovery/intermediate_sessions/exchange` exchanges an intermediate session for a member session.

use org_discovery::{
    domain::{Clock, Entropy, OpaqueToken},
    http::{
        ApiError, HandlerFuture, HttpRequest, HttpResponse, RequestRecord, Route, RouteMetrics,
        authenticated_body, parse_fields, parse_token, text_field,
    },
    service::Credential,
};
use org_discovery_admin::exchange::{ExchangeRequest, SessionJwtSigner, SessionOptions};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{errors::api_error, session_fields::SessionFields};
use crate::{ExchangeApp, exchange_response};

pub(super) static ROUTE: Route = Route {
    path: "/v1/b2b/discovery/intermediate_sessions/exchange",
    allow: "POST",
    metrics: RouteMetrics::Exchange,
};

/// The fields of the request. `locale` and `telemetry_id` are ignored, as all unknown fields are.
#[derive(Deserialize, Default)]
struct Fields<'b> {
    #[serde(borrow)]
    intermediate_session_token: Option<&'b RawValue>,
    #[serde(borrow)]
    organization_id: Option<&'b RawValue>,
    #[serde(borrow)]
    session_duration_minutes: Option<&'b RawValue>,
    #[serde(borrow)]
    session_custom_claims: Option<&'b RawValue>,
}

/// The parsed request.
struct Body {
    token: OpaqueToken,
    organization: String,
    options: SessionOptions,
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
    let parse = |body: &[u8]| read_body(body, app.max_session_minutes);
    let (caller, Body { token, organization, options }) =
        authenticated_body(&app.service, request, parse).await?;
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
    let outcome = app.writer.exchange().exchange(&app.service, request, &signer).await;
    exchange_response::of_exchange(outcome.map_err(api_error)?, app.writer.project_id(), record)
}

fn read_body(body: &[u8], max_minutes: i64) -> Result<Body, ApiError> {
    let fields: Fields<'_> = parse_fields(body)?;
    let token = text_field("intermediate_session_token", fields.intermediate_session_token)?;
    let token = token.ok_or(ApiError::NoSessionArguments)?;
    let organization = super::required_organization(fields.organization_id)?;
    let session = SessionFields {
        session_duration_minutes: fields.session_duration_minutes,
        session_custom_claims: fields.session_custom_claims,
    };
    Ok(Body { token: parse_token(&token)?, organization, options: session.options(max_minutes)? })
}
