//! Events of the three gateways: HTTP API, REST API and function URL.

mod compression;
mod events;
mod other_front_ends;

use serde_json::Value;

/// Reads a file of the event corpus.
pub fn event(name: &str) -> Value {
    let path = format!("{}/events/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}")))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}
