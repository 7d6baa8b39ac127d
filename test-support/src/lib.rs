//! Support for the tests of all packages: the service under test, worlds to test it in, faults, and the programs as processes.
//!
//! [`TestApp`] is where most tests begin: the real handler over the real store, with tables of its own in a
//! DynamoDB-compatible endpoint that all tests of a process share. Requests are gateway events, parsed by the code that
//! parses them in Lambda.
//!
//! | module | content |
//! |---|---|
//! | **worlds** | |
//! | [`builders`], [`small_world`] | organizations, Members, factors and sessions as data files have them |
//! | [`random_worlds`] | random writes and sessions for property tests, and a reference store to compare the tables with |
//! | [`model`] | an independent implementation of the contract's rules |
//! | `damage`, `unchecked` | items that the project's own writers refuse |
//! | **the service** | |
//! | `dynamodb_endpoint`, `tables` | the shared endpoint, and what a test's tables contain |
//! | `request`, `answer`, `parsed` | requests as gateway events, and answers as clients parse them |
//! | `clock` | a clock that a test sets |
//! | **observation** | |
//! | `observed`, `calls` | the store's reads, and the calls to `DynamoDB` |
//! | `captured` | log lines, and the secrets that must not be in them |
//! | [`recorded`], [`measured`] | recorded answers of `DynamoDB`, memory and quantiles |
//! | **faults** | |
//! | [`fault_proxy`], [`tls_front`], `interruption` | a faulty connection, a TLS server, a writer that is killed |
//! | **processes** | |
//! | [`programs`], [`local`], `orgctl` | the programs that cargo built, `cargo local` and `orgctl` |
//! | [`runtime_api`] | Lambda's runtime API, and the function's binary on it |

#![expect(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::new_without_default,
    clippy::return_self_not_must_use,
    reason = "an ordinary crate, but one for this project's tests alone"
)]
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answer;
pub mod behind_proxy;
pub mod builders;
mod calls;
mod captured;
mod clock;
mod damage;
mod dynamodb_endpoint;
pub mod fault_proxy;
pub mod input_forms;
mod interruption;
pub mod local;
pub mod measured;
pub mod model;
mod observed;
mod orgctl;
mod parsed;
pub mod programs;
pub mod random_worlds;
pub mod recorded;
mod request;
pub mod runtime_api;
mod small_world;
mod tables;
pub mod tls_front;
mod unchecked;

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use lambda_http::RequestExt;
use org_discovery::{
    domain::{
        Clock, IssuedSession, KeySet, Project, ProjectId, SecretHash, SystemClock, SystemEntropy, Timestamp,
    },
    http::{App, Invocation, install_panic_hook},
    store::dynamodb::{DynamoDb, TableNames},
    telemetry::{LogLines, Telemetry},
};
use org_discovery_admin::{
    Writer,
    import::{CheckedImport, ImportError, ImportOptions, LoadedSession, SessionCredential, Source},
};
use serde_json::{Value, json};
use tracing::instrument::WithSubscriber;

use org_discovery_local::signing_key::SigningKey;

pub use answer::Answer;
pub use calls::Calls;
pub use captured::{Lines, keep_credentials_of, keep_line, keep_secrets_of};
pub use clock::TestClock;
pub use damage::{Damage, store_jwks};
use dynamodb_endpoint::TestTables;
pub use interruption::interrupted_after;
pub use observed::{Observed, Read, Reads};
pub use orgctl::{Ended, Orgctl};
pub use request::{Call, basic};
pub use runtime_api::{Function, NO_END};
pub use small_world::small_world;
pub use tables::{Row, rows, without_random_values};

pub const PROJECT_ID: &str = "project-test-11111111-1111-4111-8111-111111111111";
pub const SECRET: &str = "secret-test-0123456789abcdefghijklmnopqrstuvwxyz";
pub const KID: &str = "jwk-test-22222222-2222-4222-8222-222222222222";
/// When every test begins: 2026-01-01T00:00:00Z.
pub const START: i64 = 1_767_225_600;

/// Making a key takes long, and one serves all.
pub static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(KID).expect("a key"));

pub type TestEndpoint = App<Observed<DynamoDb>, TestClock, SystemEntropy>;

pub struct TestApp {
    pub endpoint: TestEndpoint,
    pub writer: Writer,
    pub client: aws_sdk_dynamodb::Client,
    pub tables: TableNames,
    pub clock: TestClock,
    /// What the function read, and a switch that makes reads fail.
    pub reads: Reads,
    /// The calls that the function made to `DynamoDB`.
    pub calls: Calls,
    pub sessions: HashMap<String, LoadedSession>,
    pub dynamodb_port: u16,
    pub telemetry: Telemetry,
    /// What the function told of itself.
    pub lines: Lines,
}

impl TestApp {
    /// A service whose tables hold `data`, in the form of a data file.
    pub async fn start(data: Value) -> Self {
        Self::start_for(project_id(), data).await
    }

    /// The same for a project of this id.
    pub async fn start_for(project: ProjectId, data: Value) -> Self {
        let app = Self::cold(project, data).await;
        Box::pin(app.endpoint.warm_up()).await.expect("a project");
        app.reads.forget();
        app
    }

    /// A service that has not read anything yet.
    pub async fn start_cold(data: Value) -> Self {
        Self::cold(project_id(), data).await
    }

    async fn cold(project: ProjectId, data: Value) -> Self {
        let mut app = Self::empty(project).await;
        app.set_project(&[SECRET], &[KEY.public()]).await;
        app.load(data).await;
        app
    }

