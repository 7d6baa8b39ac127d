//! `orgctl session`.

mod create;
mod lifetime;
mod session_jwt_signer;
mod session_selector;
mod show;

use clap::Subcommand;
use org_discovery_admin::Outcome;
use serde_json::json;

use crate::{context::Context, failure::Failure, output::Report};
use session_selector::{SelectedSessions, SessionSelector};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a session for local development, tests or support, and print its tokens once
    #[command(after_help = create::EXAMPLES)]
    Create(create::Arguments),
    /// Show a session, or all sessions of a Member, and whether they are valid
    #[command(
        after_help = "Examples:\n  orgctl session show < token.txt\n  orgctl session show --member jane@acme.com --organization acme"
    )]
    Show(SessionSelector),
    /// Revoke a session, or all sessions of a Member
    #[command(
        after_help = "Examples:\n  orgctl session revoke < token.txt\n  orgctl session revoke --member jane@acme.com --organization acme"
    )]
    Revoke(SessionSelector),
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Create(arguments) => create::run(&arguments, context).await,
        Command::Show(selector) => show::run(&selector, context).await,
        Command::Revoke(selector) => revoke(&selector, context).await,
    }
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
