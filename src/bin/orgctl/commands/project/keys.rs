//! `orgctl project keys`.

use clap::Subcommand;
use org_discovery::{
    domain::{KeySet, Project},
    store::dynamodb::write::Refusal,
};
use serde_json::{Value, json};

use super::{KeyFile, stored};
use crate::{
    context::Context,
    failure::Failure,
    input,
    output::{Report, table},
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add public keys from a file; a file with private parts is refused
    #[command(after_help = "Example:\n  orgctl project keys add jwks.json")]
    Add(KeyFile),
    /// List the keys
    #[command(after_help = "Example:\n  orgctl project keys list")]
    List,
    /// Remove a key: every JWT that it signed becomes worthless
    #[command(after_help = "Example:\n  orgctl project keys remove jwk-live-1")]
    Remove {
        /// The key's name
        kid: String,
    },
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Add(file) => {
            let added = read(&file)?;
            change(context, |keys| Ok(keys.with(added.clone())?)).await?;
        }
        Command::Remove { kid } => change(context, |keys| Ok(keys.without(&kid)?)).await?,
        Command::List => {}
    }
    list(context).await
}

fn read(KeyFile { file }: &KeyFile) -> Result<KeySet, Failure> {
    let named = |reason: String| Failure::refused(format!("{}: {reason}", input::name_of(file)));
    let text = input::read_text(file)?;
    let jwks = match serde_json::from_str::<Value>(&text) {
        Ok(key) if key.get("kty").is_some() => json!({ "keys": [key] }).to_string(),
        _ => text,
    };
    KeySet::parse(&jwks).map_err(|error| named(error.to_string()))
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
    Ok(context.writer()?.change_project(change).await?)
}

async fn list(context: &Context) -> Result<(), Failure> {
    let project = stored(context).await?;
    let keys: Vec<_> = project.keys().sizes().collect();
    let rows: Vec<_> = keys.iter().map(|(kid, bits)| vec![(*kid).to_owned(), bits.to_string()]).collect();
    let object = |(kid, bits): &(&str, usize)| json!({"kid": kid, "bits": bits});
    context.print(&Report {
        json: json!({"keys": keys.iter().map(object).collect::<Vec<_>>()}),
        text: table(&["kid", "bits"], &rows),
    })
}
