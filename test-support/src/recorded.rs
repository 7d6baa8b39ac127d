//! A client that records the answers of the endpoint, and returns the recorded answer when a request is repeated.

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

/// The recorded requests and answers.
#[derive(Debug, Clone, Default)]
pub struct Recorded(Arc<Mutex<Answers>>);

#[derive(Debug, Default)]
struct Answers {
    known: HashMap<(String, usize, u64), Vec<u8>>,
    /// In the order in which they were asked: the operation and what was asked.
    asked: Vec<(String, Value)>,
}

impl Recorded {
    /// The client that asks here.
    pub fn client(&self, real: &Client) -> Client {
        let endpoint = real.config().http_client().expect("the client's own");
        let recorder = Recorder { recorded: self.clone(), endpoint };
        Client::from_conf(real.config().to_builder().http_client(recorder).build())
    }

    /// The requests so far.
    pub fn asked(&self) -> Vec<(String, Value)> {
        self.0.lock().expect("a list").asked.clone()
    }
}

/// The same for the same question. The SDK writes the attributes of a key in any order, so their letters are only counted up.
fn key(request: &HttpRequest) -> (String, usize, u64) {
    let operation = request.headers().get("x-amz-target").expect("an operation").to_owned();
    let body = request.body().bytes().expect("a body in one piece");
    (operation, body.len(), body.iter().map(|byte| u64::from(*byte)).sum())
}

#[derive(Debug)]
struct Recorder {
    recorded: Recorded,
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
    recorded: Recorded,
    endpoint: SharedHttpConnector,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let key = key(&request);
        if let Some(answer) = self.recorded.0.lock().expect("a list").known.get(&key) {
            return HttpConnectorFuture::ready(Ok(success(answer.clone())));
        }
        let asked = serde_json::from_slice(request.body().bytes().expect("a body")).expect("JSON");
        let (answer, recorded) = (self.endpoint.call(request), self.recorded.clone());
        HttpConnectorFuture::new(async move {
            let body = answer.await?.into_body().collect().await;
            let body = body.map_err(ConnectorError::io)?.to_bytes().to_vec();
            let mut answers = recorded.0.lock().expect("a list");
            answers.asked.push((key.0.clone(), asked));
            answers.known.insert(key, body.clone());
            Ok(success(body))
        })
    }
}

fn success(body: Vec<u8>) -> HttpResponse {
    HttpResponse::new(200.try_into().expect("a status"), body.into())
}
