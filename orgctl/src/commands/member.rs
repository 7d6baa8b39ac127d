//! `orgctl member`.

mod list;
mod put;
mod remove;
mod report;
mod update;

use clap::Subcommand;
use org_discovery::domain::{Member, MemberStatus};
use org_discovery_admin::effects;

use crate::{
    context::Context,
    edit::WholeObject,
    failure::Failure,
    outcome_text::write_outcome,
    output::{Report, Text},
    resolve_names::{self, MemberSelector},
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the Members of an organization, or of an email address in every organization
    #[command(after_help = list::EXAMPLES)]
    List(list::Arguments),
    /// Print a Member as JSON
    #[command(
        after_help = "Examples:\n  orgctl member get jane@acme.com --organization acme\n  orgctl member get member-live-… > jane.json"
    )]
    Get(MemberSelector),
    /// Change some fields of a Member
    #[command(after_help = update::EXAMPLES)]
    Update(update::Arguments),
    /// Create or replace a Member as a whole; fields that are not in the file get their defaults
    #[command(after_help = put::EXAMPLES)]
    Put(WholeObject),
    /// Mark a Member as deleted; the person no longer sees the organization and cannot join it again
    #[command(
        after_help = "Examples:\n  orgctl member delete jane@acme.com --organization acme\n  orgctl member delete member-live-… --yes"
    )]
    Delete(remove::Arguments),
    /// Reactivate a deleted Member; its earlier sessions stay invalid
    #[command(
        after_help = "Examples:\n  orgctl member reactivate jane@acme.com --organization acme\n  orgctl member reactivate member-live-…"
    )]
    Reactivate(MemberSelector),
    /// Erase a Member and its sessions completely; the person can join again if the organization allows it
    #[command(
        after_help = "Examples:\n  orgctl member erase jane@acme.com --organization acme\n  orgctl member erase member-live-… --yes"
    )]
    Erase(remove::Arguments),
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::List(arguments) => list::run(&arguments, context).await,
        Command::Get(selector) => get(&selector, context).await,
        Command::Update(arguments) => update::run(&arguments, context).await,
        Command::Put(object) => put::run(&object, context).await,
        Command::Delete(arguments) => remove::delete(&arguments, context).await,
        Command::Reactivate(selector) => reactivate(&selector, context).await,
        Command::Erase(arguments) => remove::erase(&arguments, context).await,
    }
}

async fn get(selector: &MemberSelector, context: &Context) -> Result<(), Failure> {
    let json = serde_json::to_value(resolve_names::member(selector, context).await?)?;
    context.print(&Report { text: Text::json(&json), json })
}

async fn reactivate(selector: &MemberSelector, context: &Context) -> Result<(), Failure> {
    let member = resolve_names::member(selector, context).await?;
    // Only a deleted Member is changed.
    let status = if member.is_live() { member.status } else { MemberStatus::Active };
    let after = Member { status, ..member.clone() };
    let effects = effects::of_member_change(Some(&member), Some(&after), &context.reader()?).await?;
    let writer = context.writer()?;
    let outcome = writer.members().reactivate(&member.organization_id, &member.member_id).await?;
    let outcome = write_outcome(outcome, "reactivated", context.is_dry_run());
    context.print(&report::report(&member, &outcome, &[], &effects))
}
