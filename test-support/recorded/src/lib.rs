//! A `DynamoDB` client that records each response and returns the recorded response when a request is repeated.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use aws_sdk_dynamodb::{
    Client,
    config::{HttpClient, RuntimeComponents, SharedHttpClient},
};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
};
use http_body_util::BodyExt;
use serde_json::Value;

/// Recorded requests and responses.
#[derive(Debug, Clone, Default)]
pub struct RecordedResponses(Arc<Mutex<Recording>>);

#[derive(Debug, Default)]
struct Recording {
    /// Response bodies by the [`request_key`] of their request.
    responses: HashMap<(String, usize, u64), Vec<u8>>,
    /// The operation and body of each request, in the order of their first use.
    requests: Vec<(String, Value)>,
}

impl RecordedResponses {
    /// Returns a copy of the client that uses these recorded responses.
    pub fn client(&self, real: &Client) -> Client {
        let endpoint = real.config().http_client().expect("an HTTP client");
        let recorder = Recorder { recorded: self.clone(), endpoint };
        Client::from_conf(real.config().to_builder().http_client(recorder).build())
    }

    /// Returns the operation and body of each recorded request.
    pub fn requests(&self) -> Vec<(String, Value)> {
        self.0.lock().expect("a list").requests.clone()
    }
}

/// Returns a key that is the same for equal requests.
///
/// The SDK serializes the attributes of an item key in random order, so the key contains the sum of the bytes instead
/// of a hash.
fn request_key(request: &HttpRequest) -> (String, usize, u64) {
    let operation = request.headers().get("x-amz-target").expect("an operation").to_owned();
    let body = request.body().bytes().expect("a body in one piece");
    (operation, body.len(), body.iter().map(|byte| u64::from(*byte)).sum())
}

#[derive(Debug)]
struct Recorder {
    recorded: RecordedResponses,
    endpoint: SharedHttpClient,
}

impl HttpClient for Recorder {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let endpoint = self.endpoint.http_connector(settings, components);
        SharedHttpConnector::new(Connector { recorded: self.recorded.clone(), endpoint })
    }
}

#[derive(Debug)]
struct Connector {
    recorded: RecordedResponses,
    endpoint: SharedHttpConnector,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let key = request_key(&request);
        if let Some(body) = self.recorded.0.lock().expect("a list").responses.get(&key) {
            return HttpConnectorFuture::ready(Ok(success(body.clone())));
        }
        let request_body = serde_json::from_slice(request.body().bytes().expect("a body")).expect("JSON");
        let (response, recorded) = (self.endpoint.call(request), self.recorded.clone());
        HttpConnectorFuture::new(async move {
            let body = response.await?.into_body().collect().await;
            let body = body.map_err(ConnectorError::io)?.to_bytes().to_vec();
            let mut recording = recorded.0.lock().expect("a list");
            recording.requests.push((key.0.clone(), request_body));
            recording.responses.insert(key, body.clone());
            Ok(success(body))
        })
    }
}

fn success(body: Vec<u8>) -> HttpResponse {
    HttpResponse::new(200.try_into().expect("a status"), body.into())
}
