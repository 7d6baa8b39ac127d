//! The top-level command-line parser.

use clap::Parser;

use crate::{commands::Command, global_options::GlobalOptions};

/// Manage the data of an org-discovery deployment, and explain which organizations a person can enter after sign-in.
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
  Why does a person not see an organization?
      orgctl explain --email ADDRESS --factor magic_link --organization SLUG
  What does the API return for an address?
      orgctl discover --email ADDRESS --factor magic_link
  Copy a Stytch project into the tables, first as a trial
      orgctl import --dry-run FILE...
  Replace a leaked project secret: both are valid until retire-secret
      orgctl project rotate-secret
  End all sessions of a Member
      orgctl session revoke --member ID_OR_ADDRESS
  Does a deployment work?
      orgctl ping API_URL
  Are edges and counters correct?
      orgctl check

`orgctl COMMAND --help` has the options and an example of each command.

Examples:
  # With `cargo local` running, which prints the project id:
  export AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000
  export TABLE_PREFIX=org-discovery PROJECT_ID=project-test-…
  orgctl explain --email jane@acme.com --factor magic_link

  # With a deployed stack and the credentials of the AWS CLI, without the variables above:
  aws cloudformation describe-stacks --stack-name org-discovery > stack.json
  orgctl --stack-outputs stack.json --project project-live-… export > backup.json

Exit codes:
  0  success
  1  the command failed, or a check found problems
  2  invalid command line";
