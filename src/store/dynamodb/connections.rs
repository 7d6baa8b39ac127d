//! Connections that do not outlive a failure of one of them.
//!
//! What ends one connection has mostly ended all: sockets that were open while Lambda froze the function die together, and
//! the pool would hand out one dead socket after the other, each for an attempt. So a call that gets no answer takes the whole
//! pool with it, and the second attempt begins on a new connection.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents, SharedHttpClient};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
    orchestrator::HttpRequest,
};

use crate::store::meter::count_attempt;

/// A socket that was idle for longer is not used again.
const IDLE: Duration = Duration::from_secs(30);

/// The connections of one client.
#[derive(Debug, Clone)]
pub(super) struct Connections(Arc<Mutex<Pool>>);

#[derive(Debug, Clone)]
struct Pool {
    client: SharedHttpClient,
    /// Counts the pools, to tell one from those before it.
    generation: u64,
}

impl Pool {
    fn open(generation: u64) -> Self {
        let tls = Provider::Rustls(CryptoMode::AwsLc);
        let client = Builder::new().tls_provider(tls).pool_idle_timeout(IDLE).build_https();
        Self { client, generation }
    }
}

impl Connections {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Pool::open(0))))
    }

    fn pool(&self) -> Pool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives up a pool, unless somebody else did before.
    fn give_up(&self, generation: u64) {
        let mut pool = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.generation == generation {
            *pool = Pool::open(generation + 1);
        }
    }
}

impl HttpClient for Connections {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let Pool { client, generation } = self.pool();
        let connector = client.http_connector(settings, components);
        SharedHttpConnector::new(Attempt { connector, connections: self.clone(), generation })
    }
}

/// Sends one attempt.
#[derive(Debug)]
struct Attempt {
    connector: SharedHttpConnector,
    connections: Connections,
    generation: u64,
}

impl HttpConnector for Attempt {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        count_attempt();
        let answer = self.connector.call(request);
        let (connections, generation) = (self.connections.clone(), self.generation);
        HttpConnectorFuture::new(async move {
            let mut unanswered = Unanswered { connections, generation, is_answered: false };
            let answer = answer.await;
            unanswered.is_answered = answer.is_ok();
            answer
        })
    }
}

/// An attempt without an answer: it failed, or nobody waits for it any more.
struct Unanswered {
    connections: Connections,
    generation: u64,
    is_answered: bool,
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        if !self.is_answered {
            self.connections.give_up(self.generation);
        }
    }
}
