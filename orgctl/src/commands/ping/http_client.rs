//! The HTTP client of the probes, which sends each request once, without proxies, redirects or retries.

use std::{error::Error, time::Duration};

use lambda_http::http::{Method, header};
use org_discovery::domain::ProjectId;
use reqwest::{RequestBuilder, Response, Url, redirect, retry};
use serde_json::Value;

use crate::failure::Failure;

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
    /// Creates a client that trusts the CA certificates of the operating system.
    pub fn new(url: &str) -> Result<Self, Failure> {
        let base_url = url.trim_end_matches('/').to_owned();
        if !is_http_url(&base_url) {
            return Err(Failure::usage(format!(
                "expected a URL that starts with http:// or https://, not {url}"
            )));
        }
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .timeout(TIMEOUT)
            .build();
        let client = client.map_err(|error| {
            Failure::refused(format!(
                "cannot read the CA certificates of the operating system: {}",
                root_cause(&error)
            ))
        })?;
        Ok(Self { base_url, client })
    }

    /// Sends a GET request without credentials. The error is a message for the operator.
    pub async fn get(&self, path: &str) -> Result<ProbeResponse, String> {
        read(self.request(Method::GET, path)).await
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
        read(request).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base_url))
    }
}

/// Returns true if `text` is an absolute HTTP URL. The parser also accepts `http:host`, so the prefix is checked.
fn is_http_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && text[url.scheme().len()..].starts_with("://")
    })
}

async fn read(request: RequestBuilder) -> Result<ProbeResponse, String> {
    let response = request.send().await.map_err(|error| error_text(&error, "connection failed"))?;
    let status = response.status().as_u16();
    let body = read_body(response).await?;
    Ok(ProbeResponse { status, body: serde_json::from_slice(&body).ok() })
}

async fn read_body(mut response: Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) =
        response.chunk().await.map_err(|error| error_text(&error, "response incomplete"))?
    {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_BODY_BYTES {
            return Err("response incomplete: length limit exceeded".to_owned());
        }
    }
    Ok(body)
}

fn error_text(error: &reqwest::Error, what: &str) -> String {
    if error.is_timeout() {
        return format!("no response within {} seconds", TIMEOUT.as_secs());
    }
    format!("{what}: {}", root_cause(error))
}

/// Returns the innermost cause, which is the most specific: an unknown host, a closed port or an invalid certificate.
fn root_cause(error: &dyn Error) -> &dyn Error {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause
}
