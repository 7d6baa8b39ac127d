//! Warms up the request path of a new instance before its first request.

use super::{App, HttpResponse, Invocation, RequestId};
use crate::{
    domain::{Clock, Entropy, discovery::Facts},
    request_context::RequestContext,
    service::{ServiceError, decide},
    store::Reads,
};

/// A request with an unknown project id, which is rejected before anything is read.
const EVENT: &str = r#"{
    "version": "2.0",
    "rawPath": "/v1/b2b/discovery/organizations",
    "rawQueryString": "",
    "headers": {
        "authorization": "Basic d2FybS11cDp3YXJtLXVw",
        "content-type": "application/json",
        "host": "warm-up.invalid",
        "user-agent": "warm-up"
    },
    "requestContext": {
        "accountId": "0",
        "apiId": "0",
        "domainName": "warm-up.invalid",
        "http": {
            "method": "POST", "path": "/v1/b2b/discovery/organizations", "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1", "userAgent": "warm-up"
        },
        "requestId": "0",
        "routeKey": "POST /v1/b2b/discovery/organizations",
        "stage": "$default",
        "timeEpoch": 0
    },
    "body": "{}",
    "isBase64Encoded": false
}"#;

impl<S: Reads, C: Clock, E: Entropy> App<S, C, E> {
    /// Reads the project and warms up the request path, so that connections are open and code is loaded before the
    /// first request. Writes no request log line.
    ///
    /// # Errors
    /// [`ServiceError`] when the project cannot be read. The first request reads it again.
    pub async fn warm_up(&self) -> Result<(), ServiceError> {
        let facts = self.service.warm_up().await?;
        self.handle_sample_request().await;
        if let Some(facts) = facts {
            self.serialize_response(&facts);
        }
        Ok(())
    }

    async fn handle_sample_request(&self) {
        if let Ok(invocation) = serde_json::from_str::<Invocation>(EVENT)
            && let Some(request) = invocation.into_request()
        {
            self.handle(request, &RequestContext::new()).await;
        }
    }

    fn serialize_response(&self, facts: &Facts) {
        if let Ok(discovery) = decide(facts) {
            let request_id = RequestId::fresh(self.service.project_id().environment(), &self.entropy);
            drop(HttpResponse::discovery(&discovery, &request_id));
        }
    }
}
