//! A recorded scene in a file.

use std::{collections::BTreeMap, fs, path::PathBuf};

use aws_sdk_dynamodb::Client;
use org_discovery::{domain::Timestamp, settings::Settings, store::dynamodb::connect};
use recorded_responses::{RecordedResponse, RecordedResponses};
use serde::{Deserialize, Serialize};

use crate::FixedClock;

/// An event, what the function needs to answer it, and the length of the answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct Scene {
    /// The environment variables of the function.
    pub environment: BTreeMap<String, String>,
    /// The time of the clock, in seconds since 1970.
    pub time: i64,
    /// The JSON text of the event.
    pub event: String,
    pub responses: Vec<RecordedResponse>,
    /// The length of the answer in bytes.
    pub answer_length: usize,
}

/// The folder of the recorded scenes. `cargo` runs a benchmark in the folder of its package.
fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/instructions/scenes"))
}

/// The beginning of the names of the scenes whose requests are refused.
pub const REFUSED: &str = "refused-";

impl Scene {
    /// Returns the names of the scenes that begin with `prefix`, sorted.
    pub fn names(prefix: &str) -> Vec<String> {
        let files = fs::read_dir(folder()).expect("scenes; .ci/instructions.sh records them");
        let names = files.map(|file| file.expect("a file").file_name().into_string().expect("a name"));
        let mut names: Vec<_> = names
            .filter(|name| name.starts_with(prefix))
            .map(|name| name.trim_end_matches(".json").to_owned())
            .collect();
        names.sort_unstable();
        assert!(!names.is_empty(), "no scene {prefix}");
        names
    }

    pub fn load(name: &str) -> Self {
        let path = folder().join(format!("{name}.json"));
        let text = fs::read_to_string(path).expect("a scene; .ci/instructions.sh records them");
        serde_json::from_str(&text).expect("a scene")
    }

    pub fn save(&self, name: &str) {
        fs::create_dir_all(folder()).expect("a folder");
        let text = serde_json::to_string(self).expect("JSON");
        fs::write(folder().join(format!("{name}.json")), text).expect("a written file");
    }

    pub fn settings(&self) -> Settings {
        Settings::read(|name| self.environment.get(name).cloned()).expect("settings")
    }

    pub fn clock(&self) -> FixedClock {
        FixedClock(Timestamp::from_unix(self.time).expect("a time"))
    }

    /// Returns the function's client, over the recorded responses.
    pub fn client(&self, settings: &Settings) -> Client {
        let responses: RecordedResponses = self.responses.iter().cloned().collect();
        responses.offline_client(&connect(&settings.connection))
    }
}
