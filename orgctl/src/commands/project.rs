//! `orgctl project`.

mod create;
mod issuers;
mod keys;
mod list;
mod secret;

use std::path::PathBuf;

use clap::{Args, Subcommand, builder::NonEmptyStringValueParser};
use org_discovery::{
    domain::{Project, SecretHash, WhichSecret},
    store::ProjectReads,
};
use org_discovery_admin::{Refusal, WriteError};
use org_discovery_exchange::kms::KmsKeyArn;
use serde_json::json;

use crate::{confirmation::Confirmation, context::Context, failure::Failure, output::Report};
use secret::NewSecret;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create the project, or replace a damaged one, and print its secret, which is shown only once
    #[command(
        after_help = "Examples:\n  orgctl --project project-live-… project create\n  # With the secret that callers already use\n  orgctl --project project-live-… project create --secret-stdin < secret.txt"
    )]
    Create(create::Arguments),
    /// List the projects in the tables
    #[command(after_help = "Examples:\n  orgctl project list\n  orgctl --output json project list")]
    List,
    /// Show the number of valid secrets, the key ids and the further issuers
    #[command(
        after_help = "Examples:\n  orgctl project show\n  orgctl --project project-live-… --output json project show"
    )]
    Show,
    /// Add a second secret and print it once; the older secret stays valid until `retire-secret`
    #[command(
        after_help = "Examples:\n  orgctl project rotate-secret\n  orgctl project rotate-secret --secret-stdin < secret.txt"
    )]
    RotateSecret(SecretSource),
    /// Invalidate the older of two secrets, after all callers have switched to the newer one
    #[command(
        after_help = "Examples:\n  orgctl project retire-secret\n  orgctl project retire-secret --newer --yes"
    )]
    RetireSecret(RetireSecretArguments),
    /// Manage the public keys that verify session JWTs
    #[command(subcommand)]
    Keys(keys::Command),
    /// Manage the issuers of session JWTs that are accepted in addition to `stytch.com/<project_id>`
    #[command(subcommand)]
    Issuers(issuers::Command),
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

    #[command(flatten)]
    confirmation: Confirmation,
}

/// The arguments of `keys add`.
#[derive(Debug, Args)]
pub struct NewKeys {
    #[command(flatten)]
    source: KeySource,

    /// Key id of a key in PEM format [default: the key's SHA-256 thumbprint, RFC 7638]
    #[arg(long, value_name = "ID", conflicts_with = "kms", value_parser = NonEmptyStringValueParser::new())]
    kid: Option<String>,
}

/// The source of keys: a file, or a KMS key.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct KeySource {
    /// JWKS, single JWK, or PEM file with a public RSA key or a certificate; `-` for standard input
    file: Option<PathBuf>,

    /// ARN of a KMS key that signs session JWTs: add its public half
    #[arg(long, value_name = "KEY_ARN", value_parser = kms_key_arn)]
    kms: Option<KmsKeyArn>,
}

fn kms_key_arn(text: &str) -> Result<KmsKeyArn, String> {
    KmsKeyArn::parse(text).ok_or_else(|| "expected the ARN of a KMS key (not of an alias)".to_owned())
}

impl Command {
    /// Returns true if the command is used before the project exists or is known.
    pub fn needs_no_project(&self) -> bool {
        matches!(self, Self::Create(_) | Self::List)
    }
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Create(arguments) => create::run(&arguments, context).await,
        Command::List => list::run(context).await,
        Command::Show => show(context).await,
        Command::RotateSecret(source) => rotate(&source, context).await,
        Command::RetireSecret(arguments) => retire(&arguments, context).await,
        Command::Keys(command) => keys::run(command, context).await,
        Command::Issuers(command) => issuers::run(command, context).await,
    }
}

/// Reads the stored project, or fails if it does not exist.
async fn stored_project(context: &Context) -> Result<Project, Failure> {
    let project = context.store().project(context.project()?).await?;
    project.ok_or_else(|| Failure::refused(Refusal::NoProject))
}

/// Changes the project. Returns the stored project, or in a dry run the project that would be stored.
async fn change_project(
    context: &Context,
    change: impl Fn(Project) -> Result<Project, Refusal> + Send + Sync,
) -> Result<Project, Failure> {
    context.writer()?.project().change(|stored| change(stored.ok_or(Refusal::NoProject)?)).await?;
    let stored = stored_project(context).await?;
    if context.is_dry_run() {
        return Ok(change(stored).map_err(WriteError::from)?);
    }
    Ok(stored)
}

async fn rotate(source: &SecretSource, context: &Context) -> Result<(), Failure> {
    let secret = secret::read_or_generate(source.secret_stdin, context)?;
    let hash = SecretHash::of(&secret);
    let change = |stored: Option<Project>| {
        let project = stored.ok_or(Refusal::NoProject)?;
        if project.secrets().contains(&hash) {
            return Err(Refusal::SecretNotNew);
        }
        Ok(project.with_secret(hash.clone())?)
    };
    context.writer()?.project().change(change).await?;
    let done =
        if context.is_dry_run() { "would have two valid secrets" } else { "now has two valid secrets" };
    let new = NewSecret { secret: &secret, is_known: source.secret_stdin };
    new.deliver(done, "drop them with `orgctl project retire-secret --newer`", context)
}

async fn retire(arguments: &RetireSecretArguments, context: &Context) -> Result<(), Failure> {
    let (which, age) =
        if arguments.newer { (WhichSecret::Newer, "newer") } else { (WhichSecret::Older, "older") };
    let retired = |stored: Option<Project>| Ok(stored.ok_or(Refusal::NoProject)?.without_secret(which)?);
    // A project with one secret is refused before the question.
    retired(context.store().project(context.project()?).await?).map_err(WriteError::from)?;
    let project = context.project()?;
    let action = format!("invalidate the {age} of the two secrets of {project}, which callers may still use");
    arguments.confirmation.ask(&action, context)?;
    context.writer()?.project().change(retired).await?;
    let text = if context.is_dry_run() {
        format!("The {age} secret of {project} would be retired.")
    } else {
        format!("Retired the {age} secret of {project}. Running functions reject it within one minute.")
    };
    context.print(&Report { json: json!({"project_id": project, "retired": age}), text: text.into() })
}

async fn show(context: &Context) -> Result<(), Failure> {
    let stored = stored_project(context).await?;
    let (project, secrets) = (context.project()?, stored.secrets().len());
    let keys: Vec<&str> = stored.keys().sizes().map(|(kid, _)| kid).collect();
    let issuers: Vec<&str> = stored.jwt_issuers().iter().collect();
    let joined = |texts: &[&str]| if texts.is_empty() { "none".to_owned() } else { texts.join(", ") };
    let text = vec![
        project.to_string(),
        format!("valid secrets: {secrets}"),
        format!("keys: {}", joined(&keys)),
        format!("further issuers: {}", joined(&issuers)),
    ];
    context.print(&Report {
        json: json!({"project_id": project, "valid_secrets": secrets, "keys": keys, "jwt_issuers": issuers}),
        text: text.into(),
    })
}
