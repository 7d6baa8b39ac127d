//! `orgctl ping`.

mod deployment_url;
mod finding;
mod http_client;
mod probes;
mod proxy;
mod unexpected;

use clap::Args;
use serde_json::{Value, json};

use crate::{
    failure::Failure,
    global_options::GlobalOptions,
    input,
    output::{Column, Report, Table},
};
use deployment_url::DeploymentUrl;
use finding::Finding;
use http_client::{Credentials, HttpClient};

/// The arguments of `orgctl ping`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgctl --project project-live-… ping https://abc.execute-api.eu-central-1.amazonaws.com
  PROJECT_SECRET=\"$(cat secret.txt)\" orgctl ping http://127.0.0.1:9000 --token-stdin < token.txt

The project secret is read from the environment variable PROJECT_SECRET. Without it, the secret is
not checked. HTTPS_PROXY and NO_PROXY are used. If a probe fails, the exit code is 3.")]
pub struct Arguments {
    /// Base URL of the deployment, as configured in a Stytch client: the root of a host
    #[arg(value_name = "URL")]
    url: String,

    /// Also send a discovery request with the session token, intermediate session token or session JWT on standard
    /// input
    #[arg(long)]
    token_stdin: bool,
}

pub async fn run(arguments: &Arguments, global: &GlobalOptions) -> Result<(), Failure> {
    let url = DeploymentUrl::parse(&arguments.url).map_err(Failure::usage)?;
    let root = HttpClient::new(url.root())?;
    let credentials = credentials(global);
    let token = if arguments.token_stdin { Some(read_token(credentials.as_ref(), global)?) } else { None };
    let (client, base_url) = probes::base_url(root, &url).await;
    let mut findings = Vec::from_iter(base_url);
    findings.extend([probes::health(&client).await, probes::unknown_route(&client).await]);
    // Before the request with a wrong secret, after which a function looks for new secrets and keys only ten seconds later.
    findings.push(match (&credentials, &global.project) {
        (Some(credentials), _) => probes::secret(&client, credentials).await,
        (None, Some(_)) => Finding::skipped("secret", "set PROJECT_SECRET to the project secret to check it"),
        (None, None) => Finding::skipped("secret", "requires --project and PROJECT_SECRET"),
    });
    if let (Some(credentials), Some(token)) = (&credentials, &token) {
        findings.push(probes::discovery(&client, credentials, token).await);
    }
    findings.push(match &global.project {
        Some(project) => probes::wrong_secret(&client, project).await,
        None => Finding::skipped("401", "requires --project"),
    });
    report(&findings).print(global.output)?;
    match findings.iter().filter(|finding| finding.is_failure()).count() {
        0 => Ok(()),
        failed => Err(Failure::findings(format!(
            "{failed} of {} probes of {} failed; see the details above",
            findings.len(),
            url.root_text()
        ))),
    }
}

/// Returns the credentials, if the project and its secret are known.
fn credentials(global: &GlobalOptions) -> Option<Credentials> {
    let project = global.project.clone()?;
    let secret = std::env::var("PROJECT_SECRET").ok().filter(|secret| !secret.is_empty())?;
    Some(Credentials { project, secret })
}

/// Reads the token, unless the credentials to send it with are missing.
fn read_token(credentials: Option<&Credentials>, global: &GlobalOptions) -> Result<String, Failure> {
    global.required_project()?;
    if credentials.is_none() {
        return Err(Failure::usage(
            "--token-stdin requires the project secret in the environment variable PROJECT_SECRET",
        ));
    }
    input::read_secret("a session token, an intermediate session token or a session JWT")
}

fn report(findings: &[Finding]) -> Report {
    let object = |finding: &Finding| -> Value {
        json!({"probe": finding.probe, "result": finding.result(), "details": finding.details})
    };
    Report {
        json: json!({"probes": findings.iter().map(object).collect::<Vec<_>>()}),
        // The details name the next step, so they are never shortened.
        text: Table::new(
            &["probe", "result", "details"].map(Column::whole),
            findings.iter().map(Finding::cells),
        )
        .into(),
    }
}
