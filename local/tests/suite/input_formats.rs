//! Every input format, given by `--data`.

use std::{fs, time::Duration};

use aws_sdk_dynamodb::Client;
use org_discovery::store::dynamodb::connect;
use org_discovery_local::embedded_endpoint::connection;
use serde_json::Value;
use tempfile::TempDir;

use test_support::{
    StoredItem,
    input_formats::{AcceptedInput, RefusedInput, accepted_inputs, refused_inputs},
    local::{Local, ProgramOutput},
    stored_items, without_random_values,
};

/// Writes files into a directory, and returns their paths.
fn write(directory: &TempDir, files: &[impl AsRef<[u8]>]) -> Vec<String> {
    let path = |(n, bytes): (usize, &_)| {
        let path = directory.path().join(format!("{n}.json"));
        fs::write(&path, bytes).expect("a written file");
        path.to_str().expect("text").to_owned()
    };
    files.iter().enumerate().map(path).collect()
}

/// Returns the items of the organizations, Members and joinable edges of a running service.
async fn tables(ready: &Value) -> Vec<Vec<StoredItem>> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let client: Client = connect(&connection(text(&ready["dynamodb_url"])));
    let mut tables = Vec::new();
    for table in ["organizations", "members", "joinable"] {
        tables.push(without_random_values(stored_items(&client, &text(&ready["tables"][table])).await));
    }
    tables
}

#[tokio::test]
async fn every_accepted_input_gives_same_tables() {
    let mut expected = None;
    for AcceptedInput { name, files } in accepted_inputs() {
        let directory = TempDir::new().expect("a directory");
        let paths = write(&directory, &files);
        let arguments: Vec<_> = paths.iter().flat_map(|path| ["--data", path.as_str()]).collect();
        let (local, ready) = Local::start_ready(&[&["--no-demo"], &*arguments].concat()).await;
        let tables = tables(&ready).await;
        local.signal("TERM").await;
        assert_eq!(local.wait(Duration::from_secs(5)).await.stderr, "", "{name}");
        assert_eq!(tables[1].len(), 4, "{name}: two Members and their ids");
        assert_eq!(tables, *expected.get_or_insert_with(|| tables.clone()), "{name}");
    }
}

#[tokio::test]
async fn every_refused_input_is_reported_with_reason() {
    for RefusedInput { name, file, reason } in refused_inputs() {
        let directory = TempDir::new().expect("a directory");
        let path = &write(&directory, &[file])[0];
        let output = ProgramOutput::of(&["--port", "0", "--dynamodb-port", "0", "--data", path]).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""), "{name}");
        assert_eq!(output.stderr, format!("{path}: {reason}\n"), "{name}");
    }
}
