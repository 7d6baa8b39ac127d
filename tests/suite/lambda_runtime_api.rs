//! The real binary, started as Lambda starts it, against a small runtime API.

use std::{
    collections::BTreeMap,
    process::Command,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

use crate::harness::{Function, TestApp, keep_credentials_of, keep_line};

fn corpus() -> BTreeMap<String, Value> {
    let expected = include_str!("../../events/expected.json");
    serde_json::from_str(expected).expect("JSON")
}

#[tokio::test]
async fn the_function_answers_every_event_of_the_corpus() {
    let app = TestApp::start_demo().await;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let environment = app.environment(format!("http://127.0.0.1:{}", app.dynamodb_port));
    let told = Arc::clone(&lines);
    let mut function = Function::start(&environment, move |line| told.lock().unwrap().push(line)).await;
    function.ready().await;
    let corpus = corpus();
    assert!(corpus.len() > 20);
    let count = corpus.len();
    for (file, expected) in corpus {
        let path = format!("{}/events/{file}", env!("CARGO_MANIFEST_DIR"));
        let event = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        keep_credentials_of(&event);
        let answer = function.invoke(&file, event).await;
        assert_eq!(answer["statusCode"], expected["status"], "{file}: {answer}");
        let body: Value = serde_json::from_str(answer["body"].as_str().expect("a text")).expect("JSON");
        assert_eq!(body["error_type"], expected["error_type"], "{file}");
        assert!(body["request_id"].as_str().is_some_and(|id| id.starts_with("request-id-test-")), "{file}");
    }
    function.stop();
    let lines = lines.lock().unwrap();
    lines.iter().for_each(|line| keep_line(&format!("{line}\n")));
    let lines: Vec<Value> =
        lines.iter().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    assert_eq!(lines.len(), count, "one line for each request");
    for (at, line) in lines.iter().enumerate() {
        assert_eq!((&line["service"], &line["function_memory_size"]), (&json!("org-discovery"), &json!(256)));
        assert!(line["function_request_id"].is_string() && line["cold_start"] == (at == 0), "{line}");
    }
}

#[test]
fn a_function_without_its_environment_says_everything_that_is_missing_in_one_message() {
    let output = Command::new(env!("CARGO_BIN_EXE_org-discovery")).env_clear().output().expect("the binary");
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).expect("text");
    for name in ["PROJECT_ID", "PROJECTS_TABLE", "ORGANIZATIONS_TABLE", "AWS_REGION", "AWS_ACCESS_KEY_ID"] {
        assert!(error.contains(name), "{error}");
    }
}
