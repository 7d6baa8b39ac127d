//! Metrics of a request in CloudWatch's embedded metric format. CloudWatch extracts them from the log line.

use lambda_http::http::StatusCode;
use serde::Serialize;

use super::milliseconds::milliseconds;
use crate::http::{RequestRecord, RouteMetrics};

/// The metrics of one request, as fields of its log line.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Metrics<'m> {
    #[serde(rename = "_aws")]
    metadata: Metadata<'m>,
    #[serde(rename = "Requests")]
    requests: u64,
    #[serde(rename = "Errors")]
    errors: u64,
    #[serde(rename = "Latency")]
    latency: f64,
    #[serde(rename = "ColdStarts")]
    cold_starts: u64,
    #[serde(rename = "ReadUnits", skip_serializing_if = "Option::is_none")]
    read_units: Option<f64>,
    #[serde(rename = "WriteUnits", skip_serializing_if = "Option::is_none")]
    write_units: Option<f64>,
    #[serde(rename = "SessionsCreated", skip_serializing_if = "Option::is_none")]
    sessions_created: Option<u32>,
    #[serde(rename = "OrganizationsReturned", skip_serializing_if = "Option::is_none")]
    organizations_returned: Option<u64>,
    /// Responses with status 401.
    #[serde(rename = "Unauthorized", skip_serializing_if = "Option::is_none")]
    unauthorized: Option<u32>,
    #[serde(rename = "DamagedItems", skip_serializing_if = "Option::is_none")]
    damaged_items: Option<u32>,
    #[serde(rename = "ShortenedAnswers", skip_serializing_if = "Option::is_none")]
    shortened_answers: Option<u32>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata<'m> {
    /// In milliseconds since 1970.
    timestamp: i64,
    cloud_watch_metrics: Vec<Directive<'m>>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive<'m> {
    namespace: &'m str,
    dimensions: &'static [&'static [&'static str]],
    metrics: Vec<Definition>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Definition {
    name: &'static str,
    unit: &'static str,
}

const BY_SERVICE: &[&[&str]] = &[&["service"]];
/// Errors are counted in total and by error type.
const BY_SERVICE_AND_TYPE: &[&[&str]] = &[&["service"], &["service", "error_type"]];

const fn count(name: &'static str) -> Definition {
    Definition { name, unit: "Count" }
}

impl<'m> Metrics<'m> {
    /// Returns the metrics of a request, or `None` for a route without metrics.
    pub(super) fn of(
        record: &RequestRecord,
        is_cold: bool,
        namespace: &'m str,
        timestamp: i64,
    ) -> Option<Self> {
        let route_metrics = record.route.map_or(RouteMetrics::Basic, |route| route.metrics);
        if route_metrics == RouteMetrics::Excluded {
            return None;
        }
        let is_discovery = route_metrics == RouteMetrics::Discovery;
        let is_exchange = route_metrics == RouteMetrics::Exchange;
        let is_error = record.error.is_some();
        let has_read_units = is_discovery || is_exchange || record.reads.attempts > 0;
        let returned = record.organizations.values().sum();
        let mut metrics = Self {
            metadata: Metadata { timestamp, cloud_watch_metrics: Vec::new() },
            requests: 1,
            errors: u64::from(is_error),
            latency: milliseconds(record.took),
            cold_starts: u64::from(is_cold),
            read_units: has_read_units.then_some(record.reads.read_units),
            write_units: is_exchange.then_some(record.reads.write_units),
            sessions_created: (is_exchange && !is_error).then(|| u32::from(record.created_session())),
            organizations_returned: (is_discovery && !is_error).then_some(returned),
            unauthorized: (record.status == StatusCode::UNAUTHORIZED).then_some(1),
            damaged_items: Some(record.reads.damaged_items).filter(|count| *count > 0),
            shortened_answers: (record.missing_organizations() > 0).then_some(1),
        };
        metrics.metadata.cloud_watch_metrics = metrics.directives(namespace);
        Some(metrics)
    }

    fn directives(&self, namespace: &'m str) -> Vec<Directive<'m>> {
        let latency = Definition { name: "Latency", unit: "Milliseconds" };
        let mut metrics = vec![count("Requests"), latency, count("ColdStarts")];
        metrics.extend(self.read_units.map(|_| count("ReadUnits")));
        metrics.extend(self.write_units.map(|_| count("WriteUnits")));
        metrics.extend(self.sessions_created.map(|_| count("SessionsCreated")));
        metrics.extend(self.organizations_returned.map(|_| count("OrganizationsReturned")));
        metrics.extend(self.unauthorized.map(|_| count("Unauthorized")));
        metrics.extend(self.damaged_items.map(|_| count("DamagedItems")));
        metrics.extend(self.shortened_answers.map(|_| count("ShortenedAnswers")));
        let dimensions = if self.errors > 0 { BY_SERVICE_AND_TYPE } else { BY_SERVICE };
        vec![
            Directive { namespace, dimensions: BY_SERVICE, metrics },
            Directive { namespace, dimensions, metrics: vec![count("Errors")] },
        ]
    }
}
