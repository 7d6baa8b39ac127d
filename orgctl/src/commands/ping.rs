//! `orgctl ping`.

mod http_client;
mod probes;

use clap::Args;
use serde_json::{Value, json};

use crate::{
    failure::Failure,
    global_options::GlobalOptions,
    input,
    output::{Column, Report, Table},
};
use http_client::{Credentials, HttpClient};
use probes::Finding;

/// The arguments of `orgctl ping`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgctl --project project-live-… ping https://abc.execute-api.eu-central-1.amazonaws.com
  PROJECT_SECRET=$(cat secret.txt) orgctl ping http://127.0.0.1:9000 --token-stdin < token.txt

With --token-stdin, the project secret is read from the environment variable PROJECT_SECRET.")]
pub struct Arguments {
    /// Base URL of the deployment, as configured in a Stytch client
    #[arg(value_name = "URL")]
    url: String,

    /// Also send a discovery request with the session token, intermediate session token or session JWT on standard
    /// input
    #[arg(long)]
    token_stdin: bool,
}

pub async fn run(arguments: &Arguments, global: &GlobalOptions) -> Result<(), Failure> {
    let client = HttpClient::new(&arguments.url)?;
    let mut findings = vec![probes::health(&client).await, probes::unknown_route(&client).await];
    match &global.project {
        Some(project) => findings.push(probes::wrong_secret(&client, project).await),
        None => findings.push(Finding::skipped("401", "requires --project")),
    }
    if arguments.token_stdin {
        let credentials = credentials(global)?;
        let token = input::read_secret("a session token, an intermediate session token or a session JWT")?;
        findings.push(probes::discovery(&client, &credentials, &token).await);
    }
    report(&findings).print(global.output)?;
    match findings.iter().filter(|finding| finding.is_failure()).count() {
        0 => Ok(()),
        failed => Err(Failure::refused(format!(
            "{failed} of {} probes of {} failed; see the details above",
            findings.len(),
            arguments.url
        ))),
    }
}

fn credentials(global: &GlobalOptions) -> Result<Credentials, Failure> {
    let project = global.project.clone();
    let project =
        project.ok_or_else(|| Failure::usage("no project given; use --project ID or set PROJECT_ID"))?;
    let secret = std::env::var("PROJECT_SECRET").ok().filter(|secret| !secret.is_empty());
    let secret = secret.ok_or_else(|| {
        Failure::usage("--token-stdin requires the project secret in the environment variable PROJECT_SECRET")
    })?;
    Ok(Credentials { project, secret })
}

fn report(findings: &[Finding]) -> Report {
    let rows: Vec<_> = findings
        .iter()
        .map(|finding| vec![finding.probe.to_owned(), finding.result().to_owned(), finding.details.clone()])
        .collect();
    let object = |finding: &Finding| -> Value {
        json!({"probe": finding.probe, "result": finding.result(), "details": finding.details})
    };
    Report {
        json: json!({"probes": findings.iter().map(object).collect::<Vec<_>>()}),
        text: Table::new(&["probe", "result", "details"].map(Column::flexible), rows).into(),
    }
}
