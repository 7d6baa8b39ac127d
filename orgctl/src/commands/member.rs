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
    /// Print a Member
    #[command(after_help = "Example:\n  orgctl member get jane@acme.com --organization acme")]
    Get(MemberSelector),
    /// Create or replace a Member: what the file leaves out gets its default
    #[command(
        after_help = "Example:\n  orgctl member get jane@acme.com > jane.json\n  orgctl member put jane.json"
    )]
    Put {
        /// One Member in JSON; `-` is standard input
        file: PathBuf,
    },
    /// Mark a Member as deleted: the person does not see the organization any more, and cannot join it again
    #[command(after_help = "Example:\n  orgctl member delete jane@acme.com --organization acme")]
    Delete(MemberSelector),
    /// Make a deleted Member active again; sessions from before stay dead
    #[command(after_help = "Example:\n  orgctl member reactivate jane@acme.com --organization acme")]
    Reactivate(MemberSelector),
    /// Remove a Member and its sessions without a trace; where joining is allowed the person may join again
    #[command(after_help = "Example:\n  orgctl member erase jane@acme.com --organization acme")]
    Erase(MemberSelector),
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let (name, done) = match command {
        Command::Get(name) => return get(&name, context).await,
        Command::Put { file } => return put(&file, context).await,
        Command::Delete(name) => (name, Done::Deleted),
        Command::Reactivate(name) => (name, Done::Reactivated),
        Command::Erase(name) => (name, Done::Erased),
    };
    let member = resolve_names::member(&name, context).await?;
    let (writer, organization, id) = (context.writer()?, &member.organization_id, &member.member_id);
    let outcome = match done {
        Done::Deleted => writer.members().delete(organization, id).await?,
        Done::Reactivated => writer.members().reactivate(organization, id).await?,
        Done::Erased => writer.members().erase(organization, id).await?,
    };
    let done = if outcome.is_write() { done.name() } else { outcome_name(outcome) };
    context.print(&report(&member, done))
}

#[derive(Clone, Copy)]
enum Done {
    Deleted,
    Reactivated,
    Erased,
}

impl Done {
    fn name(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Reactivated => "reactivated",
            Self::Erased => "erased",
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
    // A Member of nothing would be shown nothing.
    resolve_names::organization(member.organization_id.as_str(), context).await?;
    warnings.iter().for_each(warn);
    let outcome = context.writer()?.members().put(&member, context.now()).await?;
    context.print(&report(&member, outcome_name(outcome)))
}

fn report(member: &Member, done: &str) -> Report {
    let Member { member_id, organization_id, email_address, .. } = member;
    Report {
        json: json!({"member_id": member_id, "organization_id": organization_id, "outcome": done}),
        text: format!("{member_id} ({email_address} in {organization_id}): {done}").into(),
    }
}
