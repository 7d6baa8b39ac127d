//! A runtime API as Lambda's, and the function's own binary under it.

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

/// An end of an invocation that never comes, in milliseconds since 1970.
pub const NO_END: u64 = 9_999_999_999_999;

/// The environment of a function.
pub type Environment = Vec<(&'static str, String)>;

/// What it must know of its project and of its store.
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

/// The invocation headers of Lambda.
#[derive(Debug)]
struct Invocation {
    id: String,
    /// In milliseconds since 1970.
    ends: u64,
    event: String,
}

/// Hands out events one by one and collects what comes back.
#[derive(Clone)]
struct RuntimeApi {
    events: Arc<tokio::sync::Mutex<mpsc::Receiver<Invocation>>>,
    answers: mpsc::Sender<(String, Bytes)>,
    first_asked: watch::Sender<Option<Instant>>,
}

impl RuntimeApi {
    async fn next(State(api): State<Self>) -> impl IntoResponse {
        let now = Instant::now();
        api.first_asked.send_if_modified(|first| first.replace(first.unwrap_or(now)).is_none());
        let invocation = api.events.lock().await.recv().await;
        let Some(Invocation { id, ends, event }) = invocation else {
            std::future::pending::<()>().await;
            unreachable!("pending never ends")
        };
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:org-discovery".to_owned();
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("lambda-runtime-aws-request-id", id),
            ("lambda-runtime-deadline-ms", ends.to_string()),
            ("lambda-runtime-invoked-function-arn", arn),
        ];
        (headers, event)
    }

    async fn answer(State(api): State<Self>, Path(id): Path<String>, body: Bytes) -> StatusCode {
        api.answers.send((id, body)).await.expect("a waiting test");
        StatusCode::ACCEPTED
    }
}

/// A function, running; ends when it is dropped.
pub struct Function {
    pub process: Child,
    started: Instant,
    first_asked: watch::Receiver<Option<Instant>>,
    lines: Option<JoinHandle<()>>,
    events: mpsc::Sender<Invocation>,
    answers: mpsc::Receiver<(String, Bytes)>,
}

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Function {
    /// Starts the function's own binary in this environment. Each line that it writes is given to `line`.
    pub async fn start<N: AsRef<OsStr>>(
        environment: &[(N, String)],
        line: impl Fn(String) + Send + 'static,
    ) -> Self {
        Self::start_program(Command::new(program("org-discovery")), environment, line).await
    }

    /// The same for any program that is a function.
    pub async fn start_program<N: AsRef<OsStr>>(
        mut program: Command,
        environment: &[(N, String)],
        line: impl Fn(String) + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (events, receiver) = mpsc::channel(1);
        let (sender, answers) = mpsc::channel(1);
        let (asked, first_asked) = watch::channel(None);
        let events_to_give = Arc::new(tokio::sync::Mutex::new(receiver));
        let api = RuntimeApi { events: events_to_give, answers: sender, first_asked: asked };
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(RuntimeApi::next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(RuntimeApi::answer))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(RuntimeApi::answer))
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
        let lines = thread::spawn(move || {
            BufReader::new(output).lines().map_while(Result::ok).for_each(line);
        });
        Self { process, started, first_asked, lines: Some(lines), events, answers }
    }

    /// Waits until it asks for its first event, and says how long that took from its start.
    pub async fn ready(&mut self) -> Duration {
        let asked = self.first_asked.wait_for(Option::is_some).await.expect("a running runtime API");
        asked.expect("a time").duration_since(self.started)
    }

    /// Ends it, and waits until its last line was given on.
    pub fn stop(mut self) {
        let _ = self.process.kill();
        self.lines.take().map(JoinHandle::join);
    }

    /// Gives it an event with all the time in the world, and waits for its answer.
    pub async fn invoke(&mut self, id: &str, event: String) -> Value {
        self.invoke_until(NO_END, id, event).await
    }

    /// Gives it an event with an end of its invocation, in milliseconds since 1970.
    pub async fn invoke_until(&mut self, ends: u64, id: &str, event: String) -> Value {
        serde_json::from_slice(&self.answer(ends, id, event).await).expect("a JSON answer")
    }

    /// The same, and gives the answer as it came.
    pub async fn answer(&mut self, ends: u64, id: &str, event: String) -> Bytes {
        let invocation = Invocation { id: id.to_owned(), ends, event };
        self.events.send(invocation).await.expect("a running runtime API");
        let answer = tokio::time::timeout(Duration::from_secs(10), self.answers.recv());
        let (answered, answer) = answer.await.expect("an answer in time").expect("an answer");
        assert_eq!(answered, id);
        answer
    }
}
