//! `POST /v1/b2b/discovery/organizations/create` creates an organization, and signs its first Member in.

use org_discovery::{
    domain::{Clock, Entropy},
    http::{
        ApiError, HandlerFuture, HttpRequest, HttpResponse, RequestRecord, Route, RouteMetrics,
        authenticated_body,
    },
    service::Credential,
};
use org_discovery_admin::exchange::{CreationOutcome, NewOrganization, SessionJwtSigner};

use super::{errors::api_error, organization_fields::read_organization, session_fields::read_session};
use crate::{ExchangeApp, exchange_response};

pub(super) static ROUTE: Route =
    Route { path: "/v1/b2b/discovery/organizations/create", allow: "POST", metrics: RouteMetrics::Exchange };

pub(super) fn handle<'r, C: Clock, E: Entropy + Clone + 'static, J: SessionJwtSigner>(
    app: &'r ExchangeApp<C, E, J>,
    request: HttpRequest<'r>,
    record: &'r mut RequestRecord,
) -> HandlerFuture<'r> {
    Box::pin(create(app, request, record))
}

async fn create<C: Clock, E: Entropy + Clone + 'static, J: SessionJwtSigner>(
    app: &ExchangeApp<C, E, J>,
    request: HttpRequest<'_>,
    record: &mut RequestRecord,
) -> Result<HttpResponse, ApiError> {
    let writer = app.exchange_writer();
    let parse = |body: &[u8]| Ok((read_session(body, app.max_session_minutes)?, read_organization(body)?));
    let (caller, ((token, options), organization)) = authenticated_body(&app.service, request, parse).await?;
    let credential = Credential::Intermediate(token.clone());
    record.add_credential(&credential);
    let (caller, session) = app.service.resolve_session(caller, &credential).await?;
    let hash = session.token_hash(app.writer.project_id());
    let new = NewOrganization { session: &hash, organization: &organization, options: &options };
    let signer = app.signer_of(&caller);
    let outcome = writer.create_organization(&app.service, new, &signer).await;
    match outcome.map_err(api_error)? {
        CreationOutcome::Created(signed_in) => {
            exchange_response::of_sign_in(&signed_in, app.writer.project_id(), record)
        }
        CreationOutcome::AddressNotVerified(required) => {
            exchange_response::of_unverified_creator(&token, &required, record)
        }
        CreationOutcome::PolicyNotSatisfied => Err(ApiError::BadRequest(
            "The organization's policies must accept the factors of this session.".to_owned(),
        )),
        CreationOutcome::DerivedSession => Err(ApiError::BadRequest(
            "An intermediate_session_token of a sessions/exchange response cannot create an organization."
                .to_owned(),
        )),
    }
}