    /// A service that holds the demo, under the demo's own project.
    pub async fn start_demo() -> Self {
        let json = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        let project = json(org_discovery_local::DEMO_PROJECT);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let mut app = Self::empty(ProjectId::parse(&text(&project["project_id"])).expect("an id")).await;
        // Programs that read the same tables go by the machine's clock.
        app.clock.advance(SystemClock.now().seconds_since(app.now()));
        let keys = project["jwks"]["keys"].as_array().expect("keys");
        app.set_project(&[&text(&project["secret"])], keys).await;
        app.load(json(org_discovery_local::DEMO_DATA)).await;
        app
    }

    /// A service over empty tables, which have not even a project.
    pub async fn empty(project: ProjectId) -> Self {
        let TestTables { client, port: dynamodb_port, names: tables } = TestTables::create().await;
        let clock = TestClock::at(START);
        let (reads, lines) = (Reads::default(), Lines::default());
        install_panic_hook();
        let calls = Calls::default();
        let store = Observed::new(DynamoDb::new(calls.of(&client), tables.clone()), reads.clone());
        Self {
            endpoint: App::new(store, clock.clone(), SystemEntropy, project.clone()),
            telemetry: lines.telemetry(clock.clone(), &[]),
            lines,
            writer: Writer::new(client.clone(), tables.clone(), project, Arc::new(SystemEntropy)),
            client,
            tables,
            clock,
            reads,
            calls,
            sessions: HashMap::new(),
            dynamodb_port,
        }
    }

    /// Adds data. An empty object is no data.
    pub async fn load(&mut self, data: Value) {
        if data == json!({}) {
            return;
        }
        keep_secrets_of(&data);
        self.load_checked(&check_files(&[("test", &data.to_string())]).expect("valid data")).await;
    }

    /// Adds data that was checked.
    pub async fn load_checked(&mut self, data: &CheckedImport) {
        let loaded = load_into(&self.writer, data, self.now()).await;
        self.sessions.extend(loaded.into_iter().map(|session| (session.entry.name.clone(), session)));
    }

    /// Gives the project these secrets and keys.
    pub async fn set_project(&self, secrets: &[&str], keys: &[Value]) {
        let keys = KeySet::parse(&json!({ "keys": keys }).to_string()).expect("keys");
        let secrets = secrets.iter().map(|secret| SecretHash::of(secret)).collect();
        let project = Project::new(secrets, keys).expect("a project");
        self.writer.project().put(&project).await.expect("a written project");
    }

    /// The function's environment as in Lambda, with another endpoint of `DynamoDB`.
    pub fn environment(&self, dynamodb_url: String) -> Vec<(&'static str, String)> {
        runtime_api::environment(dynamodb_url, self.writer.project_id().to_string(), &self.tables)
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Asks with the opaque credential of the session of this name.
    pub async fn discover(&self, session: &str) -> Answer {
        let field = match &self.sessions[session].credential {
            SessionCredential::Intermediate(_) => "intermediate_session_token",
            SessionCredential::Member(..) => "session_token",
        };
        self.post(json!({ field: self.token(session) })).await
    }

    /// The opaque credential of the session of this name.
    pub fn token(&self, session: &str) -> &str {
        match &self.sessions[session].credential {
            SessionCredential::Intermediate(token) | SessionCredential::Member(token, _) => token.expose(),
        }
    }

    /// Asks with a JWT of the member session of this name.
    pub async fn discover_by_jwt(&self, session: &str) -> Answer {
        self.post(json!({"session_jwt": self.session_jwt(session)})).await
    }

    /// A JWT as the login service would make it now.
    pub fn session_jwt(&self, session: &str) -> String {
        let loaded = &self.sessions[session];
        let SessionCredential::Member(_, member) = &loaded.credential else {
            panic!("{session} is no member session");
        };
        let authentication_factors = &loaded.entry.authentication_factors;
        let (expires_at, organization_slug) = (loaded.expires_at, "acme");
        let signed = IssuedSession { session: member, authentication_factors, organization_slug, expires_at };
        KEY.session_jwt(self.writer.project_id(), &signed, self.now()).expect("a JWT")
    }

    /// Asks with this body and valid credentials.
    pub async fn post(&self, body: Value) -> Answer {
        self.call(Call::with_body(body.to_string())).await
    }

    /// Asks anything.
    pub async fn call(&self, call: Call) -> Answer {
        self.event(&call.into_event().to_string()).await
    }

    /// Answers a gateway event, given as JSON.
    pub async fn event(&self, event: &str) -> Answer {
        self.event_at(&self.endpoint, event).await
    }

    /// The same at another instance of the service.
    pub async fn event_at(&self, endpoint: &TestEndpoint, event: &str) -> Answer {
        keep_credentials_of(event);
        let invocation: Invocation = serde_json::from_str(event).expect("an invocation");
        let request = invocation.into_request().expect("a gateway event");
        assert!(!request.raw_http_path().is_empty());
        let lines = LogLines::new(self.telemetry.clone());
        // In a box, because a test's stack is small and a debug build's futures are large.
        let serving = Box::pin(self.telemetry.serve(endpoint, request));
        Answer::of(serving.with_subscriber(lines).await)
    }
}

/// Checks files, given by name and content.
pub fn check_files<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Result<CheckedImport, ImportError> {
    let source = |(name, bytes): &(&str, B)| Source::in_memory(*name, bytes.as_ref());
    CheckedImport::check(files.iter().map(source).collect(), ImportOptions::local())
}

/// Writes data that was checked, and returns its sessions.
pub async fn load_into(writer: &Writer, data: &CheckedImport, now: Timestamp) -> Vec<LoadedSession> {
    data.load(writer, now, &SystemEntropy).await.expect("loaded data")
}

pub fn project_id() -> ProjectId {
    ProjectId::parse(PROJECT_ID).expect("a project id")
}
