//! Routes, and the order in which a request is checked.

use std::{fmt, time::Duration};

use lambda_http::http::{HeaderMap, Method, header::CONTENT_LENGTH};
use tokio::time::timeout;

use super::{
    ApiError, HttpResponse, RequestId,
    authorization::BasicCredentials,
    panics::caught,
    record::RequestRecord,
    route::{Route, key_set_project},
    session_arguments::read_credential,
    time_limit::time_limit,
};
use crate::{
    domain::{Clock, Entropy, ProjectId},
    lookup::{Lookup, LookupError, decide},
    store::{Meter, Reads, with_retries},
};

const LARGEST_BODY: usize = 64 * 1024;
/// A request ends within this time, whatever the store does, unless another budget is given.
const BUDGET: Duration = Duration::from_millis(2500);
/// Calls of the store that a request may make again, all together.
const RETRIES: u32 = 8;

/// A request, after it left the gateway's form.
#[derive(Clone, Copy)]
pub(super) struct HttpRequest<'r> {
    pub(super) method: &'r Method,
    /// As the gateway received it, without the query.
    pub(super) path: &'r str,
    pub(super) headers: &'r HeaderMap,
    pub(super) body: &'r [u8],
    /// When Lambda ends the invocation, in milliseconds since 1970.
    pub(super) invocation_ends: Option<u64>,
}

/// Headers and body hold credentials, so debug output shows neither.
impl fmt::Debug for HttpRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest").field("method", self.method).finish_non_exhaustive()
    }
}

/// The whole service.
#[derive(Debug)]
pub struct Endpoint<S, C, E> {
    pub(super) lookup: Lookup<S, C>,
    pub(super) entropy: E,
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

    /// Reads the project ahead of the first request, and goes the way of one, so that the first finds connections open and code in
    /// memory.
    ///
    /// # Errors
    /// [`LookupError`] when the project cannot be read; the first request will try again.
    pub async fn prime(&self) -> Result<(), LookupError> {
        let facts = self.lookup.prime().await?;
        self.rehearse(facts).await;
        Ok(())
    }

    /// Answers any request. What became of it is added to its record.
    pub(super) async fn answer(&self, request: HttpRequest<'_>, record: &mut RequestRecord) -> HttpResponse {
        let meter = Meter::default();
        // In a box, because it is large, and would be copied into each of the futures around it.
        let work = caught(meter.count(with_retries(RETRIES, Box::pin(self.route(request, record)))));
        let now = self.lookup.clock().unix_milliseconds();
        let limit = time_limit(self.budget, now, request.invocation_ends);
        let answered = match timeout(limit, work).await {
            Ok(Ok(answered)) => answered,
            Ok(Err(panicked)) => Err(ApiError::internal(&panicked.to_string())),
            Err(_) => Err(ApiError::internal("the request's time ran out")),
        };
        record.reads = meter.read();
        answered.unwrap_or_else(|failure| fail(&failure, record))
    }

    /// The record of a request that begins.
    pub(super) fn begin(&self, method: &Method, path: &str) -> RequestRecord {
        let environment = self.lookup.project_id().environment();
        RequestRecord::begin(RequestId::fresh(environment, &self.entropy), method, path)
    }

    async fn route(
        &self,
        request: HttpRequest<'_>,
        record: &mut RequestRecord,
    ) -> Result<HttpResponse, ApiError> {
        match record.route {
            None => Err(ApiError::RouteNotFound),
            Some(route) if !route.allows(request.method) => {
                Err(ApiError::MethodNotAllowed { allow: route.allow() })
            }
            Some(Route::Discovery) => self.discover(request, record).await,
            Some(Route::KeySet) => self.key_set(request, record).await,
            Some(Route::Health) => {
                let answer = HttpResponse::health(&record.request_id)?;
                Ok(if *request.method == Method::HEAD { answer.without_body() } else { answer })
            }
        }
    }

    /// Answers without credentials: public keys are public.
    async fn key_set(
        &self,
        request: HttpRequest<'_>,
        record: &RequestRecord,
    ) -> Result<HttpResponse, ApiError> {
        if key_set_project(request.path).as_deref() != Some(self.lookup.project_id().as_str()) {
            return Err(ApiError::InvalidProjectId);
        }
        let known = self.lookup.public_keys().await?;
        HttpResponse::key_set(known.project().keys(), &record.request_id)
    }

    async fn discover(
        &self,
        request: HttpRequest<'_>,
        record: &mut RequestRecord,
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
        record.asked_with(&credential);
        let facts = self.lookup.facts(caller, &credential).await?;
        let discovery = decide(&facts)?;
        record.found(self.lookup.project_id(), &discovery);
        record.unread_organizations = facts.unread_organizations;
        HttpResponse::discovery(&discovery, &record.request_id)
    }
}

/// The answer to a request that failed, and that in its record.
pub(super) fn fail(failure: &ApiError, record: &mut RequestRecord) -> HttpResponse {
    record.failed(failure);
    HttpResponse::error(failure, &record.request_id)
}

/// By what the client announces, where it does, and by what came.
fn refuse_large(request: &HttpRequest<'_>) -> Result<(), ApiError> {
    let announced = request.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if request.body.len().max(announced.unwrap_or(0)) > LARGEST_BODY {
        return Err(ApiError::RequestTooLarge);
    }
    Ok(())
}
