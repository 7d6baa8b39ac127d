//! `POST /v1/b2b/discovery/organizations/create` creates an organization, and signs its first Member in.

use org_discovery::{
    domain::{Clock, Entropy, OpaqueToken, Organization},
    http::{
        ApiError, HandlerFuture, HttpRequest, HttpResponse, RequestRecord, Route, RouteMetrics,
        authenticated_body, parse_fields, parse_token, text_field,
    },
    service::Credential,
};
use org_discovery_admin::exchange::{CreationOutcome, NewOrganization, SessionJwtSigner, SessionOptions};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{errors::api_error, organization_fields::read_organization, session_fields::SessionFields};
use crate::{ExchangeApp, exchange_response};

pub(super) static ROUTE: Route =
    Route { path: "/v1/b2b/discovery/organizations/create", allow: "POST", metrics: RouteMetrics::Exchange };

/// The fields of the request, other than the organization's.
#[derive(Deserialize, Default)]
struct Fields<'b> {
    #[serde(borrow)]
    intermediate_session_token: Option<&'b RawValue>,
    #[serde(borrow)]
    session_duration_minutes: Option<&'b RawValue>,
    #[serde(borrow)]
    session_custom_claims: Option<&'b RawValue>,
}

/// The parsed request.
struct Body {
    token: OpaqueToken,
    organization: Organization,
    options: SessionOptions,
}

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
    let parse = |body: &[u8]| read_body(body, app.max_session_minutes);
    let (caller, Body { token, organization, options }) =
        authenticated_body(&app.service, request, parse).await?;
    let credential = Credential::Intermediate(token.clone());
    record.add_credential(&credential);
    let (caller, session) = app.service.resolve_session(caller, &credential).await?;
    let hash = session.token_hash(app.writer.project_id());
    let new = NewOrganization { session: &hash, organization: &organization, options: &options };
    let signer = app.signer_of(&caller);
    let outcome = app.writer.exchange().create_organization(&app.service, new, &signer).await;
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

fn read_body(body: &[u8], max_minutes: i64) -> Result<Body, ApiError> {
    let fields: Fields<'_> = parse_fields(body)?;
    let token = text_field("intermediate_session_token", fields.intermediate_session_token)?;
    let token = token.ok_or(ApiError::NoSessionArguments)?;
    let organization = read_organization(body)?;
    let session = SessionFields {
        session_duration_minutes: fields.session_duration_minutes,
        session_custom_claims: fields.session_custom_claims,
    };
    Ok(Body { token: parse_token(&token)?, organization, options: session.options(max_minutes)? })
}
