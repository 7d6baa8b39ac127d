//! `orgctl project`.

mod keys;
mod secret;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use org_discovery::{
    domain::{KeySet, Project, SecretHash, WhichSecret},
    store::ProjectReads,
};
use org_discovery_admin::Refusal;
use serde_json::json;

use crate::{context::Context, failure::Failure, output::Report};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create the project, and print its secret once
    #[command(after_help = "Example:\n  orgctl --project project-live-… project create")]
    Create(SecretSource),
    /// Show how many secrets are valid and which keys there are, never a secret
    #[command(after_help = "Example:\n  orgctl project show")]
    Show,
    /// Give the project a second valid secret, and print it once; the first stays valid until it is retired
    #[command(after_help = "Example:\n  orgctl project rotate-secret")]
    RotateSecret(SecretSource),
    /// Make the older of two valid secrets worthless, once every caller has the newer one
    #[command(after_help = "Example:\n  orgctl project retire-secret")]
    RetireSecret(Retired),
    /// The public keys that sign session JWTs
    #[command(subcommand)]
    Keys(keys::Command),
}

#[derive(Debug, Args)]
pub struct SecretSource {
    /// Take the secret from standard input instead of making one, such as the one that callers use already
    #[arg(long)]
    secret_stdin: bool,
}

#[derive(Debug, Args)]
pub struct Retired {
    /// Retire the newer one instead, such as one that should never have been made
    #[arg(long)]
    newer: bool,
}

/// A file of keys.
#[derive(Debug, Args)]
pub struct KeyFile {
    /// A JWKS or a single JWK of public RSA keys; `-` is standard input
    file: PathBuf,
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Create(source) => create(&source, context).await,
        Command::Show => show(context).await,
        Command::RotateSecret(source) => rotate(&source, context).await,
        Command::RetireSecret(Retired { newer }) => retire(newer, context).await,
        Command::Keys(command) => keys::run(command, context).await,
    }
}

/// Reads the stored project.
async fn stored(context: &Context) -> Result<Project, Failure> {
    let project = context.store().project(context.project()?).await?;
    project.ok_or_else(|| Failure::refused(Refusal::NoProject))
}

async fn create(source: &SecretSource, context: &Context) -> Result<(), Failure> {
    let secret = secret::read_or_generate(source.secret_stdin, context)?;
    let hash = SecretHash::of(&secret);
    let change = |stored: Option<Project>| match stored {
        Some(_) => Err(Refusal::ProjectExists),
        None => Ok(Project::new(vec![hash.clone()], KeySet::default())?),
    };
    context.writer()?.project().change(change).await?;
    print_secret("created", &secret, source, context)
}

async fn rotate(source: &SecretSource, context: &Context) -> Result<(), Failure> {
    let secret = secret::read_or_generate(source.secret_stdin, context)?;
    let hash = SecretHash::of(&secret);
    let change = |stored: Option<Project>| Ok(stored.ok_or(Refusal::NoProject)?.with_secret(hash.clone())?);
    context.writer()?.project().change(change).await?;
    print_secret("has a second valid secret", &secret, source, context)
}

/// Prints a generated secret. The operator has a given one already.
fn print_secret(done: &str, secret: &str, source: &SecretSource, context: &Context) -> Result<(), Failure> {
    let project = context.project()?;
    let report = if source.secret_stdin {
        Report {
            json: json!({"project_id": project}),
            text: format!("{project} {done}: the one given").into(),
        }
    } else {
        Report {
            json: json!({"project_id": project, "secret": secret}),
            text: vec![format!("{project} {done}. The secret, shown this once:"), secret.to_owned()].into(),
        }
    };
    context.print(&report)
}

async fn retire(newer: bool, context: &Context) -> Result<(), Failure> {
    let which = if newer { WhichSecret::Newer } else { WhichSecret::Older };
    let change = |stored: Option<Project>| Ok(stored.ok_or(Refusal::NoProject)?.without_secret(which)?);
    context.writer()?.project().change(change).await?;
    let (project, age) = (context.project()?, if newer { "newer" } else { "older" });
    context.print(&Report {
        json: json!({"project_id": project, "retired": age}),
        text: format!(
            "The {age} secret of {project} is retired. A function that runs refuses it within a minute."
        )
        .into(),
    })
}

async fn show(context: &Context) -> Result<(), Failure> {
    let stored = stored(context).await?;
    let (project, secrets) = (context.project()?, stored.secrets().len());
    let keys: Vec<&str> = stored.keys().sizes().map(|(kid, _)| kid).collect();
    let named = if keys.is_empty() { "none".to_owned() } else { keys.join(", ") };
    context.print(&Report {
        json: json!({"project_id": project, "valid_secrets": secrets, "keys": keys}),
        text: vec![project.to_string(), format!("valid secrets: {secrets}"), format!("keys: {named}")].into(),
    })
}
