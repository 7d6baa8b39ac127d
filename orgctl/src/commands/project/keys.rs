//! `orgctl project keys`.

mod pem;

use std::{collections::BTreeMap, fmt::Display, path::Path};

use clap::Subcommand;
use org_discovery::domain::{KeyFault, KeySet, Project, UnsuitableKey};
use org_discovery_admin::Refusal;
use org_discovery_exchange::kms::public_jwk;
use serde_json::{Value, json, value::RawValue};

use super::{KeySource, NewKeys, change_project, stored_project};
use crate::{
    confirmation::Confirmation,
    context::Context,
    failure::Failure,
    input,
    outcome_text::past_tense,
    output::{Column, Report, Table, Text, warn},
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add public keys from a file or from KMS; keys that are not for RS256 signatures are skipped, private keys are rejected
    #[command(
        after_help = "Examples:\n  orgctl project keys add jwks.json\n  orgctl project keys add public.pem --kid jwk-live-2\n  orgctl project keys add --kms \"$KEY_ARN\""
    )]
    Add(NewKeys),
    /// List the key ids and sizes
    #[command(after_help = "Examples:\n  orgctl project keys list\n  orgctl project keys list -o json")]
    List,
    /// Remove a key, which invalidates all session JWTs that it signed
    #[command(
        after_help = "Examples:\n  orgctl project keys remove jwk-live-1\n  orgctl project keys remove --dry-run jwk-live-1"
    )]
    Remove {
        /// Key id
        kid: String,

        #[command(flatten)]
        confirmation: Confirmation,
    },
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Add(new) => add(&new, context).await,
        Command::Remove { kid, confirmation } => {
            stored_project(context).await?.keys().clone().without(&kid).map_err(Failure::refused)?;
            let action = format!("remove the key {kid}, which invalidates all session JWTs that it signed");
            confirmation.ask(&action, context)?;
            let project = change(context, |keys| Ok(keys.without(&kid)?)).await?;
            let mut text = Text::from(format!("{}: {kid}", past_tense("removed", context.is_dry_run())));
            text.push_table(keys_table(&project));
            context.print(&Report { json: keys_json(&project, project.keys().unsuitable()), text })
        }
        Command::List => list(context).await,
    }
}

async fn add(new: &NewKeys, context: &Context) -> Result<(), Failure> {
    let (name, text) = read_source(new, context).await?;
    let added = parse(&name, text)?;
    let known = stored_project(context).await?;
    let stored = change(context, |keys| Ok(keys.with(added.clone())?)).await?;
    let skipped = added.unsuitable();
    for key in skipped {
        warn(format!("{name}: skipped {key}"));
    }
    let is_known = |kid: &&str| known.keys().get(kid).is_some();
    let (present, added): (Vec<&str>, Vec<&str>) = added.sizes().map(|(kid, _)| kid).partition(is_known);
    let mut json = keys_json(&stored, skipped);
    json["added"] = json!(added);
    json["already_present"] = json!(present);
    let mut text = Text::default();
    for (what, kids) in
        [(past_tense("added", context.is_dry_run()), added), ("already present".to_owned(), present)]
    {
        if !kids.is_empty() {
            text.push(format!("{what}: {}", kids.join(", ")));
        }
    }
    text.push_table(keys_table(&stored));
    context.print(&Report { json, text })
}

/// Reads the keys as JSON text: those of a file, or the public half of a KMS key. Returns them with a name for messages.
async fn read_source(new: &NewKeys, context: &Context) -> Result<(String, String), Failure> {
    match &new.source {
        KeySource { kms: Some(arn), .. } => {
            let kid = arn.kid(context.project()?.environment());
            let key =
                public_jwk(&context.kms_client(arn.region()), arn, &kid).await.map_err(Failure::refused)?;
            Ok((arn.to_string(), key.to_string()))
        }
        KeySource { file: Some(file), kms: None } => {
            Ok((input::name_of(file), read_file(file, new.kid.as_deref())?))
        }
        KeySource { file: None, kms: None } => Err(Failure::usage("no keys given; name a file or use --kms")),
    }
}

/// Reads a JWKS, a JWK, or a public key in PEM format, for which `kid` is the key id.
fn read_file(file: &Path, kid: Option<&str>) -> Result<String, Failure> {
    let text = input::read_text(file)?;
    if pem::is_pem(&text) {
        let key = pem::public_key(file, &text);
        let key = key.map_err(|reason| Failure::refused(format!("{}: {reason}", input::name_of(file))))?;
        return Ok(key.jwk(kid.unwrap_or(&key.thumbprint())).to_string());
    }
    if kid.is_some() {
        return Err(Failure::usage(format!(
            "--kid is for a key in PEM format; in {}, each key has its kid",
            input::name_of(file)
        )));
    }
    Ok(text)
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

/// Changes the keys. Returns the stored project, or in a dry run the project that would be stored.
async fn change(
    context: &Context,
    change: impl Fn(KeySet) -> Result<KeySet, Refusal> + Send + Sync,
) -> Result<Project, Failure> {
    let change = |project: Project| {
        let keys = change(project.keys().clone())?;
        Ok(project.with_keys(keys))
    };
    change_project(context, change).await
}

/// Lists the stored keys, with a warning for each key that the function ignores.
async fn list(context: &Context) -> Result<(), Failure> {
    let project = stored_project(context).await?;
    let unused = project.keys().unsuitable();
    for key in unused {
        warn(format!("the function ignores a stored key: {key}"));
    }
    context.print(&Report { json: keys_json(&project, unused), text: keys_table(&project).into() })
}

fn keys_json(project: &Project, unsuitable: &[UnsuitableKey]) -> Value {
    let key = |(kid, bits): (&str, usize)| json!({"kid": kid, "bits": bits});
    let reason = |key: &UnsuitableKey| json!({"position": key.position, "kid": key.kid, "reason": key.fault.to_string()});
    json!({
        "keys": project.keys().sizes().map(key).collect::<Vec<_>>(),
        "unsuitable": unsuitable.iter().map(reason).collect::<Vec<_>>(),
    })
}

fn keys_table(project: &Project) -> Table {
    let rows = project.keys().sizes().map(|(kid, bits)| vec![kid.to_owned(), bits.to_string()]);
    Table::new(&[Column::whole("kid"), Column::whole("bits")], rows)
}
