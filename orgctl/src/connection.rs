//! The connection to `DynamoDB`, as the AWS tools make it: environment, profiles, SSO.
//!
//! An operator can wait longer than a sign-in, so retries are more patient than the function's.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, meta::region::RegionProviderChain};
use aws_sdk_dynamodb::{
    Client,
    config::{Credentials, retry::RetryConfig, timeout::TimeoutConfig},
};

use crate::options::Global;

/// Opens a client. Nothing is read yet but configuration.
pub async fn connect(global: &Global) -> Client {
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .retry_config(
            RetryConfig::standard()
                .with_max_attempts(8)
                .with_initial_backoff(Duration::from_millis(100))
                .with_max_backoff(Duration::from_secs(5)),
        )
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(3))
                .operation_attempt_timeout(Duration::from_secs(20))
                .operation_timeout(Duration::from_secs(90))
                .build(),
        );
    if let Some(profile) = &global.profile {
        loader = loader.profile_name(profile);
    }
    let own_region = global.region.clone().map(Region::new);
    let mut regions = RegionProviderChain::first_try(own_region).or_default_provider();
    if is_local_engine(global) {
        // An engine on this machine asks for no credentials, and the SDK will not go without.
        regions = regions.or_else(Region::from_static("us-east-1"));
        if !has_credentials(global) {
            loader =
                loader.credentials_provider(Credentials::new("local", "local", None, None, "local engine"));
        }
    }
    let shared = loader.region(regions).load().await;
    let mut config = aws_sdk_dynamodb::config::Builder::from(&shared);
    if let Some(url) = global.endpoint_url.as_ref().filter(|url| !url.is_empty()) {
        config.set_endpoint_url(Some(url.clone()));
    }
    Client::from_conf(config.build())
}

fn has_credentials(global: &Global) -> bool {
    let given = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
    global.profile.is_some() || given("AWS_PROFILE") || given("AWS_ACCESS_KEY_ID")
}

/// Whether the endpoint is on this machine.
fn is_local_engine(global: &Global) -> bool {
    let host = global.endpoint_url.as_deref().and_then(|url| url.split_once("://"));
    let host = host.map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|local| host.strip_prefix(local).is_some_and(|port| port.is_empty() || port.starts_with(':')))
}
