//! The rest of the first request's way, walked before it comes: an event is taken apart and refused, and an answer is written.
//!
//! Nothing of it is kept, and nobody is told of it.

use super::{Endpoint, HttpResponse, Invocation, RequestId};
use crate::{
    domain::{Clock, Entropy, discovery::Facts},
    lookup::decide,
    store::Reads,
};

/// A request for another project, which is refused before anything is read.
const EVENT: &str = r#"{
    "version": "2.0",
    "rawPath": "/v1/b2b/discovery/organizations",
    "rawQueryString": "",
    "headers": {
        "authorization": "Basic cmVoZWFyc2FsOnJlaGVhcnNhbA==",
        "content-type": "application/json",
        "host": "rehearsal.invalid",
        "user-agent": "rehearsal"
    },
    "requestContext": {
        "accountId": "0",
        "apiId": "0",
        "domainName": "rehearsal.invalid",
        "http": {
            "method": "POST", "path": "/v1/b2b/discovery/organizations", "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1", "userAgent": "rehearsal"
        },
        "requestId": "0",
        "routeKey": "POST /v1/b2b/discovery/organizations",
        "stage": "$default",
        "timeEpoch": 0
    },
    "body": "{}",
    "isBase64Encoded": false
}"#;

impl<S: Reads, C: Clock, E: Entropy> Endpoint<S, C, E> {
    /// Answers a request that nobody made, and writes an answer about `facts` if there are any.
    pub(super) async fn rehearse(&self, facts: Option<Facts>) {
        if let Ok(invocation) = serde_json::from_str::<Invocation>(EVENT)
            && let Some(request) = invocation.into_request()
        {
            self.handle(request).await;
        }
        if let Some(discovery) = facts.as_ref().and_then(|facts| decide(facts).ok()) {
            let request_id = RequestId::fresh(self.lookup.project_id().environment(), &self.entropy);
            drop(HttpResponse::discovery(&discovery, &request_id));
        }
    }
}
