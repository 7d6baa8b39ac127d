//! Checks that clients can parse the responses.
//!
//! `serde_json` must accept every response with its default limits. Responses with free-form objects are also written
//! to a file, one per line, so that CI can check them with the JSON parsers of other languages.

use std::{
    collections::HashSet,
    fs::File,
    io::{Read, Write},
    sync::{LazyLock, Mutex},
};

use flate2::read::GzDecoder;
use lambda_http::http::{HeaderMap, header::CONTENT_ENCODING};
use serde_json::Value;

use crate::programs::{output_folder, test_program};

/// The starts of non-empty free-form objects.
const FREE_FORM: [&str; 3] = ["trusted_metadata\":{\"", "sso_attributes\":{\"", "\"details\":{\""];
/// The size limit of the file. It only excludes the largest responses of the test suite.
const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;

struct ResponseFile {
    file: File,
    bytes: usize,
    /// Fingerprints of the written responses.
    written: HashSet<u64>,
}

static RESPONSES: LazyLock<Mutex<ResponseFile>> = LazyLock::new(|| {
    let path = output_folder("responses").join(format!("{}.ndjson", test_program()));
    let file = File::create(path).expect("a file");
    Mutex::new(ResponseFile { file, bytes: 0, written: HashSet::new() })
});

/// Parses a body as a client does. Writes a body with free-form objects to the file.
pub fn check_response(headers: &HeaderMap, body: &[u8]) {
    let mut text = String::new();
    if headers.contains_key(CONTENT_ENCODING) {
        GzDecoder::new(body).read_to_string(&mut text).expect("compressed text");
    } else {
        text.push_str(std::str::from_utf8(body).expect("UTF-8"));
    }
    if text.is_empty() {
        return;
    }
    if let Err(error) = serde_json::from_str::<Value>(&text) {
        panic!("a client cannot parse this response: {error}: {text}");
    }
    if FREE_FORM.iter().any(|start| text.contains(start)) {
        write_once(&text);
    }
}

/// Writes a response, unless an equal one was already written.
fn write_once(text: &str) {
    let mut responses = RESPONSES.lock().expect("a lock");
    // The request id differs in each response, so only the text before it is compared.
    let comparable = text.split("request-id-").next().unwrap_or(text);
    let is_new = responses.written.insert(org_discovery_admin::fingerprint(comparable));
    if is_new && responses.bytes + text.len() <= MAX_FILE_BYTES {
        responses.bytes += text.len();
        writeln!(responses.file, "{text}").expect("written");
    }
}
