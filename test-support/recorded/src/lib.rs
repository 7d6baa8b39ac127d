//! A `DynamoDB` client that records each response and returns the recorded response when a request is repeated.
//!
//! A crate of its own, so that the instruction counts need nothing else of the test support.

#![expect(
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "a crate for the tests of this workspace only"
)]
#![expect(clippy::expect_used, reason = "a panic fails the test")]

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
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Recorded requests and responses.
#[derive(Debug, Clone, Default)]
pub struct RecordedResponses(Arc<Mutex<Recording>>);

#[derive(Debug, Default)]
struct Recording {
    /// Response bodies by the key of their request.
    responses: HashMap<RequestKey, Vec<u8>>,
    /// The operation and body of each request, in the order of their first use.
    requests: Vec<(String, Value)>,
}

impl RecordedResponses {
    /// Returns a copy of the client that uses these recorded responses.
    pub fn client(&self, real: &Client) -> Client {
        let endpoint = real.config().http_client().expect("an HTTP client");
        let recorder = Recorder { recorded: self.clone(), endpoint: Some(endpoint) };
        Client::from_conf(real.config().to_builder().http_client(recorder).build())
    }

    /// Returns a copy of the client that never connects: a request that was not recorded fails.
    pub fn offline_client(&self, real: &Client) -> Client {
        let recorder = Recorder { recorded: self.clone(), endpoint: None };
        Client::from_conf(real.config().to_builder().http_client(recorder).build())
    }

    /// Returns the recorded responses.
    pub fn responses(&self) -> Vec<RecordedResponse> {
        let recording = self.0.lock().expect("a list");
        let responses = recording.responses.iter();
        let response = |(request, body): (&RequestKey, &Vec<u8>)| RecordedResponse {
            request: request.clone(),
            body: String::from_utf8(body.clone()).expect("JSON"),
        };
        responses.map(response).collect()
    }

    /// Returns the operation and body of each recorded request.
    pub fn requests(&self) -> Vec<(String, Value)> {
        self.0.lock().expect("a list").requests.clone()
    }
}

/// A key that is the same for equal requests.
///
/// The SDK serializes the attributes of an item key in random order, so the key contains the sum of the hashes of all
/// strings instead of one hash.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct RequestKey {
    operation: String,
    length: usize,
    hashes: u64,
}

impl RequestKey {
    fn of(request: &HttpRequest) -> Self {
        let operation = request.headers().get("x-amz-target").expect("an operation").to_owned();
        let body = request.body().bytes().expect("a body in one piece");
        let hashes = body.split(|byte| *byte == b'"').map(hash).fold(0, u64::wrapping_add);
        Self { operation, length: body.len(), hashes }
    }
}

/// Returns the FNV-1a hash of a text.
fn hash(text: &[u8]) -> u64 {
    text.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A recorded response, to be saved in a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordedResponse {
    request: RequestKey,
    body: String,
}

#[derive(Debug)]
struct Recorder {
    recorded: RecordedResponses,
    endpoint: Option<SharedHttpClient>,
}

impl HttpClient for Recorder {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let endpoint = self.endpoint.as_ref().map(|client| client.http_connector(settings, components));
        SharedHttpConnector::new(Connector { recorded: self.recorded.clone(), endpoint })
    }
}

#[derive(Debug)]
struct Connector {
    recorded: RecordedResponses,
    endpoint: Option<SharedHttpConnector>,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let key = RequestKey::of(&request);
        if let Some(body) = self.recorded.0.lock().expect("a list").responses.get(&key) {
            return HttpConnectorFuture::ready(Ok(success(body.clone())));
        }
        let Some(endpoint) = &self.endpoint else {
            let error = format!("not recorded: {}", key.operation);
            return HttpConnectorFuture::ready(Err(ConnectorError::other(error.into(), None)));
        };
        let request_body = serde_json::from_slice(request.body().bytes().expect("a body")).expect("JSON");
        let (response, recorded) = (endpoint.call(request), self.recorded.clone());
        HttpConnectorFuture::new(async move {
            let body = response.await?.into_body().collect().await;
            let body = body.map_err(ConnectorError::io)?.to_bytes().to_vec();
            let mut recording = recorded.0.lock().expect("a list");
            recording.requests.push((key.operation.clone(), request_body));
            recording.responses.insert(key, body.clone());
            Ok(success(body))
        })
    }
}

impl FromIterator<RecordedResponse> for RecordedResponses {
    fn from_iter<I: IntoIterator<Item = RecordedResponse>>(responses: I) -> Self {
        let pairs = responses.into_iter().map(|response| (response.request, response.body.into_bytes()));
        Self(Arc::new(Mutex::new(Recording { responses: pairs.collect(), requests: Vec::new() })))
    }
}

fn success(body: Vec<u8>) -> HttpResponse {
    HttpResponse::new(200.try_into().expect("a status"), body.into())
}
