//! The HTTP client of the probes, which sends each request once, without redirects or retries.

use std::time::Duration;

use lambda_http::http::{Method, header};
use org_discovery::domain::ProjectId;
use org_discovery_admin::causes::root_cause;
use reqwest::{RequestBuilder, Url, redirect, retry};
use serde_json::Value;

use super::proxy::Proxy;
use crate::{
    failure::Failure,
    response_body::{BodyError, read_body},
};

/// The time limit of a request. A slower deployment is unusable for sign-in.
const TIMEOUT: Duration = Duration::from_secs(15);
const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;

/// The credentials for HTTP Basic authentication.
pub struct Credentials {
    pub project: ProjectId,
    pub secret: String,
}

/// Sends requests to one deployment.
pub struct HttpClient {
    base_url: String,
    client: reqwest::Client,
    /// The address of the proxy, if there is one.
    proxy: Option<String>,
}

/// An HTTP response of any status.
pub struct ProbeResponse {
    pub status: u16,
    /// The body, if it is JSON.
    pub body: Option<Value>,
}

impl ProbeResponse {
    /// Returns a string field of the body.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.body.as_ref()?.get(name)?.as_str()
    }
}

impl HttpClient {
    /// Creates a client that trusts the CA certificates of the operating system, and uses the proxy of the environment.
    pub fn new(root: &Url) -> Result<Self, Failure> {
        let proxy = Proxy::of(root)?;
        let builder = match proxy.as_ref().map(Proxy::for_client).transpose() {
            Ok(None) => reqwest::Client::builder().no_proxy(),
            Ok(Some(proxy)) => reqwest::Client::builder().proxy(proxy),
            Err(error) => return Err(Failure::usage(format!("HTTPS_PROXY: {}", root_cause(&error)))),
        };
        let client =
            builder.redirect(redirect::Policy::none()).retry(retry::never()).timeout(TIMEOUT).build();
        let client = client.map_err(|error| {
            Failure::refused(format!(
                "cannot read the CA certificates of the operating system: {}",
                root_cause(&error)
            ))
        })?;
        let base_url = root.as_str().trim_end_matches('/').to_owned();
        Ok(Self { base_url, client, proxy: proxy.as_ref().map(Proxy::address) })
    }

    /// Returns a client for another path of the same host.
    pub fn at(&self, base_url: String) -> Self {
        Self { base_url, client: self.client.clone(), proxy: self.proxy.clone() }
    }

    /// Sends a GET request without credentials. The error is a message for the operator.
    pub async fn get(&self, path: &str) -> Result<ProbeResponse, String> {
        self.read(self.request(Method::GET, path)).await
    }

    /// Sends JSON with credentials. The error is a message for the operator.
    pub async fn post(
        &self,
        path: &str,
        credentials: &Credentials,
        body: &Value,
    ) -> Result<ProbeResponse, String> {
        let request = self
            .request(Method::POST, path)
            .basic_auth(&credentials.project, Some(&credentials.secret))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_string());
        self.read(request).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base_url))
    }

    async fn read(&self, request: RequestBuilder) -> Result<ProbeResponse, String> {
        let response = request.send().await.map_err(|error| self.connection_error(&error))?;
        let status = response.status().as_u16();
        let body = read_body(response, MAX_BODY_BYTES).await.map_err(|error| unread(&error))?;
        Ok(ProbeResponse { status, body: serde_json::from_slice(&body).ok() })
    }

    /// Explains a request without a response. A proxy may be the cause, so it is named.
    fn connection_error(&self, error: &reqwest::Error) -> String {
        let text = error_text(error, "connection failed");
        match &self.proxy {
            Some(proxy) => format!("through the proxy {proxy}: {text}; check HTTPS_PROXY and NO_PROXY"),
            None => text,
        }
    }
}

fn unread(error: &BodyError) -> String {
    match error {
        BodyError::Incomplete(error) => error_text(error, "response incomplete"),
        BodyError::TooLarge => "response incomplete: length limit exceeded".to_owned(),
    }
}

fn error_text(error: &reqwest::Error, what: &str) -> String {
    if error.is_timeout() {
        return format!("no response within {} seconds", TIMEOUT.as_secs());
    }
    format!("{what}: {}", root_cause(error))
}
