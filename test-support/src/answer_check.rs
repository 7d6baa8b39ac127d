//! Answers as clients parse them.
//!
//! Every answer must be accepted by `serde_json` with its default limits. Answers with free-form objects are also kept in a file,
//! one in each line, so that CI can give them to the parsers of other languages.

use std::{
    collections::HashSet,
    fs::File,
    io::{Read, Write},
    sync::{LazyLock, Mutex},
};

use flate2::read::GzDecoder;
use lambda_http::http::{HeaderMap, header::CONTENT_ENCODING};
use serde_json::Value;

use crate::programs::{run_folder, test_program};

/// The beginnings of free-form objects that are not empty.
const FREE_FORM: [&str; 3] = ["trusted_metadata\":{\"", "sso_attributes\":{\"", "\"details\":{\""];
/// Enough for every answer of the test suite except the largest.
const MOST_BYTES: usize = 64 * 1024 * 1024;

struct Kept {
    file: File,
    bytes: usize,
    known: HashSet<u64>,
}

static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(|| {
    let path = run_folder("answers").join(format!("{}.ndjson", test_program()));
    Mutex::new(Kept { file: File::create(path).expect("a file"), bytes: 0, known: HashSet::new() })
});

/// Parses a body as a client does, and keeps it for other parsers.
pub fn check_answer(headers: &HeaderMap, body: &[u8]) {
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
        panic!("an answer that a client cannot parse: {error}: {text}");
    }
    if FREE_FORM.iter().any(|beginning| text.contains(beginning)) {
        keep(&text);
    }
}

fn keep(text: &str) {
    let mut kept = KEPT.lock().expect("a lock");
    // The request's id differs in each answer.
    let shape = text.split("request-id-").next().unwrap_or(text);
    let is_new = kept.known.insert(org_discovery_admin::fingerprint(shape));
    if is_new && kept.bytes + text.len() <= MOST_BYTES {
        kept.bytes += text.len();
        writeln!(kept.file, "{text}").expect("written");
    }
}
