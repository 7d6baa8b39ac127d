//! The log lines of the function, and the secrets that they must not contain.
//!
//! Both are kept in files for the whole run: `test-support/tests/secrets_in_logs.rs` compares them when all tests are over.

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

use crate::programs::{run_folder, test_program};

/// All log lines of this run.
static LOGGED: LazyLock<Mutex<File>> = LazyLock::new(|| Mutex::new(file("lines")));
/// Every token, secret and address that was used in this run.
static SECRETS: LazyLock<Mutex<(BTreeSet<String>, File)>> =
    LazyLock::new(|| Mutex::new((BTreeSet::new(), file("secrets"))));

fn file(name: &str) -> File {
    let folder = run_folder("captured-logs");
    // One for each test program: they run one after the other.
    File::create(folder.join(format!("{}-{name}", test_program()))).expect("a file")
}

/// Keeps a line of a log.
pub fn keep_line(line: &str) {
    LOGGED.lock().unwrap().write_all(line.as_bytes()).expect("written");
}

fn keep_secret(secret: &str) {
    let (known, file) = &mut *SECRETS.lock().unwrap();
    // Shorter ones are words of the tests, which occur everywhere.
    if secret.len() >= 12 && !secret.contains('\n') && known.insert(secret.to_owned()) {
        writeln!(file, "{secret}").expect("written");
    }
}

/// Keeps the addresses and the fixed tokens that stand in `data`.
pub fn keep_secrets_of(data: &Value) {
    match data {
        Value::String(text) if text.contains('@') => keep_secret(text),
        Value::Array(values) => values.iter().for_each(keep_secrets_of),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "token" => keep_secret(text),
                    other => keep_secrets_of(other),
                }
            }
        }
        _ => {}
    }
}

/// Keeps what a gateway event presents: the header with the project's secret, and everything in the body that can be a
/// credential.
pub fn keep_credentials_of(event: &str) {
    let Ok(event) = serde_json::from_str::<Value>(event) else {
        return;
    };
    for name in ["authorization", "Authorization"] {
        if let Some(header) = event["headers"][name].as_str() {
            keep_secret(header);
            let pair = header.split_once(' ').and_then(|(_, pair)| STANDARD.decode(pair).ok());
            let pair = pair.and_then(|pair| String::from_utf8(pair).ok());
            pair.as_ref().and_then(|pair| pair.split_once(':')).into_iter().for_each(|(_, s)| keep_secret(s));
        }
    }
    let Some(body) = event["body"].as_str() else {
        return;
    };
    if let Ok(Value::Object(fields)) = serde_json::from_str(body) {
        fields.values().filter_map(Value::as_str).for_each(keep_secret);
    }
}

/// The lines that one service wrote.
#[derive(Debug, Clone, Default)]
pub struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    /// Writes here, with these variables in the environment.
    pub fn telemetry(&self, clock: impl Clock + 'static, environment: &[(&str, &str)]) -> Telemetry {
        let value = |name: &str| environment.iter().find(|(set, _)| *set == name).map(|(_, value)| *value);
        let function = FunctionInfo::read(|name| value(name).map(str::to_owned)).expect("a function");
        let lines = self.clone();
        Telemetry::new(function, clock, move |line| {
            keep_line(line);
            lines.0.lock().unwrap().push(line.to_owned());
        })
    }

    /// The lines since the last call, as JSON.
    pub fn take(&self) -> Vec<Value> {
        let lines = std::mem::take(&mut *self.0.lock().unwrap());
        lines.iter().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }
}
