//! `orgctl completions`.

use std::io::{self, Write};

use clap::Args;
use clap_complete::Shell;

use crate::{completion, failure::Failure};

/// The arguments of `orgctl completions`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  # bash: in this shell, and in every new one
  source <(orgctl completions bash)
  echo 'source <(orgctl completions bash)' >> ~/.bashrc
  # zsh: after compinit
  echo 'source <(orgctl completions zsh)' >> ~/.zshrc
  # fish
  orgctl completions fish > ~/.config/fish/completions/orgctl.fish
  # elvish
  echo 'eval (orgctl completions elvish | slurp)' >> ~/.config/elvish/rc.elv
  # PowerShell: add the output to $PROFILE
  orgctl completions powershell

The shell completes commands, options and files, and also organizations, Members (after
--organization), projects and AWS profiles, which it reads with the options and environment
variables of the line. It reads at most 1000 records for at most 1.5 seconds, and prints no errors.
Values with characters that a shell interprets are left out. Generate a saved script again after an
update of orgctl.")]
pub struct Arguments {
    /// Shell for which the script is generated
    shell: Shell,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let script = completion::script(arguments.shell)?;
    Ok(io::stdout().write_all(&script)?)
}
