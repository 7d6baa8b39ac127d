//! `orgctl completions`.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::{failure::Failure, options::Cli};

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  orgctl completions bash > ~/.local/share/bash-completion/completions/orgctl"
)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "orgctl", &mut script);
    Ok(io::stdout().write_all(&script)?)
}
