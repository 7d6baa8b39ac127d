//! `orgctl session create`.

mod intermediate_session;
mod issued_credentials;
mod member_session;

use std::path::PathBuf;

use clap::Args;
use org_discovery::domain::{EmailAddress, FactorArgument, Timestamp};

use super::lifetime::{self, Lifetime};
use crate::{
    context::Context,
    failure::Failure,
    tenant_argument::{self, TenantArgument},
};

pub const EXAMPLES: &str = "\
Examples:
  # An intermediate session: signed in, no organization chosen yet
  orgctl session create --email jane@acme.com --factor magic_link
  # An intermediate session of a person who signed in with a Slack workspace
  orgctl session create --email jane@acme.com --factor slack_oauth:U123 --tenant slack:T123
  # A member session with a session JWT
  orgctl session create --member jane@acme.com --organization acme --factor email_otp --jwt key.pem";

/// The help text of `--factor`. Not a doc comment, because rustdoc would read the brackets as links.
const FACTOR_HELP: &str = "Authentication factor, repeatable: magic_link, email_otp, trusted_token, \
    password[:MEMBER_PASSWORD_ID], project_password, recovery_code, sso:CONNECTION_ID, sso_oidc:CONNECTION_ID, \
    sms_otp:PHONE, totp:TOTP_ID, PROVIDER_oauth[:SUBJECT] (google and microsoft with email_verified true), \
    PROVIDER_oauth_unverified[:SUBJECT] (google, microsoft) and PROVIDER_oauth_exchange[:SUBJECT] (google, microsoft, \
    slack, github, hubspot), or a factor as JSON";

const INTERMEDIATE: &str = "Intermediate session";
const MEMBER: &str = "Member session";

#[derive(Debug, Args)]
pub struct Arguments {
    #[arg(long = "factor", value_name = "FACTOR", help = FACTOR_HELP)]
    factors: Vec<FactorArgument>,

    /// Lifetime, such as 90s, 10m, 1h or 7d; at most 24h, or 366d for a member session [default: 10m, or 1h for a
    /// member session]
    #[arg(long, value_name = "TIME", value_parser = lifetime::parse)]
    expires_in: Option<Lifetime>,

    /// Email address of the person
    #[arg(
        long,
        value_name = "ADDRESS",
        value_parser = EmailAddress::parse,
        required_unless_present = "member",
        conflicts_with = "member",
        help_heading = INTERMEDIATE
    )]
    email: Option<EmailAddress>,

    /// OAuth tenant that the person signed in with, repeatable, such as slack:T123
    #[arg(
        long = "tenant",
        value_name = "PROVIDER:ID",
        value_parser = tenant_argument::parse,
        conflicts_with = "member",
        help_heading = INTERMEDIATE
    )]
    tenants: Vec<TenantArgument>,

    /// Organization for which the sign-in started (id, slug or beginning of the name)
    #[arg(long, value_name = "ORGANIZATION", conflicts_with = "member", help_heading = INTERMEDIATE)]
    hint: Option<String>,

    /// Member id or email address
    #[arg(long, value_name = "MEMBER", help_heading = MEMBER)]
    member: Option<String>,

    /// Organization of the Member (id, slug or beginning of the name), required if the address belongs to several
    /// Members
    #[arg(
        long,
        value_name = "ORGANIZATION",
        requires = "member",
        conflicts_with = "email",
        help_heading = MEMBER
    )]
    organization: Option<String>,

    /// Also print a session JWT, signed with this private RSA key (PEM), whose public key is one of the project's keys
    #[arg(long, value_name = "FILE", conflicts_with = "email", help_heading = MEMBER)]
    jwt: Option<PathBuf>,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    match (&arguments.member, &arguments.email) {
        (Some(member), _) => member_session::create(member, arguments, context).await,
        (None, Some(address)) => intermediate_session::create(address, arguments, context).await,
        (None, None) => Err(Failure::usage("no person given; use --email or --member")),
    }
}

impl Arguments {
    fn expires_at(&self, default_seconds: i64, context: &Context) -> Timestamp {
        let seconds = self.expires_in.map_or(default_seconds, |lifetime| lifetime.seconds);
        context.now().plus_seconds(seconds)
    }
}
