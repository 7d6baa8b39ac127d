//! Warms up the request path of a new instance before its first request.

use super::{App, HttpResponse, Invocation, RequestId};
use crate::{
    domain::{Clock, Entropy, discovery::Facts},
    request_context::RequestContext,
    service::{ServiceError, decide},
    store::Reads,
};

/// A request for another project. It is refused before anything is read.
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
    /// Reads the project and warms up the request path, so that the first request finds open connections and loaded code. Logs
    /// nothing.
    ///
    /// # Errors
    /// [`ServiceError`] when the project cannot be read. The first request will read it again.
    pub async fn warm_up(&self) -> Result<(), ServiceError> {
        let facts = self.service.warm_up().await?;
        self.refuse_request().await;
        if let Some(facts) = facts {
            self.write_answer(&facts);
        }
        Ok(())
    }

    async fn refuse_request(&self) {
        if let Ok(invocation) = serde_json::from_str::<Invocation>(EVENT)
            && let Some(request) = invocation.into_request()
        {
            self.handle(request, &RequestContext::new()).await;
        }
    }

    fn write_answer(&self, facts: &Facts) {
        if let Ok(discovery) = decide(facts) {
            let request_id = RequestId::fresh(self.service.project_id().environment(), &self.entropy);
            drop(HttpResponse::discovery(&discovery, &request_id));
        }
    }
}
