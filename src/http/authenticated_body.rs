//! Requests with project credentials and a JSON body.

use lambda_http::http::header::CONTENT_LENGTH;

use super::{ApiError, HttpRequest, authorization::BasicCredentials};
use crate::{
    domain::Clock,
    service::{Caller, DiscoveryService},
    store::Reads,
};

const MAX_REQUEST_BYTES: usize = 64 * 1024;

/// Authenticates the caller, checks the length of the body and parses it with `parse`.
///
/// # Errors
/// [`ApiError`] for the first check that fails. The error for a removed secret takes precedence over the error for the
/// body.
pub async fn authenticated_body<S: Reads, C: Clock, T>(
    service: &DiscoveryService<S, C>,
    request: HttpRequest<'_>,
    parse: impl FnOnce(&[u8]) -> Result<T, ApiError> + Send,
) -> Result<(Caller, T), ApiError> {
    let basic = BasicCredentials::read(request.headers).ok_or(ApiError::InvalidAuthorizationHeader)?;
    let caller = service.authenticate(&basic.project_id, &basic.secret).await?;
    match check_length(request).and_then(|()| parse(request.body)) {
        Ok(body) => Ok((caller, body)),
        Err(error) => {
            service.reauthenticate(caller).await?;
            Err(error)
        }
    }
}

/// Checks the length in the header and the actual length of the body.
fn check_length(request: HttpRequest<'_>) -> Result<(), ApiError> {
    let announced = request.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if request.body.len().max(announced.unwrap_or(0)) > MAX_REQUEST_BYTES {
        return Err(ApiError::RequestTooLarge);
    }
    Ok(())
}
