//! Creates AWS clients from the standard configuration: environment variables, profiles, SSO and `aws login`.
//!
//! An operator can wait longer than a person who signs in, so the clients retry more often than the function.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, retry::RetryConfig, timeout::TimeoutConfig};

use super::{FailedCalls, Writes, http_client::http_client, observed_calls::ObservedCalls, profile};
use crate::{failure::Failure, global_options::GlobalOptions};

/// The number of attempts of the first call, which shows that the endpoint and the credentials are valid.
const FIRST_CALL_ATTEMPTS: u32 = 2;

/// The clients of a command.
#[derive(Debug)]
pub struct Clients {
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// The same client for the first call, which gives up sooner.
    pub first_call: aws_sdk_dynamodb::Client,
    shared: SdkConfig,
    failed_calls: FailedCalls,
}

/// Creates clients without sending a request to DynamoDB.
pub async fn connect(
    global: &GlobalOptions,
    failed_calls: FailedCalls,
    writes: Writes,
) -> Result<Clients, Failure> {
    let shared = shared_config(global, writes).await?;
    let mut config =
        aws_sdk_dynamodb::config::Builder::from(&shared).interceptor(ObservedCalls(failed_calls.clone()));
    if let Some(url) = global.endpoint().custom_url() {
        config.set_endpoint_url(Some(url.to_owned()));
    }
    let config = config.build();
    let first_call = config.to_builder().retry_config(retries(FIRST_CALL_ATTEMPTS)).build();
    Ok(Clients {
        dynamodb: aws_sdk_dynamodb::Client::from_conf(config),
        first_call: aws_sdk_dynamodb::Client::from_conf(first_call),
        shared,
        failed_calls,
    })
}

impl Clients {
    /// Creates a client of KMS in this Region. `AWS_ENDPOINT_URL_KMS` sets a custom endpoint.
    pub fn kms(&self, region: &str) -> aws_sdk_kms::Client {
        let config = aws_sdk_kms::config::Builder::from(&self.shared)
            .interceptor(ObservedCalls(self.failed_calls.clone()))
            .region(Region::new(region.to_owned()));
        aws_sdk_kms::Client::from_conf(config.build())
    }

    /// Returns the Region, for messages.
    pub fn region(&self) -> &str {
        self.shared.region().map_or("", AsRef::as_ref)
    }
}

async fn shared_config(global: &GlobalOptions, writes: Writes) -> Result<SdkConfig, Failure> {
    let is_local = global.endpoint().is_local();
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http_client(writes))
        .retry_config(retries(8))
        .timeout_config(timeouts());
    if is_local && !has_credentials(global) {
        // A local endpoint ignores the credentials, but the SDK requires some.
        loader =
            loader.credentials_provider(Credentials::new("local", "local", None, None, "local endpoint"));
    } else {
        profile::require(global.profile.as_deref()).await?;
    }
    if let Some(profile) = &global.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = &global.region {
        loader = loader.region(Region::new(region.clone()));
    }
    let config = loader.load().await;
    if is_local && config.region().is_none() {
        return Ok(config.into_builder().region(Region::from_static("us-east-1")).build());
    }
    if config.region().is_none() {
        return Err(Failure::usage(
            "no AWS Region given; use --region, set AWS_REGION, or add a region to the profile",
        ));
    }
    Ok(config)
}

fn retries(max_attempts: u32) -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(max_attempts)
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
