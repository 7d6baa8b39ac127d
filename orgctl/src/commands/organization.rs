//! `orgctl organization`.

use std::path::PathBuf;

use clap::Subcommand;
use org_discovery::{domain::Organization, store::StoreError};
use org_discovery_admin::{Outcome, WriteError, import};
use serde_json::json;

use crate::{
    context::Context,
    failure::Failure,
    input,
    output::{Report, Text, outcome_name, warn},
    resolve_names,
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print an organization as JSON
    #[command(after_help = "Example:\n  orgctl organization get acme")]
    Get {
        /// Organization id or slug
        #[arg(value_name = "ID_OR_SLUG")]
        organization: String,
    },
    /// Create or replace an organization; fields that are not in the file get their defaults
    #[command(
        after_help = "Example:\n  orgctl organization get acme > acme.json\n  orgctl organization put acme.json"
    )]
    Put {
        /// JSON file with one organization; `-` for standard input
        file: PathBuf,
    },
    /// Delete an organization and all its Members
    #[command(after_help = "Example:\n  orgctl organization delete acme")]
    Delete {
        /// Organization id or slug
        #[arg(value_name = "ID_OR_SLUG")]
        organization: String,
    },
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Get { organization } => get(&organization, context).await,
        Command::Put { file } => put(&file, context).await,
        Command::Delete { organization } => delete(&organization, context).await,
    }
}

async fn get(name: &str, context: &Context) -> Result<(), Failure> {
    let json = serde_json::to_value(resolve_names::organization(name, context).await?)?;
    context.print(&Report { text: Text::json(&json), json })
}

async fn put(file: &std::path::Path, context: &Context) -> Result<(), Failure> {
    let (text, name) = (input::read_text(file)?, input::name_of(file));
    let (organization, warnings) = import::read_organization(&name, &text)?;
    warnings.iter().for_each(warn);
    let writer = context.writer()?;
    let outcome = match writer.organizations().put(&organization, context.now()).await {
        Err(WriteError::Store(StoreError::Damaged { .. })) => {
            let discarded = writer.organizations().discard_damaged(&organization).await?;
            let outcome = writer.organizations().put(&organization, context.now()).await?;
            if discarded == Outcome::Removed {
                warn(
                    "the stored organization was damaged and has been replaced; run `orgctl check` to find related inconsistencies",
                );
            }
            outcome
        }
        outcome => outcome?,
    };
    context.print(&report(&organization, outcome_name(outcome)))
}

async fn delete(name: &str, context: &Context) -> Result<(), Failure> {
    let organization = resolve_names::organization_id(name, context).await?;
    if context.writer()?.organizations().delete(&organization).await? == Outcome::Absent {
        return Err(Failure::refused(format!(
            "no organization has the id or slug {name}; nothing was deleted"
        )));
    }
    context.print(&Report {
        json: json!({"organization_id": organization, "outcome": "deleted"}),
        text: format!("{organization}: deleted").into(),
    })
}

fn report(organization: &Organization, outcome: &str) -> Report {
    let Organization { organization_id, organization_slug, .. } = organization;
    Report {
        json: json!({"organization_id": organization_id, "outcome": outcome}),
        text: format!("{organization_id} ({organization_slug}): {outcome}").into(),
    }
}
