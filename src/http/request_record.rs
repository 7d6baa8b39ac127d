//! The record of a request, which telemetry writes as a log line.

use std::{collections::BTreeMap, time::Duration};

use lambda_http::http::{Method, StatusCode};
use tracing::warn;

use super::{ApiError, HttpResponse, RequestId, Route};
use crate::{
    domain::{
        EmailAddress, OrganizationId, ProjectId,
        discovery::{Discovery, MembershipType},
        log_hash,
    },
    request_context::ReadCost,
    service::Credential,
};

/// The loggable properties of a request and its response. It contains no unknown paths, credentials or addresses.
#[derive(Debug, Clone)]
pub struct RequestRecord {
    /// The id of the request, which the response contains too.
    pub request_id: RequestId,
    /// The route, or `None` for an unknown path.
    pub route: Option<&'static Route>,
    /// The method that the client sent.
    pub method: Method,
    /// The status of the response.
    pub status: StatusCode,
    /// The error of a failed request.
    pub error: Option<RecordedError>,
    /// The request field of the credential, if the credential is well-formed.
    pub credential: Option<&'static str>,
    /// The [`log_hash`] of `<project id>#<address>`.
    pub person: Option<String>,
    /// The outcome of an exchange.
    pub exchange: Option<ExchangeRecord>,
    /// The number of organizations in the response, by membership type.
    pub organizations: BTreeMap<MembershipType, u64>,
    /// The number of organizations removed because the response was too large.
    pub removed_organizations: u64,
    /// The minimum number of organizations that were not read because of the limit.
    pub unread_organizations: u64,
    /// The read costs.
    pub reads: ReadCost,
    /// The time between the event and the response.
    pub took: Duration,
}

/// The loggable outcome of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeRecord {
    /// The outcome, such as `authenticated`.
    pub outcome: &'static str,
    /// The relation to the organization before the exchange.
    pub membership_type: Option<MembershipType>,
    /// The organization.
    pub organization_id: Option<OrganizationId>,
}

impl ExchangeRecord {
    /// The outcome of an exchange that created a member session.
    pub const AUTHENTICATED: &str = "authenticated";
}

/// The error of a failed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedError {
    /// The `error_type` of Stytch's API.
    pub error_type: &'static str,
    /// The internal cause, which is not in the response.
    pub cause: Option<String>,
}

impl RequestRecord {
    pub(super) fn begin(request_id: RequestId, method: &Method, route: Option<&'static Route>) -> Self {
        Self {
            request_id,
            route,
            method: method.clone(),
            status: StatusCode::OK,
            error: None,
            credential: None,
            person: None,
            exchange: None,
            organizations: BTreeMap::new(),
            removed_organizations: 0,
            unread_organizations: 0,
            reads: ReadCost::default(),
            took: Duration::ZERO,
        }
    }

    /// Adds the kind of the request's credential.
    pub fn add_credential(&mut self, credential: &Credential) {
        self.credential = Some(credential.field());
    }

    /// Adds the person, as a hash of the address.
    pub fn add_person(&mut self, project: &ProjectId, address: &EmailAddress) {
        self.person = Some(log_hash(&format!("{project}#{address}")));
    }

    pub(super) fn add_discovery(&mut self, project: &ProjectId, discovery: &Discovery<'_>) {
        self.add_person(project, discovery.email_address);
        for entry in &discovery.discovered_organizations {
            *self.organizations.entry(entry.membership.r#type).or_default() += 1;
        }
    }

    /// Counts entries as removed instead of returned.
    pub(super) fn removed_for_size(&mut self, removed: &[MembershipType]) {
        for relation in removed {
            self.removed_organizations += 1;
            if let Some(count) = self.organizations.get_mut(relation) {
                *count = count.saturating_sub(1);
            }
        }
        self.organizations.retain(|_, count| *count > 0);
    }

    /// Returns the number of organizations that a shortened answer omits. It is 0 for a complete answer and for an
    /// error.
    #[must_use]
    pub fn missing_organizations(&self) -> u64 {
        if self.error.is_some() { 0 } else { self.removed_organizations + self.unread_organizations }
    }

    /// Logs a warning if the answer was shortened.
    pub(super) fn report_shortened(&self) {
        let missing = self.missing_organizations();
        if missing > 0 {
            warn!(
                request_id = %self.request_id,
                organizations.removed = missing,
                organizations.unread = self.unread_organizations,
                "answer shortened"
            );
        }
    }

    /// Returns true if an exchange created a member session.
    #[must_use]
    pub fn created_session(&self) -> bool {
        self.exchange.as_ref().is_some_and(|exchange| exchange.outcome == ExchangeRecord::AUTHENTICATED)
    }

    /// Records an error and returns the error response.
    pub(super) fn fail(&mut self, error: &ApiError) -> HttpResponse {
        let (status, error_type) = error.code();
        self.status = status;
        self.error = Some(RecordedError { error_type, cause: error.cause().map(str::to_owned) });
        HttpResponse::error(error, &self.request_id)
    }
}
