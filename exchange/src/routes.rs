//! The route table of the exchange function.

mod create_organization;
mod errors;
mod exchange_intermediate_session;
mod exchange_member_session;
mod organization_fields;
mod raw_fields;
mod session_fields;

use org_discovery::{
    domain::{Clock, Entropy},
    http::{ApiError, Route, RouteEntry, parse_fields, text_field},
};
use org_discovery_admin::exchange::SessionJwtSigner;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::ExchangeApp;

/// The routes of the exchange function.
pub(crate) static ROUTES: [&Route; 3] =
    [&exchange_intermediate_session::ROUTE, &exchange_member_session::ROUTE, &create_organization::ROUTE];

pub(crate) fn table<C: Clock, E: Entropy + Clone + 'static, J: SessionJwtSigner>()
-> [RouteEntry<ExchangeApp<C, E, J>>; 3] {
    [
        RouteEntry {
            route: &exchange_intermediate_session::ROUTE,
            handler: exchange_intermediate_session::handle,
        },
        RouteEntry { route: &exchange_member_session::ROUTE, handler: exchange_member_session::handle },
        RouteEntry { route: &create_organization::ROUTE, handler: create_organization::handle },
    ]
}

/// The field that names the chosen organization.
#[derive(Deserialize, Default)]
struct OrganizationField<'b> {
    #[serde(borrow)]
    organization_id: Option<&'b RawValue>,
}

/// Returns the value of `organization_id`: the id or the slug of an organization.
fn read_organization_id(body: &[u8]) -> Result<String, ApiError> {
    let OrganizationField { organization_id } = parse_fields(body)?;
    text_field("organization_id", organization_id)?
        .ok_or_else(|| ApiError::BadRequest("Please include organization_id in the request.".to_owned()))
}
