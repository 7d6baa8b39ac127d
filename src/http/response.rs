//! Answers.

use std::fmt;

use lambda_http::http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE},
};
use serde::Serialize;

use super::{ApiError, request_id::RequestId};
use crate::domain::{
    EmailAddress, OrganizationId,
    discovery::{DiscoveredOrganization, Discovery},
};

/// An answer, before it takes the gateway's form.
#[derive(Clone)]
pub struct HttpResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// JSON.
    pub body: String,
}

/// The body tells of people, so debug output shows only its size.
impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpResponse({}, {} bytes)", self.status, self.body.len())
    }
}

/// The success body; keys in alphabetical order.
#[derive(Serialize)]
struct DiscoveryBody<'d> {
    discovered_organizations: &'d [DiscoveredOrganization<'d>],
    email_address: &'d EmailAddress,
    organization_id_hint: Option<&'d OrganizationId>,
    request_id: &'d RequestId,
    status_code: u16,
}

#[derive(Serialize)]
struct HealthBody<'h> {
    request_id: &'h RequestId,
    status_code: u16,
}

impl HttpResponse {
    /// A success. An operator who asks without HTTP gets the same body.
    ///
    /// # Errors
    /// Never in practice: an answer can be written as JSON.
    pub fn discovery(discovery: &Discovery<'_>, request_id: &RequestId) -> Result<Self, ApiError> {
        Self::json(
            StatusCode::OK,
            &DiscoveryBody {
                discovered_organizations: &discovery.discovered_organizations,
                email_address: discovery.email_address,
                organization_id_hint: discovery.organization_id_hint,
                request_id,
                status_code: StatusCode::OK.as_u16(),
            },
        )
    }

    pub(super) fn health(request_id: &RequestId) -> Result<Self, ApiError> {
        Self::json(StatusCode::OK, &HealthBody { request_id, status_code: StatusCode::OK.as_u16() })
    }

    /// The envelope. Its own fields are plain text, so writing it cannot fail; should it ever, the body is empty.
    pub(super) fn error(error: &ApiError, request_id: &RequestId) -> Self {
        let body = serde_json::to_string(&error.envelope(request_id)).unwrap_or_default();
        let mut response = Self::new(error.code().0, body);
        if let ApiError::MethodNotAllowed { allowed } = error
            && let Ok(allowed) = HeaderValue::from_str(allowed.as_str())
        {
            response.headers.insert(ALLOW, allowed);
        }
        response
    }

    fn json(status: StatusCode, body: &impl Serialize) -> Result<Self, ApiError> {
        let body = serde_json::to_string(body).map_err(|error| ApiError::InternalServerError {
            cause: format!("the answer cannot be written: {error}"),
        })?;
        Ok(Self::new(status, body))
    }

    fn new(status: StatusCode, body: String) -> Self {
        let headers = HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ]);
        Self { status, headers, body }
    }
}
