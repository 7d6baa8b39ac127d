//! The top-level command-line parser.

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use clap::Parser;
use org_discovery::{
    store::dynamodb::items::attributes::SCHEMA_VERSION,
    version::{self, COMMIT},
};

use crate::{commands::Command, global_options::GlobalOptions};

/// Manage the data of an org-discovery deployment, and explain which organizations a person can enter after sign-in.
#[derive(Debug, Parser)]
#[command(name = "orgctl", version = VERSION.as_str(), max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    #[command(flatten)]
    pub global: GlobalOptions,
    #[command(subcommand)]
    pub command: Command,
}

/// The version, the commit of the sources, and the schema version of the items that this program reads and writes.
static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{} (commit {COMMIT}, schema {SCHEMA_VERSION})", version::VERSION));

const AFTER_HELP: &str = "\
Common tasks:
  Why does a person not see an organization?
      orgctl explain --email jane@acme.com --factor magic_link --organization acme
  What does the API return for an address?
      orgctl discover --email jane@acme.com --factor magic_link
  Which organizations and Members exist?
      orgctl organization list
      orgctl member list --organization acme
  Allow a domain
      orgctl organization update acme --add-domain acme.io
  Copy a Stytch project into the tables, first as a trial
      orgctl import --dry-run organizations.json members.json
  Replace a leaked project secret: both are valid until retire-secret
      orgctl project rotate-secret
  End all sessions of a Member
      orgctl session revoke --member jane@acme.com --organization acme
  Does a deployment work?
      orgctl ping https://abc.execute-api.eu-central-1.amazonaws.com
  Are edges and counters correct?
      orgctl check

The help of each command, such as `orgctl member list --help`, has its options and examples.

Examples:
  # With `cargo local` running, which prints the project id:
  export AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000
  export TABLE_PREFIX=org-discovery PROJECT_ID=project-test-…
  orgctl explain --email jane@acme.com --factor magic_link

  # With a deployed stack and the credentials of the AWS CLI, without the variables above:
  aws cloudformation describe-stacks --stack-name org-discovery > stack.json
  orgctl --stack-outputs stack.json --project project-live-… export > backup.json

Environment variables:
  PROJECT_ID                 the project, if --project is not given
  TABLE_PREFIX               the prefix of the table names, if --table-prefix is not given
  PROJECTS_TABLE, SESSIONS_TABLE, MEMBERS_TABLE, JOINABLE_TABLE, ORGANIZATIONS_TABLE
                             the table names, without a prefix and --stack-outputs
  AWS_ENDPOINT_URL_DYNAMODB  the DynamoDB endpoint, if --endpoint-url is not given
  AWS_PROFILE, AWS_REGION    the profile and the Region, and the other variables of the AWS CLI
  PROJECT_SECRET             the project secret, for `orgctl ping --token-stdin`
  NO_COLOR, CLICOLOR_FORCE   print no colors; print colors even if the output is not a terminal

Exit codes:
    0  success
    1  the command failed
    2  invalid command line, or a confirmation that cannot be asked for: repeat with --yes
    3  the command was executed, but found problems or left something out
  130  interrupted (Ctrl-C)";
