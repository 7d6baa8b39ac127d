//! What became of a request, for whoever keeps records.

use std::{collections::BTreeMap, time::Duration};

use lambda_http::http::{Method, StatusCode};
use tracing::warn;

use super::{ApiError, RequestId, Route};
use crate::{
    domain::{
        ProjectId,
        discovery::{Discovery, MembershipType},
        short_hash,
    },
    lookup::Credential,
    store::ReadCost,
};

/// A request and its answer, without anything that must not stand in a log: no path but the known ones, no credential, no
/// address.
#[derive(Debug, Clone)]
pub struct RequestRecord {
    /// The name of the request, which the caller knows too.
    pub request_id: RequestId,
    /// The route, if it is one.
    pub route: Option<Route>,
    /// The method, as it came.
    pub method: Method,
    /// The status of the answer.
    pub status: StatusCode,
    /// The error, if it is one.
    pub error: Option<RecordedError>,
    /// The field that held the credential, if there was one that is well formed.
    pub credential: Option<&'static str>,
    /// Stands for the person: [`short_hash`] of `<project id>#<address>`.
    pub person: Option<String>,
    /// How many organizations were answered, by the person's relation to them.
    pub organizations: BTreeMap<MembershipType, u64>,
    /// How many organizations the answer lacks because it would have been too large.
    pub removed_organizations: u64,
    /// How many organizations the answer lacks at least because one request reads no more.
    pub unread_organizations: u64,
    /// What reading cost.
    pub reads: ReadCost,
    /// How long it took to answer.
    pub took: Duration,
}

/// An error of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedError {
    /// Stytch's name for it.
    pub error_type: &'static str,
    /// What happened inside; callers never see it.
    pub cause: Option<String>,
}

impl RequestRecord {
    pub(super) fn begin(request_id: RequestId, method: &Method, path: &str) -> Self {
        Self {
            request_id,
            route: Route::of(path),
            method: method.clone(),
            status: StatusCode::OK,
            error: None,
            credential: None,
            person: None,
            organizations: BTreeMap::new(),
            removed_organizations: 0,
            unread_organizations: 0,
            reads: ReadCost::default(),
            took: Duration::ZERO,
        }
    }

    pub(super) fn asked_with(&mut self, credential: &Credential) {
        self.credential = Some(credential.field());
    }

    pub(super) fn found(&mut self, project: &ProjectId, discovery: &Discovery<'_>) {
        self.person = Some(short_hash(&format!("{project}#{}", discovery.email_address)));
        for entry in &discovery.discovered_organizations {
            *self.organizations.entry(entry.membership.r#type).or_default() += 1;
        }
    }

    /// Moves entries from the answered organizations to the removed ones.
    pub(super) fn removed_for_size(&mut self, removed: &[MembershipType]) {
        for relation in removed {
            self.removed_organizations += 1;
            if let Some(count) = self.organizations.get_mut(relation) {
                *count = count.saturating_sub(1);
            }
        }
        self.organizations.retain(|_, count| *count > 0);
    }

    /// How many organizations are missing in a shortened answer; 0 for a complete answer and for an error.
    #[must_use]
    pub fn missing_organizations(&self) -> u64 {
        if self.error.is_some() { 0 } else { self.removed_organizations + self.unread_organizations }
    }

    /// Logs a shortened answer.
    pub(super) fn report_shortened(&self) {
        let missing = self.missing_organizations();
        if missing > 0 {
            warn!(
                request_id = %self.request_id,
                organizations.removed = missing,
                organizations.unread = self.unread_organizations,
                "an answer was shortened"
            );
        }
    }

    pub(super) fn failed(&mut self, failure: &ApiError) {
        let (status, error_type) = failure.code();
        self.status = status;
        self.error = Some(RecordedError { error_type, cause: failure.cause().map(str::to_owned) });
    }
}
