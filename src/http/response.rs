//! Responses, independent of the gateway.

use std::{fmt, ops::Range};

use lambda_http::http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE},
};
use serde::Serialize;

use super::{ApiError, RequestId};
use crate::domain::discovery::MembershipType;

/// A response before it is encoded for the gateway.
#[derive(Clone)]
pub struct HttpResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body: JSON, or empty.
    pub body: String,
    /// The entries of the body's list, if it has one. Some of them are removed if the body is too large.
    pub(super) entries: Vec<ResponseEntry>,
}

/// An entry of a list in a response body.
#[derive(Debug, Clone)]
pub(super) struct ResponseEntry {
    /// Its range in the text of the body.
    pub(super) range: Range<usize>,
    /// The person's relation to the organization.
    pub(super) relation: MembershipType,
    /// True if it may be removed from a response that is too large.
    pub(super) is_removable: bool,
}

/// The body contains personal data, so debug output has only its size.
impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpResponse({}, {} bytes)", self.status, self.body.len())
    }
}

impl HttpResponse {
    /// A response with JSON text that clients must not cache.
    pub(super) fn new(status: StatusCode, body: String) -> Self {
        let headers = HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ]);
        Self { status, headers, body, entries: Vec::new() }
    }

    /// A response with a body that is serialized here.
    pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Result<Self, ApiError> {
        Ok(Self::new(status, serde_json::to_string(body).map_err(serialization_error)?))
    }

    /// The response to a failed request. Its fields are plain text, so serializing cannot fail; if it did, the body would be
    /// empty.
    pub(super) fn error(error: &ApiError, request_id: &RequestId) -> Self {
        let body = serde_json::to_string(&error.envelope(request_id)).unwrap_or_default();
        let mut response = Self::new(error.code().0, body);
        if let ApiError::MethodNotAllowed { allow } = error {
            response.headers.insert(ALLOW, HeaderValue::from_static(allow));
        }
        response
    }

    /// The response to a `HEAD` request: the same status and headers.
    pub(super) fn without_body(self) -> Self {
        Self { body: String::new(), ..self }
    }
}

pub(super) fn serialization_error(error: impl fmt::Display) -> ApiError {
    ApiError::InternalServerError { cause: format!("the answer cannot be written: {error}") }
}
