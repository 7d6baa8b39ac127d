//! `orgctl session`.

mod create;
pub mod exchange;
pub mod lifetime;
mod session_jwt_signer;
mod session_selector;
mod show;

use clap::{Args, Subcommand};
use org_discovery::domain::EmailAddress;
use org_discovery_admin::{Outcome, members::EndedSessions};
use serde_json::json;

use crate::{context::Context, failure::Failure, output::Report};
use session_selector::{SelectedSessions, SessionSelector};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a session for local development, tests or support, and print its tokens once
    #[command(after_help = create::EXAMPLES)]
    Create(create::Arguments),
    /// Exchange a session for a member session in an organization, as the exchange function does
    #[command(after_help = exchange::EXAMPLES)]
    Exchange(exchange::Arguments),
    /// Show a session, or all sessions of a Member, and whether they are valid
    #[command(
        after_help = "Examples:\n  orgctl session show < token.txt\n  orgctl session show --member jane@acme.com --organization acme"
    )]
    Show(SessionSelector),
    /// Revoke a session, all sessions of a Member, or all sessions of an address
    #[command(
        after_help = "Examples:\n  orgctl session revoke < token.txt\n  orgctl session revoke --member jane@acme.com --organization acme\n  orgctl session revoke --email jane@acme.com"
    )]
    Revoke(RevokeArguments),
}

#[derive(Debug, Args)]
pub struct RevokeArguments {
    #[command(flatten)]
    selector: SessionSelector,

    /// Email address: end all sessions of the address in every organization, for example after a mailbox was stolen
    #[arg(long, value_name = "ADDRESS", value_parser = EmailAddress::parse, conflicts_with_all = ["session_id", "member", "organization"])]
    email: Option<EmailAddress>,
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Create(arguments) => create::run(&arguments, context).await,
        Command::Exchange(arguments) => exchange::run(&arguments, context).await,
        Command::Show(selector) => show::run(&selector, context).await,
        Command::Revoke(RevokeArguments { email: Some(address), .. }) => end_all(&address, context).await,
        Command::Revoke(RevokeArguments { selector, email: None }) => revoke(&selector, context).await,
    }
}

/// Ends all sessions of an address, in every organization.
async fn end_all(address: &EmailAddress, context: &Context) -> Result<(), Failure> {
    let ended = context.writer()?.members().end_sessions_of_address(address).await?;
    let EndedSessions { members, intermediate_sessions } = ended;
    context.print(&Report {
        json: json!({"members": members, "intermediate_sessions": intermediate_sessions}),
        text: format!(
            "Ended all sessions of {members} Members with this address, and {intermediate_sessions} intermediate sessions."
        )
        .into(),
    })
}

async fn revoke(selector: &SessionSelector, context: &Context) -> Result<(), Failure> {
    let writer = context.writer()?;
    let mut revoked = 0;
    match selector.select(context).await? {
        SelectedSessions::Single(hashes) => {
            for hash in hashes {
                revoked += usize::from(writer.sessions().revoke(&hash).await? == Outcome::Removed);
            }
        }
        SelectedSessions::AllOfMember(member) => {
            let found = writer.reader().member_sessions(&member.member_id).await?;
            revoked = found.sessions.len() + found.damaged_items;
            writer.sessions().revoke_all_of(&member.member_id).await?;
        }
    }
    let text = match revoked {
        0 => "No session found; nothing was revoked.".to_owned(),
        1 => "Revoked 1 session.".to_owned(),
        several => format!("Revoked {several} sessions."),
    };
    context.print(&Report { json: json!({ "revoked": revoked }), text: text.into() })
}
