//! The option `--data`.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use super::connection::Connection;
use test_support::{
    builders::{intermediate, magic_link, member, organization},
    local::{Local, ProgramOutput},
};

/// A file that is deleted when its test ends.
struct DataFile(PathBuf);

impl DataFile {
    fn new(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let name = format!("org-discovery-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, bytes).expect("a written file");
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a text")
    }
}

impl Drop for DataFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// An organization with one Member.
fn organization_of(name: &str, address: &str) -> Value {
    organization(name, json!({}), [member(address, json!({}))])
}

/// An intermediate session with a magic link factor.
fn magic_link_session(name: &str, address: &str) -> Value {
    intermediate(name, address, [magic_link()])
}

/// Returns the printed sessions by name, each with the organizations that it lists.
async fn listings(ready: &Value) -> Vec<(String, Vec<String>)> {
    let mut connection = Connection::open(ready).await;
    let mut listings = Vec::new();
    for session in ready["sessions"].as_array().expect("a list") {
        let body = json!({"intermediate_session_token": session["intermediate_session_token"]});
        let answer = connection.discover(body.to_string().as_bytes()).await.json();
        let entries = answer["discovered_organizations"].as_array().expect("a list").clone();
        let name = |entry: &Value| entry["organization"]["organization_name"].as_str().map(str::to_owned);
        let session = session["name"].as_str().expect("a text").to_owned();
        listings.push((session, entries.iter().filter_map(name).collect()));
    }
    listings
}

#[tokio::test]
async fn several_files_replace_demo_data() {
    let one = json!({"organizations": [organization_of("one", "jane@a.example")],
                     "sessions": [magic_link_session("jane", "jane@a.example")]});
    let two = json!({"organizations": [organization_of("two", "jane@a.example")],
                     "sessions": [magic_link_session("joe", "joe@a.example")]});
    let one = DataFile::new("one.json", one.to_string());
    let two = DataFile::new("two.json", two.to_string());
    let (_local, ready) =
        Local::start_ready(&["--no-demo", "--data", one.path(), "--data", two.path()]).await;
    let expected =
        [("jane".to_owned(), vec!["one".to_owned(), "two".to_owned()]), ("joe".to_owned(), vec![])];
    assert_eq!(listings(&ready).await, expected);
}

#[tokio::test]
async fn file_is_loaded_with_demo_and_warnings() {
    let mut data = json!({"sessions": [magic_link_session("dora", "carla@consulting.example")]});
    data["sessions"][0]["mood"] = json!("good");
    let file = DataFile::new("additional.json", data.to_string());
    let (local, ready) = Local::start_ready(&["--data", file.path()]).await;
    let sessions = ready["sessions"].as_array().expect("a list");
    assert_eq!(sessions.len(), 12);
    assert_eq!(sessions[11]["name"], "dora");
    local.signal("TERM").await;
    let output = local.wait(std::time::Duration::from_secs(5)).await;
    let expected = "/sessions/0: unknown field \"mood\" was ignored\n";
    assert_eq!(output.stderr, format!("warning: {}: {expected}", file.path()));
}

async fn refusal(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let file = DataFile::new(name, bytes);
    let output =
        ProgramOutput::of(&["--port", "0", "--dynamodb-port", "0", "--json", "--data", file.path()]).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""), "{}", output.stderr);
    output.stderr.replace(file.path(), "<file>")
}

#[tokio::test]
async fn invalid_file_is_refused_with_positions() {
    insta::assert_snapshot!(
        refusal("text.json", "organizations").await,
        @"<file>: not JSON: expected value at line 1 column 1"
    );
    insta::assert_snapshot!(refusal("bytes.json", b"{\"\xff\": 1}").await, @"<file>: not JSON: not UTF-8 at line 1 column 3");
    let mistakes = json!({
        "organizations": [{"organization_id": "a b"}],
        "sessions": [magic_link_session("jane", "no-address")],
    });
    insta::assert_snapshot!(refusal("mistakes.json", mistakes.to_string()).await, @"
    <file>: /organizations/0/organization_id: expected an id of 1 to 128 visible ASCII characters without '#' and '@'
    <file>: /sessions/0/email_address: expected an email address such as jane@acme.com, but the text has no @
    ");
    let demos = json!({"sessions": [magic_link_session("consultant", "jane@a.example")]});
    insta::assert_snapshot!(
        refusal("demos.json", demos.to_string()).await,
        @"<file>: /sessions/0/name: another session already has this name (the demo at /sessions/0/name)"
    );
}

#[tokio::test]
async fn missing_file_is_named() {
    let output =
        ProgramOutput::of(&["--port", "0", "--dynamodb-port", "0", "--data", "/no/such/file.json"]).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""));
    assert!(output.stderr.starts_with("--data /no/such/file.json: "), "{}", output.stderr);
}
