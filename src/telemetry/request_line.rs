//! The log line of a request.

use std::collections::BTreeMap;

use lambda_http::http::{Method, StatusCode};
use serde::Serialize;
use tracing::Level;

use super::{metrics::Metrics, milliseconds::milliseconds};
use crate::{
    domain::{OrganizationId, discovery::MembershipType},
    http::RequestRecord,
};

/// Returns the level and the message of a request's log line.
pub(super) fn level_and_message(record: &RequestRecord) -> (Level, &'static str) {
    match record.status {
        status if status.is_success() => (Level::INFO, "request answered"),
        // DynamoDB throttles the function's reads, so an operator has to act.
        StatusCode::TOO_MANY_REQUESTS => (Level::ERROR, "request failed"),
        status if status.is_server_error() => (Level::ERROR, "request failed"),
        _ => (Level::INFO, "request refused"),
    }
}

/// The fields of a request's log line.
#[derive(Serialize)]
pub(super) struct RequestLine<'r> {
    /// A dimension of the metric `Errors`, so it is written regardless of the log level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error_type: Option<&'static str>,
    #[serde(flatten)]
    pub(super) fields: Option<RequestFields<'r>>,
    #[serde(flatten)]
    pub(super) metrics: Option<Metrics<'r>>,
}

/// The fields that the log level can exclude. Field names follow the OpenTelemetry semantic conventions where they
/// exist.
#[derive(Serialize)]
pub(super) struct RequestFields<'r> {
    request_id: String,
    #[serde(rename = "http.request.method")]
    method: &'r str,
    #[serde(rename = "http.route", skip_serializing_if = "Option::is_none")]
    route: Option<&'static str>,
    #[serde(rename = "http.response.status_code")]
    status: u16,
    #[serde(rename = "error.cause", skip_serializing_if = "Option::is_none")]
    cause: Option<&'r str>,
    #[serde(rename = "credential.kind", skip_serializing_if = "Option::is_none")]
    credential: Option<&'static str>,
    #[serde(rename = "person.hash", skip_serializing_if = "Option::is_none")]
    person: Option<&'r str>,
    #[serde(rename = "exchange.outcome", skip_serializing_if = "Option::is_none")]
    exchange_outcome: Option<&'static str>,
    #[serde(rename = "exchange.membership_type", skip_serializing_if = "Option::is_none")]
    exchange_membership_type: Option<MembershipType>,
    #[serde(rename = "exchange.organization_id", skip_serializing_if = "Option::is_none")]
    exchange_organization_id: Option<&'r OrganizationId>,
    #[serde(flatten)]
    organizations: BTreeMap<String, u64>,
    #[serde(flatten)]
    reads: Option<ReadFields>,
    duration_ms: f64,
}

/// The read costs of a request that read from the store.
#[derive(Serialize)]
struct ReadFields {
    #[serde(rename = "store.calls")]
    calls: u32,
    #[serde(rename = "store.attempts")]
    attempts: u32,
    #[serde(rename = "store.damaged_items", skip_serializing_if = "is_zero")]
    damaged_items: u32,
    #[serde(rename = "store.read_units")]
    read_units: f64,
    #[serde(rename = "store.write_units", skip_serializing_if = "is_zero_units")]
    write_units: f64,
    #[serde(rename = "store.round_trips")]
    round_trips: usize,
    #[serde(rename = "store.round_trip_ms")]
    round_trip_ms: Vec<f64>,
}

impl<'r> RequestFields<'r> {
    pub(super) fn of(record: &'r RequestRecord) -> Self {
        let RequestRecord { request_id, method, route, status, error, credential, person, .. } = record;
        let by_relation =
            record.organizations.iter().map(|(relation, count)| (membership_field(*relation), *count));
        let exchange = record.exchange.as_ref();
        let missing = Some(record.missing_organizations()).filter(|missing| *missing > 0);
        Self {
            request_id: request_id.to_string(),
            method: standard_method_name(method),
            route: route.map(|route| route.path),
            status: status.as_u16(),
            cause: error.as_ref().and_then(|error| error.cause.as_deref()),
            credential: *credential,
            person: person.as_deref(),
            exchange_outcome: exchange.map(|exchange| exchange.outcome),
            exchange_membership_type: exchange.and_then(|exchange| exchange.membership_type),
            exchange_organization_id: exchange.and_then(|exchange| exchange.organization_id.as_ref()),
            organizations: by_relation.chain(missing.map(|missing| (REMOVED.to_owned(), missing))).collect(),
            reads: ReadFields::of(record),
            duration_ms: milliseconds(record.took),
        }
    }
}

impl ReadFields {
    fn of(record: &RequestRecord) -> Option<Self> {
        let reads = &record.reads;
        (!reads.round_trips.is_empty() || reads.attempts > 0).then(|| Self {
            calls: reads.calls,
            attempts: reads.attempts,
            damaged_items: reads.damaged_items,
            read_units: reads.read_units,
            write_units: reads.write_units,
            round_trips: reads.round_trips.len(),
            round_trip_ms: reads.round_trips.iter().copied().map(milliseconds).collect(),
        })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero_units(units: &f64) -> bool {
    *units == 0.0
}

/// Returns the name of a standard method, or `_OTHER`, because a client can send any method.
fn standard_method_name(method: &Method) -> &str {
    match *method {
        Method::GET
        | Method::POST
        | Method::PUT
        | Method::DELETE
        | Method::HEAD
        | Method::OPTIONS
        | Method::PATCH => method.as_str(),
        _ => "_OTHER",
    }
}

/// The field that counts the organizations that a shortened answer omits.
const REMOVED: &str = "organizations.removed";

/// Returns the field that counts the organizations of a membership type.
fn membership_field(relation: MembershipType) -> String {
    format!("organizations.{}", relation.as_str())
}
