//! The playground: a page that shows the picker of a person, the reasons for each organization, and the local data.
//!
//! It belongs to `cargo local` alone. Nothing of it is in the functions.
//!
//! | module | content |
//! |---|---|
//! | [`access`] | the hosts and origins that may use the page |
//! | [`pages`] | the files of the page, and the headers of every response |
//! | [`routes`] | the data interface |
//! | [`situation`] | the person and the sign-in |
//! | [`evaluation`] | the answer to a situation, with its explanation |
//! | [`stories`] | the sessions of the loaded data |
//! | [`recorded_calls`] | the calls to DynamoDB of one request |
//! | [`log_lines`] | the last log lines |
//! | [`snippets`], [`writer_code`] | the request and the write of the session in several languages |
//! | [`remedy`] | the changes that show a hidden organization |
//! | [`organizations`], [`members`], [`records`] | the stored objects, and what their routes share |
//! | [`imports`] | files that are dropped on the page |
//! | [`changes`], [`history`] | changes one after the other, and copies of the tables for undo |
//! | [`request_input`] | bodies and parameters of requests |
//! | [`refusal`] | errors of the data interface |

mod access;
mod changes;
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
mod request_input;
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
use serde_json::{Value, json};

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
use stories::Story;

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
    changes: Arc<tokio::sync::Mutex<()>>,
}

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
            changes: Arc::default(),
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
