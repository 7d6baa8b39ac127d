//! `orgctl completions`.

use std::io::{self, Write};

use clap::Args;
use clap_complete::Shell;

use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  orgctl completions bash > ~/.local/share/bash-completion/completions/orgctl"
)]
pub struct Arguments {
    /// Shell for which the script is generated
    shell: Shell,
}

pub fn run(arguments: &Arguments, mut cli: clap::Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut cli, "orgctl", &mut script);
    Ok(io::stdout().write_all(&script)?)
}
