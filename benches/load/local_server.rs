//! `cargo local` with the demo data.

use std::{
    env,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use tokio::sync::Mutex;

use super::{http_client::HttpClient, times::Times};

/// The running server and its embedded endpoint.
pub struct Local {
    process: Child,
    /// The output of `--json`: addresses, tables, credentials.
    pub facts: Value,
}

impl Drop for Local {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Local {
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    pub fn text(&self, name: &str) -> String {
        self.facts[name].as_str().expect("a string").to_owned()
    }

    /// Returns the authorization header of the demo project.
    pub fn authorization(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.text("project_id"), self.text("secret"))))
    }
}

/// The request body with the session of the demo's consultant.
pub const BODY: &str = r#"{"intermediate_session_token":"demo-consultant-000000000000000000000000000="}"#;

pub fn start() -> Local {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = [
        "run",
        "--quiet",
        "--release",
        "--package",
        "org-discovery-local",
        "--",
        "--json",
        "--port",
        "0",
        "--dynamodb-port",
        "0",
    ];
    let mut command = Command::new(cargo);
    let mut process =
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("cargo");
    let output = process.stdout.take().expect("a pipe");
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).expect("a line");
    Local { process, facts: serde_json::from_str(&line).expect("JSON") }
}

/// Sends requests to the server over HTTP.
pub async fn load(local: &Local, clients: usize, duration: Duration) -> Times {
    let address = local.text("url").trim_start_matches("http://").to_owned();
    let request = format!(
        "POST /v1/b2b/discovery/organizations HTTP/1.1\r\nhost: localhost\r\nauthorization: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{BODY}",
        local.authorization(),
        BODY.len()
    );
    let mut connections = Vec::new();
    for _ in 0..clients {
        connections.push(Mutex::new(HttpClient::connect(&address).await));
    }
    let (connections, request) = (Arc::new(connections), Arc::new(request));
    let request_once = move |index: usize| {
        let (connections, request) = (Arc::clone(&connections), Arc::clone(&request));
        async move {
            let (status, body) = connections[index].lock().await.send(request.as_bytes()).await;
            check(status, &body);
        }
    };
    Times::measure(clients, duration, request_once).await
}

/// Panics unless the response is the expected one.
pub fn check(status: u16, body: &[u8]) {
    let body: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let count = body["discovered_organizations"].as_array().map(Vec::len);
    assert!(status == 200 && count == Some(3), "{status}: {body}");
}
