//! Captures the function's log lines, and the secrets that must not appear in them.
//!
//! Both are written to files. `test-support/tests/secrets_in_logs.rs`, which cargo runs last, searches the log lines
//! for the secrets.

use std::{
    collections::BTreeSet,
    fs::File,
    io::Write,
    sync::{Arc, LazyLock, Mutex},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use org_discovery::{
    domain::Clock,
    telemetry::{FunctionInfo, Telemetry},
};
use serde_json::Value;

use crate::programs::{output_folder, test_program};

/// The file of all log lines of this test program.
static LOG_LINES: LazyLock<Mutex<File>> = LazyLock::new(|| Mutex::new(file("lines")));
/// Every token, secret and email address that this test program used, and the file that lists them.
static SECRETS: LazyLock<Mutex<(BTreeSet<String>, File)>> =
    LazyLock::new(|| Mutex::new((BTreeSet::new(), file("secrets"))));

fn file(name: &str) -> File {
    let folder = output_folder("captured-logs");
    // Each test program has its own file.
    File::create(folder.join(format!("{}-{name}", test_program()))).expect("a file")
}

/// Captures a log line.
pub fn capture_log_line(line: &str) {
    LOG_LINES.lock().unwrap().write_all(line.as_bytes()).expect("written");
}

fn capture_secret(secret: &str) {
    let (known, file) = &mut *SECRETS.lock().unwrap();
    // Shorter strings are ordinary words that also occur in log lines.
    if secret.len() >= 12 && !secret.contains('\n') && known.insert(secret.to_owned()) {
        writeln!(file, "{secret}").expect("written");
    }
}

/// Captures the email addresses and the fixed tokens in a data file.
pub fn capture_secrets(data: &Value) {
    match data {
        Value::String(text) if text.contains('@') => capture_secret(text),
        Value::Array(values) => values.iter().for_each(capture_secrets),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "token" => capture_secret(text),
                    other => capture_secrets(other),
                }
            }
        }
        _ => {}
    }
}

/// Captures the credentials in a gateway event: the `authorization` header with the project secret, and every string in
/// the body, except the id of an organization.
pub fn capture_credentials(event: &str) {
    let Ok(event) = serde_json::from_str::<Value>(event) else {
        return;
    };
    for name in ["authorization", "Authorization"] {
        if let Some(header) = event["headers"][name].as_str() {
            capture_secret(header);
            let pair = header.split_once(' ').and_then(|(_, pair)| STANDARD.decode(pair).ok());
            let pair = pair.and_then(|pair| String::from_utf8(pair).ok());
            pair.as_ref()
                .and_then(|pair| pair.split_once(':'))
                .into_iter()
                .for_each(|(_, s)| capture_secret(s));
        }
    }
    let Some(body) = event["body"].as_str() else {
        return;
    };
    if let Ok(Value::Object(fields)) = serde_json::from_str(body) {
        // The log of an exchange contains the organization's id, which is not a secret.
        let secret = fields.iter().filter(|(name, _)| *name != "organization_id");
        secret.filter_map(|(_, value)| value.as_str()).for_each(capture_secret);
    }
}

/// Captures the tokens in a response body.
pub fn capture_tokens(body: &[u8]) {
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return;
    };
    for name in ["intermediate_session_token", "session_token", "session_jwt"] {
        body[name].as_str().into_iter().for_each(capture_secret);
    }
}

/// The log lines of one service.
#[derive(Debug, Clone, Default)]
pub struct CapturedLogs(Arc<Mutex<Vec<String>>>);

impl CapturedLogs {
    /// Returns telemetry that logs to this value, configured by these environment variables.
    pub fn telemetry(&self, clock: impl Clock + 'static, environment: &[(&str, &str)]) -> Telemetry {
        let value = |name: &str| environment.iter().find(|(set, _)| *set == name).map(|(_, value)| *value);
        let function = FunctionInfo::read(|name| value(name).map(str::to_owned)).expect("a function");
        let lines = self.clone();
        Telemetry::new(function, clock, move |line| {
            capture_log_line(line);
            lines.0.lock().unwrap().push(line.to_owned());
        })
    }

    /// Returns the log lines since the last call, as JSON.
    pub fn take(&self) -> Vec<Value> {
        let lines = std::mem::take(&mut *self.0.lock().unwrap());
        lines.iter().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }
}
