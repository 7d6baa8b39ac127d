//! The playground: a page that shows the picker of a person, the reasons for each organization, and the local data.
//!
//! It belongs to `cargo local` alone. Nothing of it is in the functions.
//!
//! | module | content |
//! |---|---|
//! | [`access`] | the hosts and origins that may use the page |
//! | [`pages`] | the files of the page, and the headers of every response |
//! | [`routes`] | the data interface |
//! | [`situation`] | who signs in, and how |
//! | [`evaluation`] | the answer to a situation, with its explanation |
//! | [`stories`] | the sessions of the loaded data |
//! | [`recorded_calls`] | the calls to DynamoDB of one request |
//! | [`log_lines`] | the last log lines |
//! | [`snippets`], [`writer_code`] | the request and the write of the session in several languages |
//! | [`remedy`] | the changes that show a hidden organization |
//! | [`organizations`], [`members`], [`records`] | the stored objects, and what their routes share |
//! | [`imports`] | files that are dropped on the page |
//! | [`history`] | copies of the tables for undo |
//! | [`refusal`] | errors of the data interface |

mod access;
mod evaluation;
mod history;
mod imports;
mod log_lines;
mod members;
mod organizations;
mod pages;
mod recorded_calls;
mod records;
mod refusal;
mod remedy;
mod routes;
mod situation;
mod snippets;
mod stories;
mod writer_code;

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::Client;
use axum::Router;
use org_discovery::{
    domain::{ProjectId, SystemClock, SystemEntropy},
    http::App,
    service::DiscoveryService,
    store::dynamodb::{DynamoDb, TableNames},
    telemetry::Telemetry,
};
use org_discovery_admin::{ProjectReader, Writer};

use org_discovery_local::embedded_endpoint::EmbeddedEndpoint;

pub use access::AllowedHosts;
pub use log_lines::LogLines;

use crate::{
    announcement::{self, Addresses},
    http_server::LocalApp,
    load_data::DataLoader,
    printed_session::PrintedSession,
};
use history::History;
use recorded_calls::RecordedCalls;
use refusal::Refusal;
use serde_json::{Value, json};
use situation::Situation;
use stories::Story;
use tokio::{runtime::Handle, task::spawn_blocking};

/// The parts of `cargo local` that the page uses.
pub struct Parts {
    pub endpoint: EmbeddedEndpoint,
    pub data: DataLoader,
    pub sessions: Vec<PrintedSession>,
    pub telemetry: Telemetry,
    pub log_lines: LogLines,
    pub hosts: AllowedHosts,
    pub addresses: Addresses,
}

/// The state of the playground.
pub struct Playground {
    client: Client,
    loader: DataLoader,
    /// The sessions of the loaded data.
    sessions: Mutex<Arc<Vec<PrintedSession>>>,
    history: History,
    /// A discovery function of its own, whose calls are recorded.
    function: tokio::sync::Mutex<LocalApp>,
    calls: RecordedCalls,
    telemetry: Telemetry,
    log_lines: LogLines,
    addresses: Addresses,
    /// Held by each change, so that changes and copies of the tables do not overlap.
    changes: tokio::sync::Mutex<()>,
}

/// A change that has begun. Others wait until it is dropped.
type BegunChange<'p> = tokio::sync::MutexGuard<'p, ()>;

impl Playground {
    /// Returns the routes of the page and of its data interface.
    pub fn router(parts: Parts) -> Router {
        let Parts {
            endpoint: EmbeddedEndpoint { client, database },
            data: loader,
            sessions,
            telemetry,
            log_lines,
            hosts,
            addresses,
        } = parts;
        let calls = RecordedCalls::default();
        let store = DynamoDb::new(calls.recording_client(&client), loader.tables.clone());
        let function = App::new(store, SystemClock, SystemEntropy, loader.project_id.clone());
        let playground = Self {
            client,
            loader,
            sessions: Mutex::new(Arc::new(sessions)),
            history: History::new(database),
            function: tokio::sync::Mutex::new(function),
            calls,
            telemetry,
            log_lines,
            addresses,
            changes: tokio::sync::Mutex::new(()),
        };
        routes::router(Arc::new(playground), Arc::new(hosts))
    }

    fn project_id(&self) -> &ProjectId {
        &self.loader.project_id
    }

    fn tables(&self) -> &TableNames {
        &self.loader.tables
    }

    fn writer(&self) -> Writer {
        self.loader.writer()
    }

    fn reader(&self) -> ProjectReader {
        self.writer().reader()
    }

    /// Returns the service that answers requests in the function, over the same tables.
    fn lookup(&self) -> DiscoveryService<DynamoDb, SystemClock> {
        DiscoveryService::new(self.reader().reads(), SystemClock, self.project_id().clone())
    }

    fn sessions(&self) -> Arc<Vec<PrintedSession>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_sessions(&self, sessions: Arc<Vec<PrintedSession>>) {
        *self.sessions.lock().unwrap_or_else(PoisonError::into_inner) = sessions;
    }

    /// Begins a change that can be undone. Another change waits until this one has ended.
    async fn begin(
        &self,
        description: String,
        situation: Option<Situation>,
    ) -> Result<BegunChange<'_>, Refusal> {
        let begun = self.changes.lock().await;
        self.history.begin(history::Step { description, situation, sessions: self.sessions() }).await?;
        Ok(begun)
    }

    /// Ends a change. If it was refused or failed, the tables are restored.
    async fn end<T>(&self, _begun: BegunChange<'_>, made: Result<T, Refusal>) -> Result<T, Refusal> {
        if made.is_err() {
            self.restore().await?;
        }
        made
    }

    /// Undoes the last change, and returns the situation in which it was made.
    async fn undo(&self) -> Result<Option<Situation>, Refusal> {
        let _one_at_a_time = self.changes.lock().await;
        self.restore().await
    }

    async fn restore(&self) -> Result<Option<Situation>, Refusal> {
        let step =
            self.history.restore().await?.ok_or_else(|| Refusal::invalid("there is no change to undo"))?;
        self.set_sessions(step.sessions);
        Ok(step.situation)
    }

    /// Loads the data of the start again. This can be undone too.
    async fn reset(&self) -> Result<(), Refusal> {
        let change = self.begin("reset of the data".to_owned(), None).await?;
        let loaded = self.loader.load_again().await.map_err(Refusal::invalid);
        let sessions = self.end(change, loaded).await?;
        self.set_sessions(Arc::new(sessions));
        Ok(())
    }

    /// Runs work on a thread of its own. The futures of an import cannot move between threads.
    async fn on_own_thread<T: Send + 'static>(
        self: Arc<Self>,
        work: impl AsyncFnOnce(&Self) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let runtime = Handle::current();
        spawn_blocking(move || runtime.block_on(work(&self))).await.map_err(Refusal::invalid)?
    }

    /// Returns what the page needs first: the stories, the change that can be undone, and how other programs connect.
    fn start(&self) -> Value {
        json!({
            "url": self.addresses.url,
            "stories": self.sessions().iter().map(Story::of).collect::<Vec<_>>(),
            "undo": self.history.last(),
            "connections": announcement::connections(&self.loader, &self.addresses),
        })
    }
}
