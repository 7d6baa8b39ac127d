//! The top-level command-line parser.

use clap::Parser;

use crate::{commands::Command, global_options::GlobalOptions};

/// Manage the data of org-discovery, and explain which organizations a person sees.
#[derive(Debug, Parser)]
#[command(name = "orgctl", version, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    #[command(flatten)]
    pub global: GlobalOptions,
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Common tasks:
  Why does a person not see an organization?  orgctl explain --email ADDRESS --factor magic_link
  Copy a Stytch project into the tables       orgctl import FILE...
  Rotate the project secret                   orgctl project rotate-secret
  End all sessions of a Member                orgctl session revoke --member MEMBER
  Check whether a deployment works            orgctl ping URL

Examples:
  # With `cargo local` running, which prints the project id:
  export AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000
  export TABLE_PREFIX=org-discovery PROJECT_ID=project-test-…
  orgctl explain --email jane@acme.com --factor magic_link

  # With a deployed stack:
  aws cloudformation describe-stacks --stack-name org-discovery > stack.json
  orgctl --stack-outputs stack.json --project project-live-… export > backup.json

Exit codes:
  0  success
  1  the command failed, or a check found problems
  2  invalid command line";
