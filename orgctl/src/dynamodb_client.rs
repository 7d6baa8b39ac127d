//! Creates the `DynamoDB` client from the standard AWS configuration: environment variables, profiles and SSO.
//!
//! An operator can wait longer than a person who signs in, so the client retries more often than the function.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig, meta::region::RegionProviderChain};
use aws_sdk_dynamodb::{
    Client,
    config::{Credentials, retry::RetryConfig, timeout::TimeoutConfig},
};

use crate::global_options::GlobalOptions;

/// Creates a client without sending a request to DynamoDB.
pub async fn connect(global: &GlobalOptions) -> Client {
    let shared = shared_config(global).await;
    let mut config = aws_sdk_dynamodb::config::Builder::from(&shared);
    if let Some(url) = global.endpoint_url.as_ref().filter(|url| !url.is_empty()) {
        config.set_endpoint_url(Some(url.clone()));
    }
    Client::from_conf(config.build())
}

/// Creates a client of KMS in this Region, with the same credentials. `AWS_ENDPOINT_URL_KMS` sets a custom endpoint.
pub async fn connect_to_kms(global: &GlobalOptions, region: &str) -> aws_sdk_kms::Client {
    let config = aws_sdk_kms::config::Builder::from(&shared_config(global).await);
    aws_sdk_kms::Client::from_conf(config.region(Region::new(region.to_owned())).build())
}

async fn shared_config(global: &GlobalOptions) -> SdkConfig {
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .retry_config(retries())
        .timeout_config(timeouts());
    if let Some(profile) = &global.profile {
        loader = loader.profile_name(profile);
    }
    let region = global.region.clone().map(Region::new);
    let mut regions = RegionProviderChain::first_try(region).or_default_provider();
    if is_local_endpoint(global) {
        // A local endpoint ignores the Region and the credentials, but the SDK requires both.
        regions = regions.or_else(Region::from_static("us-east-1"));
        if !has_credentials(global) {
            loader =
                loader.credentials_provider(Credentials::new("local", "local", None, None, "local endpoint"));
        }
    }
    loader.region(regions).load().await
}

fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(8)
        .with_initial_backoff(Duration::from_millis(100))
        .with_max_backoff(Duration::from_secs(5))
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .operation_attempt_timeout(Duration::from_secs(20))
        .operation_timeout(Duration::from_secs(90))
        .build()
}

fn has_credentials(global: &GlobalOptions) -> bool {
    let is_set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
    global.profile.is_some() || is_set("AWS_PROFILE") || is_set("AWS_ACCESS_KEY_ID")
}

fn is_local_endpoint(global: &GlobalOptions) -> bool {
    let host = global.endpoint_url.as_deref().and_then(|url| url.split_once("://"));
    let host = host.map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|local| host.strip_prefix(local).is_some_and(|port| port.is_empty() || port.starts_with(':')))
}
