//! HTTP responses of the service, with views for assertions.

use std::fmt::Write;

use lambda_http::{
    Body, Response,
    http::{HeaderMap, StatusCode},
};
use serde_json::Value;

use super::{captured_logs::capture_tokens, response_check::check_response};

/// An HTTP response of the service.
#[derive(Debug, Clone)]
pub struct ApiResponse {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl ApiResponse {
    /// Converts a response of the handler. Panics if its body is not valid JSON.
    pub fn new(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.to_vec();
        check_response(&parts.headers, &bytes);
        capture_tokens(&bytes);
        Self { status: parts.status, headers: parts.headers, bytes }
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).expect("text")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("JSON")
    }

    /// Returns the `error_type`, or the status code of a response without one.
    pub fn outcome(&self) -> String {
        let error_type = self.json()["error_type"].as_str().map(str::to_owned);
        error_type.unwrap_or_else(|| self.status.as_u16().to_string())
    }

    /// Returns the `error_type` of an error response.
    ///
    /// Panics unless the response is a complete error envelope: five keys in order, none of them null, and the right
    /// headers.
    pub fn error_type(&self) -> String {
        let (json, status) = (self.json(), self.status.as_u16());
        let (request_id, message) = (&json["request_id"], &json["error_message"]);
        let error_type = json["error_type"].as_str().expect("an error type");
        let url = format!("https://stytch.com/docs/api/errors/{status}#{error_type}");
        let envelope = format!(
            r#"{{"status_code":{status},"request_id":{request_id},"error_type":"{error_type}","error_message":{message},"error_url":"{url}"}}"#
        );
        assert_eq!(self.text(), envelope);
        assert!(request_id.as_str().is_some_and(|id| id.starts_with("request-id-")), "{envelope}");
        assert!(message.as_str().is_some_and(|message| !message.is_empty()), "{envelope}");
        assert!(self.status.is_client_error() || self.status.is_server_error(), "{envelope}");
        assert_eq!(self.headers["content-type"], "application/json");
        assert_eq!(self.headers["cache-control"], "no-store");
        error_type.to_owned()
    }

    /// Returns `Name: membership type` for each organization, in the order of the response.
    pub fn listing(&self) -> Vec<String> {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let entries = self.entries();
        let line = |entry: &Value| {
            let name = text(&entry["organization"]["organization_name"]);
            format!("{name}: {}", text(&entry["membership"]["type"]))
        };
        entries.iter().map(line).collect()
    }

    /// Returns `discovered_organizations`. Panics if the response is not a success.
    pub fn entries(&self) -> Vec<Value> {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.bytes));
        self.json()["discovered_organizations"].as_array().expect("a list").clone()
    }

    /// Returns the entry of the organization with this name.
    pub fn entry(&self, name: &str) -> Value {
        let has_name = |entry: &Value| entry["organization"]["organization_name"] == name;
        self.entries().into_iter().find(has_name).unwrap_or_else(|| panic!("{name} is not listed"))
    }

    /// Returns the status, the sorted headers and the body. The UUID in the request id is replaced by `<uuid>`.
    pub fn snapshot(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        for (name, value) in &self.headers {
            lines.push(format!("{name}: {}", value.to_str().expect("a text")));
        }
        lines.sort();
        let mut snapshot = format!("{}\n", self.status);
        for line in lines {
            let _ = writeln!(snapshot, "{line}");
        }
        snapshot + "\n" + &without_request_id(self.text())
    }
}

fn without_request_id(body: &str) -> String {
    const UUID: usize = 36;
    let Some((before, rest)) = body.split_once("request-id-") else {
        return body.to_owned();
    };
    let (environment, rest) = rest.split_at("test-".len());
    let (uuid, after) = rest.split_at(UUID);
    assert!(uuid.chars().all(|c| c.is_ascii_hexdigit() || c == '-'), "{uuid}");
    format!("{before}request-id-{environment}<uuid>{after}")
}
