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
use org_discovery_exchange::kms::KmsKeyArn;
use serde_json::json;

use crate::{context::Context, failure::Failure, output::Report};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create the project and print its secret, which is shown only once
    #[command(after_help = "Example:\n  orgctl --project project-live-… project create")]
    Create(SecretSource),
    /// Show the number of valid secrets and the key ids
    #[command(after_help = "Example:\n  orgctl project show")]
    Show,
    /// Add a second secret and print it once; the older secret stays valid until `retire-secret`
    #[command(after_help = "Example:\n  orgctl project rotate-secret")]
    RotateSecret(SecretSource),
    /// Invalidate the older of two secrets, after all callers have switched to the newer one
    #[command(after_help = "Example:\n  orgctl project retire-secret")]
    RetireSecret(RetireSecretArguments),
    /// Manage the public keys that verify session JWTs
    #[command(subcommand)]
    Keys(keys::Command),
}

#[derive(Debug, Args)]
pub struct SecretSource {
    /// Read the secret from standard input instead of generating one, for example to keep the secret that callers use
    #[arg(long)]
    secret_stdin: bool,
}

#[derive(Debug, Args)]
pub struct RetireSecretArguments {
    /// Invalidate the newer secret instead, for example to cancel a rotation
    #[arg(long)]
    newer: bool,
}

/// The arguments that select keys: a file, or a KMS key.
#[derive(Debug, Args)]
pub struct KeyFile {
    /// JWKS or single JWK with public RSA keys; `-` for standard input
    #[arg(required_unless_present = "kms", conflicts_with = "kms")]
    file: Option<PathBuf>,

    /// ARN of a KMS key that signs session JWTs: add its public half
    #[arg(long, value_name = "KEY_ARN", value_parser = kms_key_arn)]
    kms: Option<KmsKeyArn>,
}

fn kms_key_arn(text: &str) -> Result<KmsKeyArn, String> {
    KmsKeyArn::parse(text).ok_or_else(|| "expected the ARN of a KMS key (not of an alias)".to_owned())
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Create(source) => create(&source, context).await,
        Command::Show => show(context).await,
        Command::RotateSecret(source) => rotate(&source, context).await,
        Command::RetireSecret(RetireSecretArguments { newer }) => retire(newer, context).await,
        Command::Keys(command) => keys::run(command, context).await,
    }
}

/// Reads the stored project, or fails if it does not exist.
async fn stored_project(context: &Context) -> Result<Project, Failure> {
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
    print_secret("now has two valid secrets", &secret, source, context)
}

/// Prints a generated secret. A secret from standard input is not printed.
fn print_secret(done: &str, secret: &str, source: &SecretSource, context: &Context) -> Result<(), Failure> {
    let project = context.project()?;
    let report = if source.secret_stdin {
        Report {
            json: json!({"project_id": project}),
            text: format!("{project} {done}. The new secret was read from standard input.").into(),
        }
    } else {
        Report {
            json: json!({"project_id": project, "secret": secret}),
            text: vec![format!("{project} {done}. The new secret, shown only once:"), secret.to_owned()]
                .into(),
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
            "Retired the {age} secret of {project}. Running functions reject it within one minute."
        )
        .into(),
    })
}

async fn show(context: &Context) -> Result<(), Failure> {
    let stored = stored_project(context).await?;
    let (project, secrets) = (context.project()?, stored.secrets().len());
    let keys: Vec<&str> = stored.keys().sizes().map(|(kid, _)| kid).collect();
    let key_ids = if keys.is_empty() { "none".to_owned() } else { keys.join(", ") };
    context.print(&Report {
        json: json!({"project_id": project, "valid_secrets": secrets, "keys": keys}),
        text: vec![project.to_string(), format!("valid secrets: {secrets}"), format!("keys: {key_ids}")]
            .into(),
    })
}
