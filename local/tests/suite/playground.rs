//! The playground: its page, its data interface, and who may use them.

mod access;
mod evaluations;
mod imports;
mod pages;
mod random_data;
mod records;
mod refused_input;
mod remedies;
mod remedy_changes;
mod snippets;

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use org_discovery::store::dynamodb::connect;
use org_discovery_local::embedded_endpoint;
use serde_json::{Value, json};
use test_support::{Orgctl, StoredItem, local::Local, stored_items};

use super::connection::{Connection, Reply};

/// A running `cargo local`, used as its page uses it.
struct Page {
    ready: Value,
    _local: Local,
}

impl Page {
    async fn open(arguments: &[&str]) -> Self {
        let (local, ready) = Local::start_ready(arguments).await;
        Self { ready, _local: local }
    }

    async fn with_demo() -> Self {
        Self::open(&[]).await
    }

    /// Sends a request with exactly these headers, on a connection of its own.
    async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        Connection::open(&self.ready).await.request(method, path, headers, body).await
    }

    async fn get(&self, path: &str) -> Reply {
        self.request("GET", path, &[("host", "localhost")], b"").await
    }

    /// Sends a request to the data interface, as a browser does.
    async fn send(&self, method: &str, path: &str, body: &[u8]) -> Reply {
        let headers = [
            ("host", "localhost"),
            ("origin", "http://localhost"),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
        ];
        self.request(method, &format!("/playground/api/{path}"), &headers, body).await
    }

    /// Sends a request that succeeds, and returns the JSON of the response.
    async fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let reply = self.send(method, path, body.to_string().as_bytes()).await;
        assert_eq!(reply.status, 200, "{method} {path} {body}: {}", String::from_utf8_lossy(&reply.body));
        reply.json()
    }

    /// Reads JSON.
    async fn read(&self, path: &str) -> Value {
        let reply = self.send("GET", path, b"").await;
        assert_eq!(reply.status, 200, "{path}: {}", String::from_utf8_lossy(&reply.body));
        reply.json()
    }

    /// Sends a request that is refused as invalid, and returns the reason with its details, one in each line.
    async fn refusal(&self, method: &str, path: &str, body: &Value) -> String {
        let reply = self.send(method, path, body.to_string().as_bytes()).await;
        assert_eq!(reply.status, 422, "{method} {path} {body}");
        refusal_text(&reply)
    }

    /// Undoes the last change, and returns the situation in which it was made.
    async fn undo(&self) -> Value {
        let id = self.read("start").await["undo"]["id"].clone();
        self.call("POST", "undo", &json!({ "id": id })).await["situation"].clone()
    }

    async fn evaluate(&self, situation: &Value) -> Value {
        self.call("POST", "evaluations", situation).await
    }

    async fn evaluate_story(&self, name: &str) -> Value {
        self.evaluate(&json!({"story": name})).await
    }

    /// Returns the names of the stories.
    async fn stories(&self) -> Vec<String> {
        let start = self.read("start").await;
        let stories = start["stories"].as_array().expect("a list");
        stories.iter().map(|story| story["name"].as_str().expect("a name").to_owned()).collect()
    }

    /// Sends the request of an evaluation to the endpoint, and returns the answer.
    async fn ask_endpoint(&self, evaluation: &Value) -> Value {
        let body = request_body(evaluation);
        Connection::open(&self.ready).await.discover(body.as_bytes()).await.json()
    }

    fn client(&self) -> Client {
        let url = self.ready["dynamodb_url"].as_str().expect("a URL").to_owned();
        connect(&embedded_endpoint::connection(url))
    }

    /// Returns the items of all tables.
    async fn tables(&self) -> BTreeMap<String, Vec<StoredItem>> {
        let client = self.client();
        let mut tables = BTreeMap::new();
        for (kind, name) in self.ready["tables"].as_object().expect("an object") {
            let items = stored_items(&client, name.as_str().expect("a name")).await;
            tables.insert(kind.clone(), items);
        }
        tables
    }

    /// Returns `orgctl` for the same tables.
    fn orgctl(&self) -> Orgctl {
        let text = |field: &str| self.ready[field].as_str().expect("a text");
        Orgctl::unconfigured()
            .with("AWS_ENDPOINT_URL_DYNAMODB", text("dynamodb_url"))
            .with("TABLE_PREFIX", "org-discovery")
            .with("PROJECT_ID", text("project_id"))
    }
}

fn refusal_text(reply: &Reply) -> String {
    let json = reply.json();
    let lines = json["lines"].as_array().expect("a list");
    let lines = lines.iter().map(|line| line.as_str().expect("a line"));
    [json["error"].as_str().expect("a reason")].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

/// Returns the body of the request that the `curl` snippet sends.
fn request_body(evaluation: &Value) -> String {
    let curl = evaluation["snippets"][0]["code"].as_str().expect("a command");
    let (_, body) = curl.split_once("-d '").expect("a body");
    body.strip_suffix('\'').expect("the end of the body").to_owned()
}

/// Returns the answer without the id of its request.
fn without_request_id(mut answer: Value) -> Value {
    answer.as_object_mut().expect("an object").remove("request_id");
    answer
}

/// Returns the answer that an evaluation shows.
fn answer_of(evaluation: &Value) -> Value {
    serde_json::from_str(evaluation["text"].as_str().expect("a text")).expect("JSON")
}

/// Returns the ids of the organizations that an evaluation lists.
fn listed(evaluation: &Value) -> Vec<String> {
    let answer = answer_of(evaluation);
    let entries = answer["discovered_organizations"].as_array().cloned().unwrap_or_default();
    let id = |entry: &Value| entry["organization"]["organization_id"].as_str().map(str::to_owned);
    entries.iter().filter_map(id).collect()
}
