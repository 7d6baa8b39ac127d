//! A client that never connects, and keeps its requests.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use aws_sdk_dynamodb::{
    Config,
    config::{Builder, HttpClient, RuntimeComponents},
};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
    orchestrator::{HttpRequest, HttpResponse},
};

/// The requests of a client. Each one gets the next of the planned responses, or an empty JSON object.
#[derive(Debug, Clone, Default)]
pub struct CapturedRequests {
    requests: Arc<Mutex<Vec<CapturedRequest>>>,
    responses: Arc<Mutex<VecDeque<HttpResponse>>>,
}

/// A request with its signature.
#[derive(Debug, Clone)]
pub struct CapturedRequest {
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl CapturedRequest {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

impl CapturedRequests {
    /// Returns the settings of a client that sends its requests here.
    pub fn settings(&self, config: &Config) -> Builder {
        config.to_builder().http_client(self.clone())
    }

    /// Plans an error response with this type and the header `Date`.
    pub fn plan_error(&self, error: &str, date: &'static str) {
        let body = serde_json::json!({ "__type": error }).to_string();
        let mut response = HttpResponse::new(400.try_into().unwrap(), body.into());
        response.headers_mut().insert("date", date);
        self.responses.lock().unwrap().push_back(response);
    }

    /// Returns the requests since the last call.
    pub fn take(&self) -> Vec<CapturedRequest> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }
}

impl HttpClient for CapturedRequests {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for CapturedRequests {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let headers = request.headers().iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.requests.lock().unwrap().push(CapturedRequest {
            url: request.uri().to_owned(),
            headers: headers.collect(),
            body: request.body().bytes().expect("a body in memory").to_vec(),
        });
        let planned = self.responses.lock().unwrap().pop_front();
        let empty = || HttpResponse::new(200.try_into().unwrap(), "{}".into());
        HttpConnectorFuture::ready(Ok(planned.unwrap_or_else(empty)))
    }
}
