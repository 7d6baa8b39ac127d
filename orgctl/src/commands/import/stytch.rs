//! Copies the organizations and Members of a Stytch project.

mod address;
mod client;
mod page;
mod search;

use clap::Args;
use org_discovery::domain::{Environment, ProjectId};
use org_discovery_admin::import::Source;

use super::progress::Progress;
use crate::failure::Failure;
use address::BaseUrl;
use client::StytchClient;
use search::Download;

const SECRET_VARIABLE: &str = "STYTCH_SECRET";

/// The options that name a Stytch project.
#[derive(Debug, Args)]
#[command(next_help_heading = "Copy from Stytch")]
pub struct StytchArguments {
    /// Read all organizations and Members of a Stytch project instead of files. The secret of the project is read
    /// from the environment variable STYTCH_SECRET. Deleted Members are not copied, because Stytch's search does not
    /// return them [default URL: that of live or of test projects, by the id of the project]
    #[arg(long, value_name = "URL", num_args = 0..=1, default_missing_value = "")]
    from_stytch: Option<String>,

    /// Id of the Stytch project
    #[arg(long, value_name = "ID", env = "STYTCH_PROJECT_ID", hide_env_values = true)]
    stytch_project: Option<String>,
}

/// A Stytch project that is copied.
pub struct StytchProject {
    pub id: ProjectId,
    pub secret: String,
    pub url: BaseUrl,
}

impl StytchArguments {
    /// Returns the project to copy, or `None` without `--from-stytch`.
    pub fn project(&self) -> Result<Option<StytchProject>, Failure> {
        let Some(url) = &self.from_stytch else {
            return Ok(None);
        };
        let id = self.stytch_project.as_deref().filter(|id| !id.is_empty()).ok_or_else(|| {
            Failure::usage("no Stytch project given; use --stytch-project ID or set STYTCH_PROJECT_ID")
        })?;
        let id =
            ProjectId::parse(id).map_err(|error| Failure::usage(format!("--stytch-project: {error}")))?;
        let secret = std::env::var(SECRET_VARIABLE).ok().filter(|secret| !secret.is_empty());
        let secret = secret.ok_or_else(|| {
            Failure::usage(format!(
                "no secret given; set the environment variable {SECRET_VARIABLE} to the secret of {id}"
            ))
        })?;
        let url = match (url.as_str(), id.environment()) {
            ("", Environment::Live) => "https://api.stytch.com",
            ("", Environment::Test) => "https://test.stytch.com",
            (url, _) => url,
        };
        Ok(Some(StytchProject { url: BaseUrl::parse(url)?, id, secret }))
    }
}

/// Copies the project into a temporary file, which is imported like any other file.
pub async fn copy(project: StytchProject, quiet: bool) -> Result<Source, Failure> {
    let client = StytchClient::new(project, quiet)?;
    let progress = Progress::of_download(quiet);
    let copied = Download::new(&client, &progress)?.run().await;
    progress.end();
    copied
}
