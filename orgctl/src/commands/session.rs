//! `orgctl session`.

mod create;
pub mod exchange;
pub mod lifetime;
mod list;
mod revoke;
mod session_jwt_signer;
mod session_selector;
mod session_state;
mod show;

use clap::{ArgGroup, Args, Subcommand};

use crate::{context::Context, failure::Failure};
use session_selector::SessionSelector;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a session for local development, tests or support, and print its tokens once
    #[command(after_help = create::EXAMPLES)]
    Create(create::Arguments),
    /// Exchange a session for a member session in an organization, as the exchange function does
    #[command(after_help = exchange::EXAMPLES)]
    Exchange(exchange::Arguments),
    /// List the sessions of a Member
    #[command(after_help = list::EXAMPLES)]
    List(list::Arguments),
    /// Show a session, or all sessions of a Member, and whether they are valid
    #[command(
        after_help = "Examples:\n  orgctl session show --token-stdin < token.txt\n  orgctl session show --member jane@acme.com --organization acme"
    )]
    Show(ShowArguments),
    /// Revoke a session, all sessions of a Member, or all sessions of an address
    #[command(
        after_help = "Examples:\n  orgctl session revoke --token-stdin < token.txt\n  orgctl session revoke --member jane@acme.com --organization acme\n  orgctl session revoke --email jane@acme.com --yes"
    )]
    Revoke(revoke::Arguments),
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("selected").required(true))]
pub struct ShowArguments {
    #[command(flatten)]
    selector: SessionSelector,
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Create(arguments) => create::run(&arguments, context).await,
        Command::Exchange(arguments) => exchange::run(&arguments, context).await,
        Command::List(arguments) => list::run(&arguments, context).await,
        Command::Show(ShowArguments { selector }) => show::run(&selector, context).await,
        Command::Revoke(arguments) => revoke::run(&arguments, context).await,
    }
}
