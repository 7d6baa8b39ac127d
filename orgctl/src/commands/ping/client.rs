//! HTTP, as little as a smoke test needs.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use http_body_util::{BodyExt, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client as HyperClient, connect::HttpConnector},
    rt::TokioExecutor,
};
use lambda_http::http::{Method, Request, Uri, header};
use org_discovery::domain::ProjectId;
use serde_json::Value;

use crate::failure::Failure;

/// A deployment that does not answer within this time is down, as far as a sign-in is concerned.
const PATIENCE: Duration = Duration::from_secs(15);
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// Who asks.
pub struct Caller {
    pub project: ProjectId,
    pub secret: String,
}

/// Asks one deployment.
pub struct Client {
    base: String,
    http: HyperClient<HttpsConnector<HttpConnector>, String>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    /// The body, where it is JSON.
    pub body: Option<Value>,
}

impl Answer {
    /// A text in the body.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.body.as_ref()?.get(name)?.as_str()
    }
}

impl Client {
    pub fn new(url: &str) -> Result<Self, Failure> {
        let base = url.trim_end_matches('/').to_owned();
        let wrong =
            || Failure::usage(format!("expected a URL that begins with http:// or https://, not {url}"));
        let uri: Uri = base.parse().map_err(|_| wrong())?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none() {
            return Err(wrong());
        }
        let connector = HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|error| {
                Failure::refused(format!("this machine's certificates cannot be read: {error}"))
            })?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self { base, http: HyperClient::builder(TokioExecutor::new()).build(connector) })
    }

    /// Sends a request; the error says in words what is wrong.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        caller: Option<&Caller>,
        body: Option<&Value>,
    ) -> Result<Answer, String> {
        match tokio::time::timeout(PATIENCE, self.send(method, path, caller, body)).await {
            Ok(answer) => answer,
            Err(_) => Err(format!("no answer within {} seconds", PATIENCE.as_secs())),
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        caller: Option<&Caller>,
        body: Option<&Value>,
    ) -> Result<Answer, String> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        if let Some(Caller { project, secret }) = caller {
            let basic = STANDARD.encode(format!("{project}:{secret}"));
            request = request.header(header::AUTHORIZATION, format!("Basic {basic}"));
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map(ToString::to_string).unwrap_or_default();
        let request = request.body(body).map_err(|error| error.to_string())?;
        let response = self.http.request(request).await.map_err(|error| unreachable(&error))?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), LARGEST_ANSWER).collect().await;
        let body = body.map_err(|error| format!("the answer broke off: {error}"))?.to_bytes();
        Ok(Answer { status, body: serde_json::from_slice(&body).ok() })
    }
}

/// The innermost cause says the most: a name that does not resolve, a port where nobody listens, a certificate.
fn unreachable(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    format!("nobody can be reached there: {cause}")
}
