//! The AWS profiles, and the check that the selected one exists.
//!
//! The SDK ignores an unknown profile and reports missing credentials.

use std::borrow::Cow;

use aws_config::profile::{self, ProfileSet};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};

use crate::failure::Failure;

/// Fails if `name` or the environment variable `AWS_PROFILE` names a profile that does not exist.
pub async fn require(name: Option<&str>) -> Result<(), Failure> {
    let from_environment = std::env::var("AWS_PROFILE").ok().filter(|name| !name.is_empty());
    let Some(name) = name.map(str::to_owned).or(from_environment) else {
        return Ok(());
    };
    let profiles = load(Some(name.clone())).await?;
    if profiles.get_profile(&name).is_some() {
        return Ok(());
    }
    let known = sorted_names(&profiles);
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    Err(Failure::usage(format!("no AWS profile is named {name}; the profiles are: {known}")))
}

/// Returns the names of the profiles, in alphabetical order.
pub async fn profile_names() -> Result<Vec<String>, Failure> {
    Ok(sorted_names(&load(None).await?))
}

async fn load(selected: Option<String>) -> Result<ProfileSet, Failure> {
    let files = EnvConfigFiles::default();
    let profiles = profile::load(&Fs::real(), &Env::real(), &files, selected.map(Cow::Owned)).await;
    profiles.map_err(|error| Failure::usage(format!("the AWS configuration files: {error}")))
}

fn sorted_names(profiles: &ProfileSet) -> Vec<String> {
    let mut names: Vec<_> = profiles.profiles().map(str::to_owned).collect();
    names.sort_unstable();
    names
}
