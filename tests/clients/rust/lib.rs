//! The common code of the tests: the client, and checks of values and errors.

use std::{error::Error, fs, path::Path, process::ExitCode};

use serde::Serialize;
use serde_json::{Value, json};
use stytch::b2b::client::Client;
use stytch::client::{Client as HttpClient, Vertical};

pub type Outcome = Result<(), Box<dyn Error>>;

/// Returns an error with both values if they differ.
pub fn check_equal(what: &str, got: Value, want: Value) -> Outcome {
    if got == want {
        return Ok(());
    }
    Err(format!("{what}:\n  actual   {got}\n  expected {want}").into())
}

/// Checks that the client returns an error response, with every field.
pub fn check_error<T>(response: stytch::Result<T>, status_code: &Value, error_type: &Value) -> Outcome {
    let error = match response {
        Err(stytch::Error::Response(error)) => error,
        Err(other) => return Err(format!("unexpected error: {other}").into()),
        Ok(_) => return Err(format!("no error, expected {error_type}").into()),
    };
    let url = format!("https://stytch.com/docs/api/errors/{status_code}#{}", text(error_type));
    check_equal(
        "error",
        json!([
            error.status_code.as_u16(),
            error.error_type,
            error.error_url,
            error.request_id.starts_with("request-id-"),
            error.error_message.is_empty(),
        ]),
        json!([status_code, error_type, url, true, false]),
    )
}

pub fn read(path: impl AsRef<Path>) -> Result<Value, Box<dyn Error>> {
    Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub fn list_of(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Returns a parsed response as JSON.
pub fn to_json(response: impl Serialize) -> stytch::Result<Value> {
    serde_json::to_value(response).map_err(|error| stytch::Error::Other(Box::new(error)))
}

/// Returns the client's HTTP client. The credentials default to those of `cargo local`.
pub fn http_client(local: &Value, credentials: &Value) -> stytch::Result<HttpClient> {
    let of = |key: &str| credentials.get(key).unwrap_or(&local[key]);
    HttpClient::new_with_base_url(
        text(of("project_id")),
        text(of("secret")),
        text(&local["url"]).parse()?,
        Vertical::B2B,
    )
}

/// Returns the client. The credentials default to those of `cargo local`.
pub fn client(local: &Value, credentials: &Value) -> stytch::Result<Client> {
    let http = http_client(local, credentials)?;
    Ok(Client::new_with_http_client(http.clone(), http))
}

/// Returns a demo session.
pub fn demo<'l>(local: &'l Value, name: &str) -> &'l Value {
    let found = list_of(&local["sessions"]).iter().find(|session| session["name"] == name);
    found.unwrap_or(&Value::Null)
}

/// Returns the entry of the demo session `every-field` as the service sends it, without the key that the client ignores.
pub async fn every_field(local: &Value) -> Result<Value, Box<dyn Error>> {
    let http = http_client(local, &Value::Null)?;
    let url = http.base_url.join("/v1/b2b/discovery/organizations")?;
    let token = &demo(local, "every-field")["intermediate_session_token"];
    let response = http.client.post(url).json(&json!({"intermediate_session_token": token})).send().await?;
    let mut entry = response.json::<Value>().await?["discovered_organizations"][0].take();
    let organization = entry["organization"].as_object_mut().ok_or("no organization")?;
    organization.remove("scim_active_connections");
    Ok(entry)
}

/// Prints a line for each case, and counts the cases.
pub struct Report {
    program: &'static str,
    passed: u32,
    failed: u32,
}

impl Report {
    pub fn new(program: &'static str) -> Self {
        Self { program, passed: 0, failed: 0 }
    }

    pub fn add(&mut self, case: &str, outcome: Outcome) {
        match outcome {
            Ok(()) => {
                self.passed += 1;
                println!("{case} ... ok");
            }
            Err(error) => {
                self.failed += 1;
                println!("{case} ... FAILED\n{error}");
            }
        }
    }

    /// Prints the counts.
    pub fn close(self) -> ExitCode {
        println!("{}: {} passed, {} failed", self.program, self.passed, self.failed);
        if self.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
