//! Asks before data is lost.

use std::io::{self, BufRead, IsTerminal};

use clap::Args;
use org_discovery_admin::terminal;

use crate::{context::Context, failure::Failure, output::notice};

/// The argument of commands that delete data.
#[derive(Debug, Clone, Copy, Args)]
pub struct Confirmation {
    /// Do not ask before data is deleted. Required if standard input is not a terminal
    #[arg(short, long)]
    pub yes: bool,
}

impl Confirmation {
    /// Says what will happen, and asks whether to do it. A dry run does not ask.
    ///
    /// `action` is an infinitive, such as `delete organization Acme (organization-acme): 21 Members`.
    pub fn ask(self, action: &str, context: &Context) -> Result<(), Failure> {
        if self.yes || context.is_dry_run() || io::stdin().is_terminal() {
            context.announce()?;
        }
        if context.is_dry_run() {
            notice(format!("would {action}"));
            return Ok(());
        }
        if self.yes {
            if !context.is_quiet() {
                notice(action);
            }
            return Ok(());
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::usage(format!(
                "nothing was changed, because standard input is not a terminal; repeat with --yes to {action}"
            )));
        }
        anstream::eprintln!("{}", terminal::escape(&capitalized(action)));
        anstream::eprint!("Continue? [y/N] ");
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(Failure::refused("nothing was changed")),
        }
    }
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
