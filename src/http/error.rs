//! Errors of the HTTP API.

use lambda_http::http::StatusCode;
use serde::Serialize;
use thiserror::Error;

use super::request_id::RequestId;
use crate::{domain::SessionJwtError, service::ServiceError, store::StoreError};

/// An error response. The message of each variant is its `error_message`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the message of each variant describes it")]
pub enum ApiError {
    #[error("The route provided is not supported.")]
    RouteNotFound,
    #[error("The method used is not supported.")]
    MethodNotAllowed {
        /// The value of the `Allow` header.
        allow: &'static str,
    },
    #[error("The authorization header provided with the request is invalid.")]
    InvalidAuthorizationHeader,
    #[error(
        "The project ID provided in the basic authentication header is invalid. Check that it is the one that this deployment serves."
    )]
    InvalidProjectId,
    #[error("Unauthorized credentials.")]
    UnauthorizedCredentials,
    #[error("The submitted request is invalid. {0}")]
    BadRequest(String),
    #[error("The request body is larger than 64 KiB.")]
    RequestTooLarge,
    /// Contains `one of` and the fields that the route accepts.
    #[error("Please include at most {0} in the request.")]
    TooManySessionArguments(&'static str),
    /// Contains the field that the route accepts, or `one of` and the fields.
    #[error("Please include {0} in the request.")]
    NoSessionArguments(&'static str),
    #[error("Session token format is invalid.")]
    InvalidSessionToken,
    #[error("Intermediate session could not be found.")]
    IntermediateSessionNotFound,
    #[error("Session could not be found.")]
    SessionNotFound,
    #[error("Organization could not be found.")]
    OrganizationNotFound,
    #[error("The organization slug is already in use.")]
    OrganizationSlugAlreadyUsed,
    #[error("The session JWT could not be parsed.")]
    UnableToParseSessionJwt,
    #[error("The session JWT's signature or claims are invalid.")]
    JwtInvalidClaims,
    #[error("The session JWT was not issued by this project.")]
    JwtInvalidIssuer,
    #[error("The session JWT was not issued for this project.")]
    JwtInvalidAudience,
    #[error("Too many requests have been made.")]
    TooManyRequests {
        /// The internal cause. It is logged and not in the response.
        cause: String,
    },
    #[error("Something went wrong on our side. Please try again.")]
    InternalServerError {
        /// The internal cause. It is logged and not in the response.
        cause: String,
    },
}

impl ApiError {
    /// Returns an internal error with this cause.
    #[must_use]
    pub fn internal(cause: &str) -> Self {
        Self::InternalServerError { cause: cause.to_owned() }
    }

    /// Returns the internal cause, for the log.
    pub(super) fn cause(&self) -> Option<&str> {
        match self {
            Self::TooManyRequests { cause } | Self::InternalServerError { cause } => Some(cause),
            _ => None,
        }
    }

    /// Returns the HTTP status and the `error_type` of Stytch's API.
    #[must_use]
    pub fn code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::RouteNotFound => (StatusCode::NOT_FOUND, "route_not_found"),
            Self::MethodNotAllowed { .. } => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::InvalidAuthorizationHeader => (StatusCode::BAD_REQUEST, "invalid_authorization_header"),
            Self::InvalidProjectId => (StatusCode::BAD_REQUEST, "invalid_project_id_authentication"),
            Self::UnauthorizedCredentials => (StatusCode::UNAUTHORIZED, "unauthorized_credentials"),
            Self::BadRequest(_) => (StatusCode::BAD_REQUEST, "bad_request"),
            Self::RequestTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "request_too_large"),
            Self::TooManySessionArguments(_) => (StatusCode::BAD_REQUEST, "too_many_session_arguments"),
            Self::NoSessionArguments(_) => (StatusCode::BAD_REQUEST, "no_session_arguments"),
            Self::InvalidSessionToken => (StatusCode::BAD_REQUEST, "invalid_session_token"),
            Self::IntermediateSessionNotFound => (StatusCode::NOT_FOUND, "intermediate_session_not_found"),
            Self::SessionNotFound => (StatusCode::NOT_FOUND, "session_not_found"),
            Self::OrganizationNotFound => (StatusCode::NOT_FOUND, "organization_not_found"),
            Self::OrganizationSlugAlreadyUsed => (StatusCode::BAD_REQUEST, "organization_slug_already_used"),
            Self::UnableToParseSessionJwt => (StatusCode::BAD_REQUEST, "unable_to_parse_session_jwt"),
            Self::JwtInvalidClaims => (StatusCode::UNAUTHORIZED, "jwt_invalid_claims"),
            Self::JwtInvalidIssuer => (StatusCode::UNAUTHORIZED, "jwt_invalid_issuer"),
            Self::JwtInvalidAudience => (StatusCode::UNAUTHORIZED, "jwt_invalid_audience"),
            Self::TooManyRequests { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_many_requests"),
            Self::InternalServerError { .. } => (StatusCode::INTERNAL_SERVER_ERROR, "internal_server_error"),
        }
    }

    pub(super) fn envelope<'r>(&self, request_id: &'r RequestId) -> Envelope<'r> {
        let (status, error_type) = self.code();
        Envelope {
            status_code: status.as_u16(),
            request_id,
            error_type,
            error_message: self.to_string(),
            error_url: format!("https://stytch.com/docs/api/errors/{}#{error_type}", status.as_u16()),
        }
    }
}

/// The error envelope, which is the body of every error response. SDKs require all five keys.
#[derive(Debug, Serialize)]
pub(super) struct Envelope<'r> {
    status_code: u16,
    request_id: &'r RequestId,
    error_type: &'static str,
    error_message: String,
    error_url: String,
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::UnknownProject => Self::InvalidProjectId,
            ServiceError::WrongSecret => Self::UnauthorizedCredentials,
            ServiceError::SessionJwt(error) => error.into(),
            ServiceError::IntermediateSessionNotFound => Self::IntermediateSessionNotFound,
            ServiceError::SessionNotFound => Self::SessionNotFound,
            ServiceError::Store(StoreError::Throttled(_)) => {
                Self::TooManyRequests { cause: error.to_string() }
            }
            ServiceError::Store(_) | ServiceError::Damaged => {
                Self::InternalServerError { cause: error.to_string() }
            }
        }
    }
}

impl From<SessionJwtError> for ApiError {
    fn from(error: SessionJwtError) -> Self {
        match error {
            SessionJwtError::Unparsable => Self::UnableToParseSessionJwt,
            SessionJwtError::UnknownKey | SessionJwtError::Invalid => Self::JwtInvalidClaims,
            SessionJwtError::Issuer => Self::JwtInvalidIssuer,
            SessionJwtError::Audience => Self::JwtInvalidAudience,
        }
    }
}
