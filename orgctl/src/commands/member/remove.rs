//! `orgctl member delete` and `orgctl member erase`.

use clap::Args;
use org_discovery::domain::{Member, MemberStatus};
use org_discovery_admin::effects;

use super::report::report;
use crate::{
    confirmation::Confirmation,
    context::Context,
    failure::Failure,
    outcome_text::write_outcome,
    output::counted,
    resolve_names::{self, MemberSelector},
};

/// A Member that will be deleted or erased.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    selector: MemberSelector,

    #[command(flatten)]
    confirmation: Confirmation,
}

pub async fn delete(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let member = confirmed("delete", arguments, context).await?;
    let deleted = Member { status: MemberStatus::Deleted, ..member.clone() };
    let effects = effects::of_member_change(Some(&member), Some(&deleted), &context.reader()?).await?;
    let outcome = context.writer()?.members().delete(&member.organization_id, &member.member_id).await?;
    context.print(&report(&member, &write_outcome(outcome, "deleted", context.is_dry_run()), &[], &effects))
}

pub async fn erase(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let member = confirmed("erase", arguments, context).await?;
    let effects = effects::of_member_change(Some(&member), None, &context.reader()?).await?;
    let outcome = context.writer()?.members().erase(&member.organization_id, &member.member_id).await?;
    context.print(&report(&member, &write_outcome(outcome, "erased", context.is_dry_run()), &[], &effects))
}

/// Looks up the Member, says what is removed, and asks whether to remove it.
async fn confirmed(verb: &str, arguments: &Arguments, context: &Context) -> Result<Member, Failure> {
    let Arguments { selector, confirmation } = arguments;
    let member = resolve_names::member(selector, context).await?;
    require_own_id(&member, context).await?;
    let found = context.reader()?.member_sessions(&member.member_id).await?;
    let sessions = counted(found.sessions.len() + found.damaged_items, "session");
    let Member { member_id, email_address, organization_id, .. } = &member;
    let action = format!("{verb} Member {email_address} ({member_id}) of {organization_id}: {sessions}");
    confirmation.ask(&action, context)?;
    Ok(member)
}

/// Fails if the id of the Member leads to another one. Members are removed by id, so the other one would be removed.
async fn require_own_id(member: &Member, context: &Context) -> Result<(), Failure> {
    let Member { member_id, email_address, .. } = member;
    let of_id = context.reader()?.member(member_id).await?;
    if of_id.is_some_and(|of_id| of_id.email_address == *email_address) {
        return Ok(());
    }
    Err(Failure::refused(format!(
        "the id {member_id} does not lead to {email_address}; `orgctl check` reports why, and the command that repairs it"
    )))
}
