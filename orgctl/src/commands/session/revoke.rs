//! `orgctl session revoke`.

use clap::{ArgGroup, Args};
use org_discovery::domain::{EmailAddress, Member, TokenHash};
use org_discovery_admin::{Outcome, members::EndedSessions};
use serde_json::json;

use super::session_selector::{SelectedSessions, SessionSelector};
use crate::{
    confirmation::Confirmation,
    context::Context,
    failure::Failure,
    outcome_text::past_tense,
    output::{Report, counted},
};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("selected").required(true))]
pub struct Arguments {
    #[command(flatten)]
    selector: SessionSelector,

    /// Email address: end all sessions of the address in every organization, for example after a mailbox was stolen
    #[arg(long, value_name = "ADDRESS", value_parser = EmailAddress::parse, group = "selected", conflicts_with = "organization")]
    email: Option<EmailAddress>,

    #[command(flatten)]
    confirmation: Confirmation,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    if let Some(address) = &arguments.email {
        return end_all(address, arguments.confirmation, context).await;
    }
    let revoked = match arguments.selector.select(context).await? {
        SelectedSessions::Single(hashes) => revoke_one(&hashes, context).await?,
        SelectedSessions::AllOfMember(member) => {
            revoke_all_of(&member, arguments.confirmation, context).await?
        }
    };
    let text = match revoked {
        0 => "No session found; nothing was revoked.".to_owned(),
        _ if context.is_dry_run() => format!("{} would be revoked.", counted(revoked, "session")),
        _ => format!("Revoked {}.", counted(revoked, "session")),
    };
    let json = json!({ "revoked": revoked });
    context.print(&Report { json, text: text.into() })
}

async fn revoke_one(hashes: &[TokenHash], context: &Context) -> Result<usize, Failure> {
    let writer = context.writer()?;
    let mut revoked = 0;
    for hash in hashes {
        revoked += usize::from(writer.sessions().revoke(hash).await? == Outcome::Removed);
    }
    Ok(revoked)
}

async fn revoke_all_of(
    member: &Member,
    confirmation: Confirmation,
    context: &Context,
) -> Result<usize, Failure> {
    let found = context.reader()?.member_sessions(&member.member_id).await?;
    let revoked = found.sessions.len() + found.damaged_items;
    let Member { member_id, email_address, organization_id, .. } = member;
    let sessions = counted(revoked, "session");
    let action = format!("revoke {sessions} of Member {email_address} ({member_id}) of {organization_id}");
    confirmation.ask(&action, context)?;
    context.writer()?.sessions().revoke_all_of(member_id).await?;
    Ok(revoked)
}

/// Ends all sessions of an address, in every organization.
async fn end_all(
    address: &EmailAddress,
    confirmation: Confirmation,
    context: &Context,
) -> Result<(), Failure> {
    let action = format!("end all sessions of {address} in every organization");
    confirmation.ask(&action, context)?;
    let ended = context.writer()?.members().end_sessions_of_address(address).await?;
    if ended == EndedSessions::default() {
        return Err(Failure::refused(format!(
            "no Member and no intermediate session has the address {address}; nothing was ended"
        )));
    }
    let EndedSessions { members, damaged_members, intermediate_sessions } = ended;
    let members_text = counted(members + damaged_members, "Member");
    let intermediate_text = counted(intermediate_sessions, "intermediate session");
    context.print(&Report {
        json: json!({
            "email_address": address,
            "members": members,
            "damaged_members": damaged_members,
            "intermediate_sessions": intermediate_sessions,
        }),
        text: format!(
            "All sessions of {members_text} with the address {address} and {intermediate_text}: {}.",
            past_tense("ended", context.is_dry_run())
        )
        .into(),
    })?;
    if damaged_members > 0 {
        let damaged = counted(damaged_members, "damaged Member");
        return Err(Failure::findings(format!(
            "{damaged} may keep a session that was created a moment ago; `orgctl check` names the command that repairs \
             them, then run this command again"
        )));
    }
    Ok(())
}
