//! A client with the SDK's default settings.

use aws_sdk_dynamodb::{
    Client, Config,
    config::{BehaviorVersion, Credentials, Region},
};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use org_discovery::store::dynamodb::Connection;

/// Returns a client for the same endpoint as `connect`, without this project's settings.
pub fn with_default_settings(connection: &Connection) -> Client {
    let credentials = Credentials::from(connection.credentials.clone());
    let https = Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).build_https();
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(connection.region.clone()))
        .credentials_provider(credentials)
        .http_client(https);
    config.set_endpoint_url(connection.endpoint_url.clone());
    Client::from_conf(config.build())
}
