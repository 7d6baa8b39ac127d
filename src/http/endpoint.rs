//! Routes, and the order in which a request is checked.

use std::{fmt, time::Duration};

use lambda_http::http::{HeaderMap, Method, header::CONTENT_LENGTH};
use tracing::error;

use super::{
    ApiError, HttpResponse, authorization::BasicCredentials, request_id::RequestId,
    session_arguments::read_credential,
};
use crate::{
    domain::{Clock, Entropy, ProjectId},
    lookup::{Lookup, LookupError, decide},
    store::Reads,
};

const DISCOVERY: &str = "/v1/b2b/discovery/organizations";
const HEALTH: &str = "/health";
const LARGEST_BODY: usize = 64 * 1024;
/// A request ends within this time, whatever the store does, unless another budget is given.
const BUDGET: Duration = Duration::from_millis(2500);

/// A request, after it left the gateway's form.
#[derive(Clone, Copy)]
pub struct HttpRequest<'r> {
    /// The method.
    pub method: &'r Method,
    /// The path, without a stage.
    pub path: &'r str,
    /// The headers.
    pub headers: &'r HeaderMap,
    /// The body.
    pub body: &'r [u8],
}

/// Headers and body hold credentials, so debug output shows neither.
impl fmt::Debug for HttpRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (method, path) = (self.method, self.path);
        f.debug_struct("HttpRequest").field("method", method).field("path", &path).finish_non_exhaustive()
    }
}

/// The whole service.
#[derive(Debug)]
pub struct Endpoint<S, C, E> {
    lookup: Lookup<S, C>,
    entropy: E,
    budget: Duration,
}

impl<S: Reads, C: Clock, E: Entropy> Endpoint<S, C, E> {
    /// Serves `project_id` from `store`.
    #[must_use]
    pub fn new(store: S, clock: C, entropy: E, project_id: ProjectId) -> Self {
        Self { lookup: Lookup::new(store, clock, project_id), entropy, budget: BUDGET }
    }

    /// The same service with another limit on the time that a request may take.
    #[must_use]
    pub fn with_budget(self, budget: Duration) -> Self {
        Self { budget, ..self }
    }

    /// Reads the project ahead of the first request.
    ///
    /// # Errors
    /// [`LookupError`] when that fails; the first request will try again.
    pub async fn prime(&self) -> Result<(), LookupError> {
        self.lookup.prime().await
    }

    /// Answers any request.
    pub async fn answer(&self, request: HttpRequest<'_>) -> HttpResponse {
        let request_id = self.fresh_request_id();
        match tokio::time::timeout(self.budget, self.route(request, &request_id)).await {
            Ok(Ok(response)) => response,
            Ok(Err(failure)) => failed(&failure, &request_id),
            Err(_) => failed(&ApiError::internal("the request's time ran out"), &request_id),
        }
    }

    /// Answers with an error that came up outside of [`Self::answer`].
    pub(super) fn fail(&self, failure: &ApiError) -> HttpResponse {
        failed(failure, &self.fresh_request_id())
    }

    fn fresh_request_id(&self) -> RequestId {
        RequestId::fresh(self.lookup.project_id().environment(), &self.entropy)
    }

    async fn route(
        &self,
        request: HttpRequest<'_>,
        request_id: &RequestId,
    ) -> Result<HttpResponse, ApiError> {
        match (request.path, request.method) {
            (DISCOVERY, &Method::POST) => self.discover(request, request_id).await,
            (HEALTH, &Method::GET) => HttpResponse::health(request_id),
            (DISCOVERY, _) => Err(ApiError::MethodNotAllowed { allowed: Method::POST }),
            (HEALTH, _) => Err(ApiError::MethodNotAllowed { allowed: Method::GET }),
            _ => Err(ApiError::RouteNotFound),
        }
    }

    async fn discover(
        &self,
        request: HttpRequest<'_>,
        request_id: &RequestId,
    ) -> Result<HttpResponse, ApiError> {
        let basic = BasicCredentials::read(request.headers).ok_or(ApiError::InvalidAuthorizationHeader)?;
        let caller = self.lookup.authenticate(&basic.project_id, &basic.secret).await?;
        let asked = refuse_large(&request).and_then(|()| read_credential(request.body));
        let credential = match asked {
            Ok(credential) => credential,
            Err(refusal) => {
                self.lookup.confirm(caller).await?;
                return Err(refusal);
            }
        };
        let facts = self.lookup.facts(caller, &credential).await?;
        HttpResponse::discovery(&decide(&facts)?, request_id)
    }
}

fn failed(failure: &ApiError, request_id: &RequestId) -> HttpResponse {
    if let Some(cause) = failure.cause() {
        error!(%request_id, cause, "a request failed");
    }
    HttpResponse::error(failure, request_id)
}

/// By what the client announces, where it does, and by what came.
fn refuse_large(request: &HttpRequest<'_>) -> Result<(), ApiError> {
    let announced = request.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if request.body.len().max(announced.unwrap_or(0)) > LARGEST_BODY {
        return Err(ApiError::RequestTooLarge);
    }
    Ok(())
}
