//! Converts errors of an exchange to API errors.

use org_discovery::{http::ApiError, service::ServiceError};
use org_discovery_admin::{Refusal, WriteError, exchange::ExchangeError};

/// Returns the API error of a failed exchange.
pub(super) fn api_error(error: ExchangeError) -> ApiError {
    match error {
        ExchangeError::Service(error) => error.into(),
        ExchangeError::Write(WriteError::Store(error)) => ServiceError::Store(error).into(),
        ExchangeError::Write(WriteError::Refused(refusal)) => refused(&refusal),
        ExchangeError::Write(WriteError::Contended) => ApiError::TooManyRequests { cause: error.to_string() },
        ExchangeError::TooLate => ApiError::internal(&error.to_string()),
        ExchangeError::Signing(error) => ApiError::internal(&error.to_string()),
    }
}

fn refused(refusal: &Refusal) -> ApiError {
    match refusal {
        Refusal::SlugTaken { .. } => ApiError::OrganizationSlugAlreadyUsed,
        Refusal::InvalidItem => ApiError::internal("the exchange could not be stored"),
        refusal => ApiError::BadRequest(format!("Invalid organization: {refusal}.")),
    }
}
