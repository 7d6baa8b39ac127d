//! A connection pool that is replaced when a call gets no response.
//!
//! A Lambda freeze kills every open socket, and each attempt would then use another dead socket of the pool. So when a
//! call gets no response, the pool is replaced, and the next attempt opens a new connection. The pool is kept if
//! another call got a response in the meantime: then only this connection or this call failed.
//!
//! The pool is also replaced when no trusted CA signed the server's certificate. AWS may use other CAs one day, so the
//! next pool also trusts the CA certificates of the operating system, and the next attempt can succeed.

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

use super::trusted_roots::{TrustedRoots, is_unknown_issuer};
/// The idle time after which a connection is not reused.
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
    /// The number of calls that got a response. The pointer identifies the pool.
    responses: Arc<AtomicU64>,
}

impl Pool {
    fn open(roots: TrustedRoots) -> Self {
        let tls = Provider::Rustls(CryptoMode::AwsLc);
        let builder = Builder::new().tls_provider(tls).tls_context(roots.tls_context());
        let client = builder.pool_idle_timeout(IDLE).build_https();
        Self { client, roots, responses: Arc::default() }
    }

    fn responses(&self) -> u64 {
        self.responses.load(Ordering::Relaxed)
    }

    fn count_response(&self) {
        self.responses.fetch_add(1, Ordering::Relaxed);
    }
}

impl Connections {
    pub(super) fn new(roots: TrustedRoots) -> Self {
        Self { pool: Arc::new(Mutex::new(Pool::open(roots))) }
    }

    fn pool(&self) -> Pool {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the failed pool, unless it has been replaced already.
    fn replace(&self, failed: &Pool) {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&pool.responses, &failed.responses) {
            *pool = Pool::open(pool.roots);
        }
    }

    /// Replaces the current pool if it trusts only Amazon's CA certificates. The TLS handshake may have failed in an
    /// earlier pool.
    fn fall_back_to_system_roots(&self) {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.roots == TrustedRoots::Amazon {
            *pool = Pool::open(TrustedRoots::AmazonAndSystem);
            drop(pool);
            warn!(
                "server certificate not signed by the bundled Amazon root CAs; \
                 using the system's CA certificates from now on"
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

    /// Skips the validation of the default implementation, which would create a connector and parse all CA
    /// certificates.
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

/// Sends one attempt of a call.
#[derive(Debug)]
struct Attempt {
    connector: SharedHttpConnector,
    connections: Connections,
    pool: Pool,
}

impl HttpConnector for Attempt {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let response = self.connector.call(request);
        let (connections, pool) = (self.connections.clone(), self.pool.clone());
        let evict = EvictPoolOnDrop { connections, responses_before: pool.responses(), pool };
        HttpConnectorFuture::new(async move {
            let response = response.await;
            match &response {
                Ok(_) => evict.pool.count_response(),
                Err(error) if is_unknown_issuer(error) => {
                    evict.connections.fall_back_to_system_roots();
                }
                Err(_) => {}
            }
            drop(evict);
            response
        })
    }
}

/// Replaces the pool when it is dropped, unless a call got a response since it was created. This covers failed attempts
/// and canceled ones, whose future is only dropped.
struct EvictPoolOnDrop {
    connections: Connections,
    pool: Pool,
    /// The number of calls that got a response before the attempt began.
    responses_before: u64,
}

impl Drop for EvictPoolOnDrop {
    fn drop(&mut self) {
        if self.pool.responses() == self.responses_before {
            self.connections.replace(&self.pool);
        }
    }
}
