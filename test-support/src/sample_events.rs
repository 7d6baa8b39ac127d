//! Folders of sample events, each with an `expected.json`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde::Deserialize;

/// The expected response to a sample event.
#[derive(Debug, Deserialize)]
pub struct ExpectedResponse {
    pub status: u16,
    pub error_type: Option<String>,
    pub cache_control: Option<String>,
}

/// A sample event.
#[derive(Debug)]
pub struct SampleEvent {
    pub name: String,
    /// The JSON text.
    pub event: String,
    pub expected: ExpectedResponse,
}

/// Reads the sample events of a folder of the repository. Panics unless `expected.json` lists exactly the events.
pub fn sample_events(folder: &str) -> Vec<SampleEvent> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let expected: BTreeMap<String, ExpectedResponse> =
        serde_json::from_str(&read(&folder.join("expected.json"))).unwrap();
    let files = fs::read_dir(&folder).unwrap().map(Result::unwrap);
    let files = files.filter(|file| file.file_type().unwrap().is_file());
    let mut names: BTreeSet<String> = files.map(|file| file.file_name().into_string().unwrap()).collect();
    names.remove("expected.json");
    assert_eq!(names, expected.keys().cloned().collect(), "expected.json lists exactly the events");
    let event = |(name, expected)| SampleEvent { event: read(&folder.join(&name)), name, expected };
    expected.into_iter().map(event).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
