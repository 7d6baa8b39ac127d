//! The connection to `DynamoDB`.

use std::{fmt, time::Duration};

use aws_sdk_dynamodb::{
    Client, Config,
    config::{
        BehaviorVersion, Credentials as SdkCredentials, IdentityCache, Region, SharedHttpClient,
        StalledStreamProtectionConfig, timeout::TimeoutConfig,
    },
};
use aws_types::endpoint_config::AccountIdEndpointMode;

mod daily_key;
mod replaceable_pool;
mod resolved_endpoint;
mod retry;
mod trusted_roots;
mod user_agent;

use daily_key::DailyKeyScheme;
use replaceable_pool::Connections;
use resolved_endpoint::ResolvedEndpoint;
use retry::{RetryUnreadableSuccess, StopWithoutRetryBudget};
pub use trusted_roots::TrustedRoots;
use user_agent::ConstantUserAgent;

/// The settings of a connection. In Lambda, all of them are environment variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The Region, such as `eu-central-1`.
    pub region: String,
    /// A custom endpoint.
    pub endpoint_url: Option<String>,
    /// The credentials that sign each request.
    pub credentials: Credentials,
    /// The CA certificates that verify the server's certificate.
    pub roots: TrustedRoots,
}

/// AWS credentials. Debug output never contains them.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key id.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The session token of temporary credentials, such as those of a Lambda function.
    pub session_token: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

impl From<Credentials> for SdkCredentials {
    fn from(own: Credentials) -> Self {
        Self::new(own.access_key_id, own.secret_access_key, own.session_token, None, "environment")
    }
}

/// Returns an HTTP client with the connection pool of [`connect`], for clients of other AWS services.
#[must_use]
pub fn https_client(roots: TrustedRoots) -> SharedHttpClient {
    SharedHttpClient::new(Connections::new(roots))
}

/// Creates a client.
///
/// By default, the SDK has no timeout for a response and may wait up to a second before the second attempt, which is
/// too long for a sign-in. Here each of the three attempts has a timeout, and all of them end within two seconds.
#[must_use]
pub fn connect(connection: &Connection) -> Client {
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(connection.region.clone()))
        .credentials_provider(SdkCredentials::from(connection.credentials.clone()))
        // The credentials of an environment never change.
        .identity_cache(IdentityCache::no_cache())
        .http_client(Connections::new(connection.roots))
        .push_auth_scheme(DailyKeyScheme::default())
        .account_id_endpoint_mode(AccountIdEndpointMode::Disabled)
        .endpoint_resolver(ResolvedEndpoint::default())
        // The timeouts below include the body of a response.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .retry_config(retry::config())
        .retry_partition(retry::quota())
        .retry_classifier(RetryUnreadableSuccess)
        .interceptor(StopWithoutRetryBudget)
        .interceptor(ConstantUserAgent)
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_millis(400))
                .operation_attempt_timeout(Duration::from_millis(500))
                .operation_timeout(Duration::from_secs(2))
                .build(),
        );
    config.set_endpoint_url(connection.endpoint_url.clone());
    Client::from_conf(config.build())
}
