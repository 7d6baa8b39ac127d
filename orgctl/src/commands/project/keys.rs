//! `orgctl project keys`.

use std::{collections::BTreeMap, fmt::Display};

use clap::Subcommand;
use org_discovery::domain::{KeyFault, KeySet, Project, UnsuitableKey};
use org_discovery_admin::Refusal;
use org_discovery_exchange::kms::public_jwk;
use serde_json::{json, value::RawValue};

use super::{KeyFile, stored_project};
use crate::{
    context::Context,
    failure::Failure,
    input,
    output::{Column, Report, Table, warn},
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add public keys from a file or from KMS; keys that are not for RS256 signatures are skipped, private keys are rejected
    #[command(
        after_help = "Examples:\n  orgctl project keys add jwks.json\n  orgctl project keys add --kms arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    )]
    Add(KeyFile),
    /// List the key ids and sizes
    #[command(after_help = "Example:\n  orgctl project keys list")]
    List,
    /// Remove a key, which invalidates all session JWTs that it signed
    #[command(after_help = "Example:\n  orgctl project keys remove jwk-live-1")]
    Remove {
        /// Key id
        kid: String,
    },
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Add(source) => {
            let (name, text) = read_source(&source, context).await?;
            let added = parse(&name, text)?;
            change(context, |keys| Ok(keys.with(added.clone())?)).await?;
            let skipped = added.unsuitable();
            for key in skipped {
                warn(format!("{name}: skipped {key}"));
            }
            list(&stored_project(context).await?, skipped, context)
        }
        Command::Remove { kid } => {
            change(context, |keys| Ok(keys.without(&kid)?)).await?;
            list_stored(context).await
        }
        Command::List => list_stored(context).await,
    }
}

/// Reads the keys as JSON text: those of a file, or the public half of a KMS key. Returns them with a name for messages.
async fn read_source(source: &KeyFile, context: &Context) -> Result<(String, String), Failure> {
    match source {
        KeyFile { kms: Some(arn), .. } => {
            let kid = arn.kid(context.project()?.environment());
            let key =
                public_jwk(&context.kms_client(arn.region()), arn, &kid).await.map_err(Failure::refused)?;
            Ok((arn.to_string(), key.to_string()))
        }
        KeyFile { file: Some(file), kms: None } => Ok((input::name_of(file), input::read_text(file)?)),
        KeyFile { file: None, kms: None } => Err(Failure::usage("no keys given; name a file or use --kms")),
    }
}

/// Parses the suitable keys of a JWKS. Fails if no key is suitable, a key is private, or a key id is repeated.
fn parse(name: &str, text: String) -> Result<KeySet, Failure> {
    let refused = |reason: &dyn Display| Failure::refused(format!("{name}: {reason}"));
    let keys = KeySet::parse_lenient(&as_jwks(text)).map_err(|error| refused(&error))?;
    let faults = keys.unsuitable();
    if let Some(key) = faults.iter().find(|key| key.fault == KeyFault::Private) {
        return Err(refused(&format!("{key}; use a file with only the public key")));
    }
    if let Some(key) = faults.iter().find(|key| key.fault == KeyFault::DuplicateKid) {
        return Err(refused(&format!("{key}; give each key its own kid")));
    }
    if keys.is_empty() {
        let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
        let why = if faults.is_empty() { "the key set is empty".to_owned() } else { faults.join("; ") };
        return Err(refused(&format!("no key can verify session JWTs: {why}")));
    }
    Ok(keys)
}

/// Wraps a single JWK in a JWKS.
fn as_jwks(text: String) -> String {
    let fields = serde_json::from_str::<BTreeMap<String, &RawValue>>(&text);
    let is_set = fields.map_or(true, |fields| fields.contains_key("keys"));
    if is_set { text } else { format!(r#"{{"keys":[{text}]}}"#) }
}

async fn change(
    context: &Context,
    change: impl Fn(KeySet) -> Result<KeySet, Refusal> + Send + Sync,
) -> Result<(), Failure> {
    let change = |stored: Option<Project>| {
        let project = stored.ok_or(Refusal::NoProject)?;
        let keys = change(project.keys().clone())?;
        Ok(project.with_keys(keys))
    };
    Ok(context.writer()?.project().change(change).await?)
}

/// Lists the stored keys, with a warning for each key that the function ignores.
async fn list_stored(context: &Context) -> Result<(), Failure> {
    let project = stored_project(context).await?;
    let unused = project.keys().unsuitable();
    for key in unused {
        warn(format!("the function ignores a stored key: {key}"));
    }
    list(&project, unused, context)
}

fn list(project: &Project, unsuitable: &[UnsuitableKey], context: &Context) -> Result<(), Failure> {
    let keys: Vec<_> = project.keys().sizes().collect();
    let rows: Vec<_> = keys.iter().map(|(kid, bits)| vec![(*kid).to_owned(), bits.to_string()]).collect();
    let object = |(kid, bits): &(&str, usize)| json!({"kid": kid, "bits": bits});
    let reason = |key: &UnsuitableKey| json!({"position": key.position, "kid": key.kid, "reason": key.fault.to_string()});
    context.print(&Report {
        json: json!({
            "keys": keys.iter().map(object).collect::<Vec<_>>(),
            "unsuitable": unsuitable.iter().map(reason).collect::<Vec<_>>(),
        }),
        text: Table::new(&[Column::whole("kid"), Column::whole("bits")], rows).into(),
    })
}
