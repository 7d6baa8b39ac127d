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
    /// The entries of the list in the body. Some of them are removed if the body is too large.
    pub(super) entries: Vec<ResponseEntry>,
}

/// An entry of the list in a response body.
#[derive(Debug, Clone)]
pub(super) struct ResponseEntry {
    /// The byte range in the body.
    pub(super) range: Range<usize>,
    /// The membership type.
    pub(super) relation: MembershipType,
    /// True if the entry may be removed from a response that is too large.
    pub(super) is_removable: bool,
}

/// Shows only the size of the body, which contains personal data.
impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpResponse({}, {} bytes)", self.status, self.body.len())
    }
}

impl HttpResponse {
    /// Creates a JSON response that clients must not cache.
    #[must_use]
    pub fn new(status: StatusCode, body: String) -> Self {
        let headers = HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ]);
        Self { status, headers, body, entries: Vec::new() }
    }

    /// Creates a response by serializing `body`.
    ///
    /// # Errors
    /// [`ApiError::InternalServerError`] if the body cannot be serialized.
    pub fn json(status: StatusCode, body: &impl Serialize) -> Result<Self, ApiError> {
        Ok(Self::new(status, serde_json::to_string(body).map_err(serialization_error)?))
    }

    /// Creates an error response. Serializing the error envelope cannot fail; if it did, the body would be empty.
    pub(super) fn error(error: &ApiError, request_id: &RequestId) -> Self {
        let body = serde_json::to_string(&error.envelope(request_id)).unwrap_or_default();
        let mut response = Self::new(error.code().0, body);
        if let ApiError::MethodNotAllowed { allow } = error {
            response.headers.insert(ALLOW, HeaderValue::from_static(allow));
        }
        response
    }

    /// Removes the body, for a `HEAD` request.
    pub(super) fn without_body(self) -> Self {
        Self { body: String::new(), ..self }
    }
}

pub(super) fn serialization_error(error: impl fmt::Display) -> ApiError {
    ApiError::InternalServerError { cause: format!("response serialization failed: {error}") }
}
