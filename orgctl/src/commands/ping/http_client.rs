//! The HTTP client of the probes: one request to the deployment as it is, without proxies, redirects or retries.

use std::{error::Error, time::Duration};

use lambda_http::http::{Method, header};
use org_discovery::domain::ProjectId;
use reqwest::{RequestBuilder, Response, Url, redirect, retry};
use serde_json::Value;

use crate::failure::Failure;

/// A deployment that takes longer is down for a sign-in.
const TIMEOUT: Duration = Duration::from_secs(15);
const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// The Basic authentication of a request.
pub struct Credentials {
    pub project: ProjectId,
    pub secret: String,
}

/// Sends requests to one deployment.
pub struct HttpClient {
    base_url: String,
    client: reqwest::Client,
}

/// A response of any status.
pub struct Answer {
    pub status: u16,
    /// The body, where it is JSON.
    pub body: Option<Value>,
}

impl Answer {
    /// Returns a string of the body's top level.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.body.as_ref()?.get(name)?.as_str()
    }
}

impl HttpClient {
    /// Creates a client that trusts the CA certificates of this machine.
    pub fn new(url: &str) -> Result<Self, Failure> {
        let base_url = url.trim_end_matches('/').to_owned();
        if !is_http_url(&base_url) {
            return Err(Failure::usage(format!(
                "expected a URL that begins with http:// or https://, not {url}"
            )));
        }
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .timeout(TIMEOUT)
            .build();
        let client = client.map_err(|error| {
            Failure::refused(format!("this machine's certificates cannot be read: {}", root_cause(&error)))
        })?;
        Ok(Self { base_url, client })
    }

    /// Sends a request without credentials. The error is a sentence for the operator.
    pub async fn get(&self, path: &str) -> Result<Answer, String> {
        read(self.request(Method::GET, path)).await
    }

    /// Sends JSON with credentials. The error is a sentence for the operator.
    pub async fn post(&self, path: &str, credentials: &Credentials, body: &Value) -> Result<Answer, String> {
        let request = self
            .request(Method::POST, path)
            .basic_auth(&credentials.project, Some(&credentials.secret))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_string());
        read(request).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base_url))
    }
}

/// A URL parser takes `http:host` for `http://host`, so the text is checked too.
fn is_http_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && text[url.scheme().len()..].starts_with("://")
    })
}

async fn read(request: RequestBuilder) -> Result<Answer, String> {
    let response = request.send().await.map_err(|error| failed(&error, "nobody can be reached there"))?;
    let status = response.status().as_u16();
    let body = read_body(response).await?;
    Ok(Answer { status, body: serde_json::from_slice(&body).ok() })
}

async fn read_body(mut response: Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error, "the answer broke off"))? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_BODY {
            return Err("the answer broke off: length limit exceeded".to_owned());
        }
    }
    Ok(body)
}

fn failed(error: &reqwest::Error, what: &str) -> String {
    if error.is_timeout() {
        return format!("no answer within {} seconds", TIMEOUT.as_secs());
    }
    format!("{what}: {}", root_cause(error))
}

/// Returns the innermost cause, which is the specific one: an unknown name, a closed port, a certificate.
fn root_cause(error: &dyn Error) -> &dyn Error {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause
}
