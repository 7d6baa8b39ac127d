//! The real binary, started as Lambda starts it, against a small runtime API.

use std::{
    collections::BTreeMap,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc};

use crate::harness::{TestApp, keep_credentials_of, keep_line};

/// Hands out events one by one and collects what comes back.
#[derive(Clone)]
struct RuntimeApi {
    events: Arc<tokio::sync::Mutex<mpsc::Receiver<(String, String)>>>,
    answers: mpsc::Sender<(String, Value)>,
}

impl RuntimeApi {
    async fn next(State(api): State<Self>) -> impl IntoResponse {
        let event = api.events.lock().await.recv().await;
        let Some((id, event)) = event else {
            std::future::pending::<()>().await;
            unreachable!("pending never ends")
        };
        let deadline = "9999999999999".to_owned();
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:org-discovery".to_owned();
        let headers = [
            ("lambda-runtime-aws-request-id", id),
            ("lambda-runtime-deadline-ms", deadline),
            ("lambda-runtime-invoked-function-arn", arn),
        ];
        (headers, event)
    }

    async fn answer(State(api): State<Self>, Path(id): Path<String>, body: Bytes) -> StatusCode {
        let answer = serde_json::from_slice(&body).expect("a JSON answer");
        api.answers.send((id, answer)).await.expect("a waiting test");
        StatusCode::ACCEPTED
    }
}

/// The function, running; ends with the test.
struct Function {
    process: Child,
    events: mpsc::Sender<(String, String)>,
    answers: mpsc::Receiver<(String, Value)>,
}

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the function wrote until it was stopped: one line of JSON after the other.
impl Function {
    fn stop(mut self) -> Vec<Value> {
        let _ = self.process.kill();
        let output = self.process.stdout.take().expect("a pipe");
        let lines = std::io::read_to_string(output).expect("text");
        keep_line(&lines);
        lines.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }
}

impl Function {
    async fn start(environment: &[(&str, String)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (events, receiver) = mpsc::channel(1);
        let (sender, answers) = mpsc::channel(1);
        let api = RuntimeApi { events: Arc::new(tokio::sync::Mutex::new(receiver)), answers: sender };
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(RuntimeApi::next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(RuntimeApi::answer))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(RuntimeApi::answer))
            .with_state(api);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let process = Command::new(env!("CARGO_BIN_EXE_org-discovery"))
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "org-discovery")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "log")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "log")
            .envs(environment.iter().map(|(name, value)| (*name, value)))
            .stdout(Stdio::piped())
            .spawn()
            .expect("the function's binary");
        Self { process, events, answers }
    }

    async fn invoke(&mut self, id: &str, event: String) -> Value {
        self.events.send((id.to_owned(), event)).await.expect("a running runtime API");
        let answer = tokio::time::timeout(Duration::from_secs(10), self.answers.recv());
        let (answered, answer) = answer.await.expect("an answer in time").expect("an answer");
        assert_eq!(answered, id);
        answer
    }
}

fn corpus() -> BTreeMap<String, Value> {
    let expected = include_str!("../../events/expected.json");
    serde_json::from_str(expected).expect("JSON")
}

#[tokio::test]
async fn the_function_answers_every_event_of_the_corpus() {
    let app = TestApp::start_demo().await;
    let tables = &app.tables;
    let mut function = Function::start(&[
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", format!("http://127.0.0.1:{}", app.dynamodb_port)),
        ("PROJECT_ID", app.writer.project().to_string()),
        ("PROJECTS_TABLE", tables.projects.clone()),
        ("SESSIONS_TABLE", tables.sessions.clone()),
        ("MEMBERS_TABLE", tables.members.clone()),
        ("JOINABLE_TABLE", tables.joinable.clone()),
        ("ORGANIZATIONS_TABLE", tables.organizations.clone()),
    ])
    .await;
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
    let lines = function.stop();
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
