//! Answers.

use std::fmt;

use lambda_http::http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE},
};
use serde::Serialize;

use super::{
    ApiError,
    discovery_body::{DiscoveryBody, WrittenEntry, discovery_body},
    request_id::RequestId,
};
use crate::domain::{KeySet, PublishedKey, discovery::Discovery};

/// An answer, before it takes the gateway's form.
#[derive(Clone)]
pub struct HttpResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// JSON.
    pub body: String,
    /// The entries of the body's list, where it has one: some are removed if the body is too large.
    pub(super) entries: Vec<WrittenEntry>,
}

/// The body tells of people, so debug output shows only its size.
impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpResponse({}, {} bytes)", self.status, self.body.len())
    }
}

#[derive(Serialize)]
struct HealthBody<'h> {
    request_id: &'h RequestId,
    status_code: u16,
}

/// The keys are in alphabetical order.
#[derive(Serialize)]
struct KeySetBody<'k> {
    keys: Vec<PublishedKey<'k>>,
    request_id: &'k RequestId,
    status_code: u16,
}

impl HttpResponse {
    /// A success. An operator who asks without HTTP gets the same body.
    ///
    /// # Errors
    /// Never in practice: an answer can be written as JSON.
    pub fn discovery(discovery: &Discovery<'_>, request_id: &RequestId) -> Result<Self, ApiError> {
        let status = StatusCode::OK;
        let written = discovery_body(discovery, request_id, status.as_u16()).map_err(unwritten)?;
        let DiscoveryBody { text, entries } = written;
        Ok(Self { entries, ..Self::new(status, text) })
    }

    pub(super) fn health(request_id: &RequestId) -> Result<Self, ApiError> {
        let status = StatusCode::OK;
        let body = serde_json::to_string(&HealthBody { request_id, status_code: status.as_u16() });
        Ok(Self::new(status, body.map_err(unwritten)?))
    }

    /// The public keys. Clients may keep them for 15 minutes, as long as those of Stytch do.
    pub(super) fn key_set(keys: &KeySet, request_id: &RequestId) -> Result<Self, ApiError> {
        let status = StatusCode::OK;
        let keys = keys.published().collect();
        let body = serde_json::to_string(&KeySetBody { keys, request_id, status_code: status.as_u16() });
        let mut response = Self::new(status, body.map_err(unwritten)?);
        response.headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=900"));
        Ok(response)
    }

    /// The answer to a `HEAD` request: the same status and headers.
    pub(super) fn without_body(self) -> Self {
        Self { body: String::new(), ..self }
    }

    /// The envelope. Its own fields are plain text, so writing it cannot fail; should it ever, the body is empty.
    pub(super) fn error(error: &ApiError, request_id: &RequestId) -> Self {
        let body = serde_json::to_string(&error.envelope(request_id)).unwrap_or_default();
        let mut response = Self::new(error.code().0, body);
        if let ApiError::MethodNotAllowed { allow } = error {
            response.headers.insert(ALLOW, HeaderValue::from_static(allow));
        }
        response
    }

    fn new(status: StatusCode, body: String) -> Self {
        let headers = HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ]);
        Self { status, headers, body, entries: Vec::new() }
    }
}

fn unwritten(error: impl fmt::Display) -> ApiError {
    ApiError::InternalServerError { cause: format!("the answer cannot be written: {error}") }
}
