//! Connections that do not outlive a failure of one of them.
//!
//! What ends one connection has mostly ended all: sockets that were open while Lambda froze the function die together, and
//! the pool would hand out one dead socket after the other, each for an attempt. So a call that gets no answer takes the whole
//! pool with it, and the second attempt begins on a new connection.
//!
//! Unless another call was answered meanwhile: then not everything is dead, and it was most likely this connection, or this call.
//!
//! A server for which none of the trusted authorities vouches ends a pool too. Amazon may choose other authorities one day, so
//! the next pool believes the system's too, and the second attempt is answered if these vouch.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use aws_sdk_dynamodb::{
    config::{ConfigBag, HttpClient, RuntimeComponents, RuntimeComponentsBuilder, SharedHttpClient},
    error::BoxError,
};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    connector_metadata::ConnectorMetadata,
    http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
    orchestrator::HttpRequest,
};

use tracing::warn;

use super::trusted_roots::{TrustedRoots, is_of_unknown_authority};
use crate::store::meter::count_attempt;

/// A socket that was idle for longer is not used again.
const IDLE: Duration = Duration::from_secs(30);

/// The connections of one client.
#[derive(Debug, Clone)]
pub(super) struct Connections {
    pool: Arc<Mutex<Pool>>,
}

#[derive(Debug, Clone)]
struct Pool {
    client: SharedHttpClient,
    roots: TrustedRoots,
    /// How many calls were answered over it. Also tells it from those before and after it.
    answered: Arc<AtomicU64>,
}

impl Pool {
    fn open(roots: TrustedRoots) -> Self {
        let tls = Provider::Rustls(CryptoMode::AwsLc);
        let builder = Builder::new().tls_provider(tls).tls_context(roots.tls_context());
        let client = builder.pool_idle_timeout(IDLE).build_https();
        Self { client, roots, answered: Arc::default() }
    }

    fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    fn count_answered(&self) {
        self.answered.fetch_add(1, Ordering::Relaxed);
    }
}

impl Connections {
    pub(super) fn new(roots: TrustedRoots) -> Self {
        Self { pool: Arc::new(Mutex::new(Pool::open(roots))) }
    }

    fn pool(&self) -> Pool {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives up a pool, unless somebody else did before.
    fn give_up(&self, given_up: &Pool) {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&pool.answered, &given_up.answered) {
            *pool = Pool::open(pool.roots);
        }
    }

    /// Gives up the pool that is open if it believes Amazon's authorities alone, whichever pool a server was refused in.
    fn ask_the_systems_authorities_too(&self) {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.roots == TrustedRoots::Amazon {
            *pool = Pool::open(TrustedRoots::AmazonAndSystem);
            drop(pool);
            warn!(
                "none of Amazon's authorities vouches for the store, so the system's are asked from now on"
            );
        }
    }
}

impl HttpClient for Connections {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let pool = self.pool();
        let connector = pool.client.http_connector(settings, components);
        SharedHttpConnector::new(Attempt { connector, connections: self.clone(), pool })
    }

    /// Nothing to find out: the pool would make a connector for it, with roots and all, and throw it away.
    fn validate_base_client_config(
        &self,
        _: &RuntimeComponentsBuilder,
        _: &ConfigBag,
    ) -> Result<(), BoxError> {
        Ok(())
    }

    fn validate_final_config(
        &self,
        components: &RuntimeComponents,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.pool().client.validate_final_config(components, config)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.pool().client.connector_metadata()
    }
}

/// Sends one attempt.
#[derive(Debug)]
struct Attempt {
    connector: SharedHttpConnector,
    connections: Connections,
    pool: Pool,
}

impl HttpConnector for Attempt {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        count_attempt();
        let answer = self.connector.call(request);
        let (connections, pool) = (self.connections.clone(), self.pool.clone());
        let unanswered = Unanswered { connections, answered_before: pool.answered(), pool };
        HttpConnectorFuture::new(async move {
            let answer = answer.await;
            match &answer {
                Ok(_) => unanswered.pool.count_answered(),
                Err(error) if is_of_unknown_authority(error) => {
                    unanswered.connections.ask_the_systems_authorities_too();
                }
                Err(_) => {}
            }
            drop(unanswered);
            answer
        })
    }
}

/// An attempt that is under way. It ends with an answer, or it fails, or nobody waits for it any more.
struct Unanswered {
    connections: Connections,
    pool: Pool,
    /// How many calls had been answered when it began.
    answered_before: u64,
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        if self.pool.answered() == self.answered_before {
            self.connections.give_up(&self.pool);
        }
    }
}
