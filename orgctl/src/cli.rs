//! The command line as a whole.

use clap::Parser;

use crate::{commands::Command, global_options::GlobalOptions};

/// Puts data into organization discovery, gets it out, and says who sees which organization, and why.
#[derive(Debug, Parser)]
#[command(name = "orgctl", version, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    #[command(flatten)]
    pub global: GlobalOptions,
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  # Beside `cargo local`, which prints its project's id:
  export AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000
  export TABLE_PREFIX=org-discovery PROJECT_ID=project-test-…
  orgctl explain --email jane@acme.com --factor magic_link

  # On a deployed stack:
  aws cloudformation describe-stacks --stack-name org-discovery > stack.json
  orgctl --stack-outputs stack.json --project project-live-… export > backup.json

Exit codes: 0 done, 1 refused or failed, 2 the command line makes no sense.";
