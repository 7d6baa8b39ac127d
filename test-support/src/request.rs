//! API calls as gateway events.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use super::{PROJECT_ID, SECRET};

/// An HTTP request to the API.
///
/// The default is a POST to the discovery route with valid project credentials and no body.
#[derive(Debug, Clone)]
pub struct ApiCall {
    pub method: &'static str,
    pub path: &'static str,
    pub authorization: Option<String>,
    /// Headers in addition to `host` and `authorization`.
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<String>,
    /// A binary body. If set, `body` is ignored.
    pub bytes: Option<Vec<u8>>,
}

impl Default for ApiCall {
    fn default() -> Self {
        Self {
            method: "POST",
            path: "/v1/b2b/discovery/organizations",
            authorization: Some(basic(PROJECT_ID, SECRET)),
            headers: Vec::new(),
            body: None,
            bytes: None,
        }
    }
}

/// Returns the `authorization` header value for a project id and a secret.
pub fn basic(project: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{project}:{secret}")))
}

impl ApiCall {
    /// An API call with this body.
    pub fn with_body(body: impl Into<String>) -> Self {
        Self { body: Some(body.into()), ..Self::default() }
    }

    /// Converts the call to an API Gateway event in payload format 2.0.
    pub fn into_event(self) -> Value {
        let mut headers = Map::new();
        headers.insert("host".to_owned(), json!("api.example.com"));
        headers.extend(self.authorization.map(|value| ("authorization".to_owned(), json!(value))));
        headers.extend(self.headers.into_iter().map(|(name, value)| (name.to_owned(), json!(value))));
        let is_base64 = self.bytes.is_some();
        let body = self.bytes.map(|bytes| STANDARD.encode(bytes)).or(self.body);
        json!({
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": self.path,
            "rawQueryString": "",
            "headers": headers,
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "api",
                "domainName": "api.example.com",
                "domainPrefix": "api",
                "http": {
                    "method": self.method, "path": self.path, "protocol": "HTTP/1.1",
                    "sourceIp": "192.0.2.1", "userAgent": "test",
                },
                "requestId": "id",
                "routeKey": "$default",
                "stage": "$default",
                "time": "01/Jan/2026:00:00:00 +0000",
                "timeEpoch": 1_767_225_600_000_i64,
            },
            "body": body,
            "isBase64Encoded": is_base64,
        })
    }
}
