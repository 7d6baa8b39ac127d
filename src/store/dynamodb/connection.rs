//! The connection to `DynamoDB`.

use std::{fmt, time::Duration};

use aws_sdk_dynamodb::{
    Client, Config,
    config::{BehaviorVersion, Region, timeout::TimeoutConfig},
};

mod pool;
mod retry;
mod trusted_roots;

use pool::Connections;
use retry::{GarbledSuccess, WithinAllowance};
pub use trusted_roots::TrustedRoots;

/// What a connection needs to know. In Lambda all of it stands in the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The Region, such as `eu-central-1`.
    pub region: String,
    /// Another engine than the Region's own.
    pub endpoint_url: Option<String>,
    /// Who asks.
    pub credentials: Credentials,
    /// Who may vouch for the server that answers.
    pub roots: TrustedRoots,
}

/// AWS credentials. They never show in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The public half.
    pub access_key_id: String,
    /// The secret half.
    pub secret_access_key: String,
    /// For temporary credentials, as Lambda has them.
    pub session_token: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// Opens a client.
///
/// The SDK waits for ever by default and starts its second attempt up to a second after the first. A sign-in cannot wait
/// so long: three quick attempts, each bounded, all of them inside two seconds.
#[must_use]
pub fn connect(connection: &Connection) -> Client {
    let Credentials { access_key_id, secret_access_key, session_token } = connection.credentials.clone();
    let credentials = aws_sdk_dynamodb::config::Credentials::new(
        access_key_id,
        secret_access_key,
        session_token,
        None,
        "environment",
    );
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(connection.region.clone()))
        .credentials_provider(credentials)
        .http_client(Connections::new(connection.roots))
        .retry_config(retry::config())
        .retry_partition(retry::quota())
        .retry_classifier(GarbledSuccess)
        .interceptor(WithinAllowance)
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
