//! The line of JSON that the program prints (`--json`), and the endpoints that it names.

use std::time::Duration;

use org_discovery::store::dynamodb::connect;
use serde_json::{Value, json};

use super::connection::{Connection, address_of};
use test_support::local::Local;

const CREDENTIALS: [&str; 3] = ["intermediate_session_token", "session_token", "session_jwt"];

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// Returns a request body for each credential of a session, by field.
fn bodies(session: &Value) -> Vec<(&'static str, String)> {
    let given = CREDENTIALS.into_iter().filter(|field| session.get(field).is_some());
    given.map(|field| (field, json!({field: session[field]}).to_string())).collect()
}

#[tokio::test]
async fn json_output_is_one_complete_line() {
    let (local, ready) = Local::start_ready(&[]).await;
    assert_eq!(
        keys(&ready),
        ["dynamodb_url", "playground_url", "project_id", "secret", "sessions", "tables", "url"]
    );
    assert_eq!(keys(&ready["tables"]), ["joinable", "members", "organizations", "projects", "sessions"]);
    let sessions = ready["sessions"].as_array().expect("a list");
    for session in sessions {
        match session["kind"].as_str() {
            Some("intermediate") => assert_eq!(keys(session), ["intermediate_session_token", "kind", "name"]),
            Some("member") => assert_eq!(keys(session), ["kind", "name", "session_jwt", "session_token"]),
            kind => panic!("{kind:?}"),
        }
    }
    let names: Vec<_> = sessions.iter().filter_map(|session| session["name"].as_str()).collect();
    let demo: Value = serde_json::from_str(include_str!("../../demo/data.json")).expect("JSON");
    let expected: Vec<_> =
        demo["sessions"].as_array().expect("a list").iter().filter_map(|s| s["name"].as_str()).collect();
    assert_eq!(names, expected);
    local.signal("TERM").await;
    let output = local.wait(Duration::from_secs(5)).await;
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("", ""));
}

#[tokio::test]
async fn every_printed_credential_is_accepted() {
    let (_local, ready) = Local::start_ready(&[]).await;
    let mut connection = Connection::open(&ready).await;
    assert_eq!(connection.get("/health").await.outcome(), "200");
    let mut outcomes = Vec::new();
    for session in ready["sessions"].as_array().expect("a list") {
        for (field, body) in bodies(session) {
            let reply = connection.discover(body.as_bytes()).await;
            assert_eq!(reply.header("content-type"), Some("application/json"));
            assert_eq!(reply.header("cache-control"), Some("no-store"));
            let listed = reply.json()["discovered_organizations"].as_array().map_or(0, Vec::len);
            let name = session["name"].as_str().expect("a text");
            outcomes.push(format!("{name}, {field}: {}, {listed} listed", reply.outcome()));
        }
    }
    insta::assert_snapshot!(outcomes.join("\n"), @"
    consultant, intermediate_session_token: 200, 3 listed
    not-shown, intermediate_session_token: 200, 0 listed
    member-session, session_token: 200, 3 listed
    member-session, session_jwt: 200, 3 listed
    invited-newcomer, intermediate_session_token: 200, 1 listed
    eligible-by-domain, intermediate_session_token: 200, 1 listed
    eligible-by-slack, intermediate_session_token: 200, 1 listed
    github-unproven, intermediate_session_token: 200, 1 listed
    mfa-required, intermediate_session_token: 200, 1 listed
    every-field, intermediate_session_token: 200, 1 listed
    tied-to-globex, intermediate_session_token: 200, 1 listed
    expired, intermediate_session_token: intermediate_session_not_found, 0 listed
    ");
}

#[tokio::test]
async fn invalid_requests_get_documented_errors() {
    let (_local, ready) = Local::start_ready(&["--no-demo"]).await;
    assert_eq!(ready["sessions"], json!([]));
    let mut connection = Connection::open(&ready).await;
    assert_eq!(connection.get("/v1").await.outcome(), "route_not_found");
    assert_eq!(connection.get("/v1/b2b/discovery/organizations").await.outcome(), "method_not_allowed");
    assert_eq!(connection.discover(b"{}").await.outcome(), "no_session_arguments");
    assert_eq!(connection.discover(b"").await.outcome(), "no_session_arguments");
    assert_eq!(connection.discover(b"{").await.outcome(), "bad_request");
    let (address, project) =
        (address_of(ready["url"].as_str().expect("a text")), ready["project_id"].as_str());
    let mut other = Connection::open_with(address, project.expect("a text"), "secret-test-other").await;
    assert_eq!(other.discover(b"{}").await.outcome(), "unauthorized_credentials");
}

#[tokio::test]
async fn printed_dynamodb_endpoint_contains_printed_tables() {
    let (_local, ready) = Local::start_ready(&[]).await;
    let url = ready["dynamodb_url"].as_str().expect("a text");
    let client = connect(&org_discovery_local::embedded_endpoint::connection(url.to_owned()));
    let listed = client.list_tables().send().await.expect("a response");
    let mut named: Vec<_> =
        ready["tables"].as_object().expect("an object").values().filter_map(Value::as_str).collect();
    named.sort_unstable();
    assert_eq!(listed.table_names(), named);
    for table in named {
        let page = client.scan().table_name(table).send().await.expect("a page");
        assert!(page.count > 0, "{table} is not empty");
    }
}

#[tokio::test]
async fn demo_jwt_of_sample_event_is_accepted() {
    let (_local, ready) = Local::start_ready(&[]).await;
    let event: Value =
        serde_json::from_str(include_str!("../../../events/http-api-session-jwt.json")).expect("JSON");
    let body = event["body"].as_str().expect("a text");
    let reply = Connection::open(&ready).await.discover(body.as_bytes()).await;
    assert_eq!(reply.outcome(), "200");
    assert_eq!(reply.json()["discovered_organizations"].as_array().map(Vec::len), Some(3));
}
