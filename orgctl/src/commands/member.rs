//! `orgctl member`.

mod list;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use org_discovery::domain::Member;
use org_discovery_admin::{Outcome, import};
use serde_json::json;

use crate::{
    confirmation::Confirmation,
    context::Context,
    failure::Failure,
    input,
    outcome_text::{past_tense, put_outcome},
    output::{Report, Text, counted, warn},
    resolve_names::{self, MemberSelector},
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the Members of an organization
    #[command(after_help = list::EXAMPLES)]
    List(list::Arguments),
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
    #[command(
        after_help = "Examples:\n  orgctl member delete jane@acme.com --organization acme\n  orgctl member delete member-live-… --yes"
    )]
    Delete(RemovedMember),
    /// Reactivate a deleted Member; its earlier sessions stay invalid
    #[command(after_help = "Example:\n  orgctl member reactivate jane@acme.com --organization acme")]
    Reactivate(MemberSelector),
    /// Erase a Member and its sessions completely; the person can join again if the organization allows it
    #[command(
        after_help = "Examples:\n  orgctl member erase jane@acme.com --organization acme\n  orgctl member erase member-live-… --yes"
    )]
    Erase(RemovedMember),
}

/// A Member that will be deleted or erased.
#[derive(Debug, Args)]
pub struct RemovedMember {
    #[command(flatten)]
    selector: MemberSelector,

    #[command(flatten)]
    confirmation: Confirmation,
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::List(arguments) => list::run(&arguments, context).await,
        Command::Get(selector) => get(&selector, context).await,
        Command::Put { file } => put(&file, context).await,
        Command::Delete(removed) => {
            let member = confirmed("delete", &removed, context).await?;
            let outcome =
                context.writer()?.members().delete(&member.organization_id, &member.member_id).await?;
            print_outcome(&member, outcome, "deleted", context)
        }
        Command::Reactivate(selector) => {
            let member = resolve_names::member(&selector, context).await?;
            let outcome =
                context.writer()?.members().reactivate(&member.organization_id, &member.member_id).await?;
            print_outcome(&member, outcome, "reactivated", context)
        }
        Command::Erase(removed) => {
            let member = confirmed("erase", &removed, context).await?;
            let outcome =
                context.writer()?.members().erase(&member.organization_id, &member.member_id).await?;
            print_outcome(&member, outcome, "erased", context)
        }
    }
}

/// Looks up the Member and asks whether to remove it.
async fn confirmed(verb: &str, removed: &RemovedMember, context: &Context) -> Result<Member, Failure> {
    let RemovedMember { selector, confirmation } = removed;
    let member = resolve_names::member(selector, context).await?;
    let found = context.reader()?.member_sessions(&member.member_id).await?;
    let sessions = counted(found.sessions.len() + found.damaged_items, "session");
    let Member { member_id, email_address, organization_id, .. } = &member;
    let action = format!("{verb} Member {email_address} ({member_id}) of {organization_id}: {sessions}");
    confirmation.ask(&action, context)?;
    Ok(member)
}

fn print_outcome(member: &Member, outcome: Outcome, done: &str, context: &Context) -> Result<(), Failure> {
    let outcome = if outcome.is_write() {
        past_tense(done, context.is_dry_run())
    } else {
        put_outcome(outcome, context.is_dry_run())
    };
    context.print(&report(member, &outcome))
}

async fn get(name: &MemberSelector, context: &Context) -> Result<(), Failure> {
    let json = serde_json::to_value(resolve_names::member(name, context).await?)?;
    context.print(&Report { text: Text::json(&json), json })
}

async fn put(file: &Path, context: &Context) -> Result<(), Failure> {
    let (text, name) = (input::read_text(file)?, input::name_of(file));
    let (member, warnings) = import::read_member(&name, &text)?;
    let id = &member.organization_id;
    if context.reader()?.organization(id).await?.is_none() {
        return Err(Failure::refused(format!("{name}: there is no organization {id}")));
    }
    warnings.iter().for_each(warn);
    let outcome = context.writer()?.members().put(&member, context.now()).await?;
    context.print(&report(&member, &put_outcome(outcome, context.is_dry_run())))
}

fn report(member: &Member, outcome: &str) -> Report {
    let Member { member_id, organization_id, email_address, .. } = member;
    Report {
        json: json!({"member_id": member_id, "organization_id": organization_id, "outcome": outcome}),
        text: format!("{member_id} ({email_address} in {organization_id}): {outcome}").into(),
    }
}
