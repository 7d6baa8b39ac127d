//! Helpers of the property tests: they write random data and read entries by organization.

use std::collections::BTreeMap;

use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use test_support::{
    TestApp,
    random_data::{
        generate::Write,
        reference_store::{self, ReferenceStore},
    },
};

/// The entries of a response by organization id, or `None` if the session has ended.
pub type Entries = Option<BTreeMap<String, Value>>;

/// Starts an app and performs these writes.
pub async fn start(writes: &[Write]) -> (TestApp, ReferenceStore) {
    let app = TestApp::start(json!({})).await;
    let mut reference = ReferenceStore::default();
    perform(&app, &mut reference, writes).await;
    (app, reference)
}

pub async fn perform(app: &TestApp, reference: &mut ReferenceStore, writes: &[Write]) {
    for write in writes {
        assert_eq!(reference_store::perform(&app.writer, write).await, reference.apply(write), "{write:?}");
    }
}

/// Loads the sessions, and names them by their index.
pub async fn load_sessions(app: &mut TestApp, sessions: &mut [Value]) {
    for (index, session) in sessions.iter_mut().enumerate() {
        session["name"] = json!(index.to_string());
    }
    app.load_unchecked(json!({ "sessions": sessions })).await;
}

pub async fn entries(app: &TestApp, session: &Value) -> Entries {
    let response = app.discover(session["name"].as_str().expect("a name")).await;
    if response.outcome() == "session_not_found" {
        return None;
    }
    let by_id = |entry: Value| {
        let id = entry["organization"]["organization_id"].as_str().expect("an id").to_owned();
        (id, entry)
    };
    Some(response.entries().into_iter().map(by_id).collect())
}

/// Returns true if the entry is redacted. Every organization has `trusted_metadata`.
pub fn is_redacted(entry: &Value) -> bool {
    entry["organization"]["trusted_metadata"] == json!({})
}

/// Runs one case of a property.
pub fn run(case: impl Future<Output = Result<(), TestCaseError>>) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(case)
}
