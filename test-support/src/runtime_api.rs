//! A Lambda runtime API, and the function's binary connected to it.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::programs::program;
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use org_discovery::store::dynamodb::TableNames;
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
};

/// An invocation deadline in the distant future, in milliseconds since 1970.
pub const NO_DEADLINE: u64 = 9_999_999_999_999;

/// The environment variables of a function.
pub type Environment = Vec<(&'static str, String)>;

/// Returns the environment variables that configure the function's project, tables and `DynamoDB` endpoint.
pub fn environment(dynamodb_url: String, project: String, tables: &TableNames) -> Environment {
    vec![
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", dynamodb_url),
        ("PROJECT_ID", project),
        ("PROJECTS_TABLE", tables.projects.clone()),
        ("SESSIONS_TABLE", tables.sessions.clone()),
        ("MEMBERS_TABLE", tables.members.clone()),
        ("JOINABLE_TABLE", tables.joinable.clone()),
        ("ORGANIZATIONS_TABLE", tables.organizations.clone()),
    ]
}

/// An event and its invocation headers.
#[derive(Debug)]
struct Invocation {
    id: String,
    /// In milliseconds since 1970.
    deadline: u64,
    event: String,
}

/// The runtime API: hands out the test's events one by one and returns the function's responses to the test.
#[derive(Clone)]
struct RuntimeApi {
    events: Arc<tokio::sync::Mutex<mpsc::Receiver<Invocation>>>,
    responses: mpsc::Sender<(String, Bytes)>,
    /// The time at which the function first asked for an event.
    first_poll: watch::Sender<Option<Instant>>,
}

impl RuntimeApi {
    async fn next(State(api): State<Self>) -> impl IntoResponse {
        let now = Instant::now();
        api.first_poll.send_if_modified(|first| first.replace(first.unwrap_or(now)).is_none());
        let invocation = api.events.lock().await.recv().await;
        let Some(Invocation { id, deadline, event }) = invocation else {
            std::future::pending::<()>().await;
            unreachable!("a pending future never completes")
        };
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:org-discovery".to_owned();
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("lambda-runtime-aws-request-id", id),
            ("lambda-runtime-deadline-ms", deadline.to_string()),
            ("lambda-runtime-invoked-function-arn", arn),
        ];
        (headers, event)
    }

    async fn respond(State(api): State<Self>, Path(id): Path<String>, body: Bytes) -> StatusCode {
        api.responses.send((id, body)).await.expect("a waiting test");
        StatusCode::ACCEPTED
    }
}

/// A running function process. Dropping the value kills the process.
pub struct FunctionProcess {
    pub process: Child,
    started: Instant,
    first_poll: watch::Receiver<Option<Instant>>,
    /// The thread that reads the log lines.
    log_reader: Option<JoinHandle<()>>,
    events: mpsc::Sender<Invocation>,
    responses: mpsc::Receiver<(String, Bytes)>,
}

impl Drop for FunctionProcess {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl FunctionProcess {
    /// Starts the function's binary with these environment variables. `on_line` is called with each log line.
    pub async fn start<N: AsRef<OsStr>>(
        environment: &[(N, String)],
        on_line: impl Fn(String) + Send + 'static,
    ) -> Self {
        Self::start_program(Command::new(program("org-discovery")), environment, on_line).await
    }

    /// Starts another program that implements a Lambda function.
    pub async fn start_program<N: AsRef<OsStr>>(
        mut program: Command,
        environment: &[(N, String)],
        on_line: impl Fn(String) + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (events, receiver) = mpsc::channel(1);
        let (sender, responses) = mpsc::channel(1);
        let (poll_sender, first_poll) = watch::channel(None);
        let receiver = Arc::new(tokio::sync::Mutex::new(receiver));
        let api = RuntimeApi { events: receiver, responses: sender, first_poll: poll_sender };
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(RuntimeApi::next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(RuntimeApi::respond))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(RuntimeApi::respond))
            .layer(DefaultBodyLimit::disable())
            .with_state(api);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let started = Instant::now();
        let mut process = program
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "org-discovery")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "log")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "log")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::piped())
            .spawn()
            .expect("a program");
        let output = process.stdout.take().expect("a pipe");
        let log_reader = thread::spawn(move || {
            BufReader::new(output).lines().map_while(Result::ok).for_each(on_line);
        });
        Self { process, started, first_poll, log_reader: Some(log_reader), events, responses }
    }

    /// Waits until the function asks for its first event. Returns the time since its start.
    pub async fn ready(&mut self) -> Duration {
        let first_poll = self.first_poll.wait_for(Option::is_some).await.expect("a running runtime API");
        first_poll.expect("a time").duration_since(self.started)
    }

    /// Kills the process, and waits until its last log line has been read.
    pub fn stop(mut self) {
        let _ = self.process.kill();
        self.log_reader.take().map(JoinHandle::join);
    }

    /// Invokes the function with an event and no deadline, and returns its response.
    pub async fn invoke(&mut self, id: &str, event: String) -> Value {
        self.invoke_with_deadline(NO_DEADLINE, id, event).await
    }

    /// Invokes the function with an event and a deadline in milliseconds since 1970, and returns its response.
    pub async fn invoke_with_deadline(&mut self, deadline: u64, id: &str, event: String) -> Value {
        serde_json::from_slice(&self.invoke_raw(deadline, id, event).await).expect("a JSON response")
    }

    /// Invokes the function and returns the unparsed response. Panics if there is no response within ten seconds.
    pub async fn invoke_raw(&mut self, deadline: u64, id: &str, event: String) -> Bytes {
        let invocation = Invocation { id: id.to_owned(), deadline, event };
        self.events.send(invocation).await.expect("a running runtime API");
        let response = tokio::time::timeout(Duration::from_secs(10), self.responses.recv());
        let (response_id, response) = response.await.expect("a response in time").expect("a response");
        assert_eq!(response_id, id);
        response
    }
}
