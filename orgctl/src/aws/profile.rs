//! Checks that the AWS profile exists.
//!
//! The SDK ignores an unknown profile and reports missing credentials.

use std::borrow::Cow;

use aws_config::profile;
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};

use crate::failure::Failure;

/// Fails if `name` or the environment variable `AWS_PROFILE` names a profile that does not exist.
pub async fn require(name: Option<&str>) -> Result<(), Failure> {
    let from_environment = std::env::var("AWS_PROFILE").ok().filter(|name| !name.is_empty());
    let Some(name) = name.map(str::to_owned).or(from_environment) else {
        return Ok(());
    };
    let files = EnvConfigFiles::default();
    let selected = Cow::Owned(name.clone());
    let profiles = profile::load(&Fs::real(), &Env::real(), &files, Some(selected)).await;
    let profiles =
        profiles.map_err(|error| Failure::usage(format!("the AWS configuration files: {error}")))?;
    if profiles.get_profile(&name).is_some() {
        return Ok(());
    }
    let mut known: Vec<_> = profiles.profiles().collect();
    known.sort_unstable();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    Err(Failure::usage(format!("no AWS profile is named {name}; the profiles are: {known}")))
}
