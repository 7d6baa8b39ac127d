//! `orgctl member`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use org_discovery::domain::Member;
use org_discovery_admin::import;
use serde_json::json;

use crate::{
    context::Context,
    failure::Failure,
    input,
    output::{Report, Text, outcome_name, warn},
    resolve_names::{self, MemberSelector},
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print a Member as JSON
    #[command(after_help = "Example:\n  orgctl member get jane@acme.com --organization acme")]
    Get(MemberSelector),
    /// Create or replace a Member; fields that are not in the file get their defaults
    #[command(
        after_help = "Example:\n  orgctl member get jane@acme.com > jane.json\n  orgctl member put jane.json"
    )]
    Put {
        /// JSON file with one Member; `-` for standard input
        file: PathBuf,
    },
    /// Mark a Member as deleted; the person no longer sees the organization and cannot join it again
    #[command(after_help = "Example:\n  orgctl member delete jane@acme.com --organization acme")]
    Delete(MemberSelector),
    /// Reactivate a deleted Member; its earlier sessions stay invalid
    #[command(after_help = "Example:\n  orgctl member reactivate jane@acme.com --organization acme")]
    Reactivate(MemberSelector),
    /// Erase a Member and its sessions completely; the person can join again if the organization allows it
    #[command(after_help = "Example:\n  orgctl member erase jane@acme.com --organization acme")]
    Erase(MemberSelector),
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let (name, action) = match command {
        Command::Get(name) => return get(&name, context).await,
        Command::Put { file } => return put(&file, context).await,
        Command::Delete(name) => (name, Action::Delete),
        Command::Reactivate(name) => (name, Action::Reactivate),
        Command::Erase(name) => (name, Action::Erase),
    };
    let member = resolve_names::member(&name, context).await?;
    let (writer, organization, id) = (context.writer()?, &member.organization_id, &member.member_id);
    let outcome = match action {
        Action::Delete => writer.members().delete(organization, id).await?,
        Action::Reactivate => writer.members().reactivate(organization, id).await?,
        Action::Erase => writer.members().erase(organization, id).await?,
    };
    let outcome = if outcome.is_write() { action.past_tense() } else { outcome_name(outcome) };
    context.print(&report(&member, outcome))
}

#[derive(Clone, Copy)]
enum Action {
    Delete,
    Reactivate,
    Erase,
}

impl Action {
    fn past_tense(self) -> &'static str {
        match self {
            Self::Delete => "deleted",
            Self::Reactivate => "reactivated",
            Self::Erase => "erased",
        }
    }
}

async fn get(name: &MemberSelector, context: &Context) -> Result<(), Failure> {
    let json = serde_json::to_value(resolve_names::member(name, context).await?)?;
    context.print(&Report { text: Text::json(&json), json })
}

async fn put(file: &Path, context: &Context) -> Result<(), Failure> {
    let (text, name) = (input::read_text(file)?, input::name_of(file));
    let (member, warnings) = import::read_member(&name, &text)?;
    // Fails if the organization does not exist.
    resolve_names::organization(member.organization_id.as_str(), context).await?;
    warnings.iter().for_each(warn);
    let outcome = context.writer()?.members().put(&member, context.now()).await?;
    context.print(&report(&member, outcome_name(outcome)))
}

fn report(member: &Member, outcome: &str) -> Report {
    let Member { member_id, organization_id, email_address, .. } = member;
    Report {
        json: json!({"member_id": member_id, "organization_id": organization_id, "outcome": outcome}),
        text: format!("{member_id} ({email_address} in {organization_id}): {outcome}").into(),
    }
}
