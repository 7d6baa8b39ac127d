//! `orgctl organization create`.

use clap::Args;
use org_discovery::domain::{Organization, OrganizationId, SystemEntropy};
use org_discovery_admin::exchange::{CreationOutcome, NewOrganization, NoSessionJwts, SessionOptions};

use super::super::session::exchange::{PresentedToken, deliver_signed_in};
use crate::{context::Context, failure::Failure};

pub const EXAMPLES: &str = "\
Examples:
  orgctl organization create --token-stdin < token.txt
  orgctl organization create --token-stdin --name Acme --slug acme < token.txt";

#[derive(Debug, Args)]
pub struct Arguments {
    /// Read an intermediate session token from standard input
    #[arg(long, required = true)]
    token_stdin: bool,

    /// Name of the organization [default: derived from the address]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Slug of the organization [default: derived from the name]
    #[arg(long, value_name = "SLUG")]
    slug: Option<String>,
}

/// Creates an organization and signs its first Member in.
pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let presented = PresentedToken::read(context).await?;
    if presented.session.member().is_some() {
        return Err(Failure::refused(
            "a member session cannot create an organization; use an intermediate session",
        ));
    }
    let (name, slug) =
        (arguments.name.clone().unwrap_or_default(), arguments.slug.clone().unwrap_or_default());
    let environment = context.project()?.environment();
    let organization = Organization {
        organization_name: name,
        organization_slug: slug,
        ..Organization::new(OrganizationId::random(environment, &SystemEntropy))
    };
    let request = NewOrganization {
        session: &presented.hash,
        organization: &organization,
        options: &SessionOptions::default(),
    };
    let writer = context.writer()?;
    let creating = writer.exchange().create_organization(&context.lookup()?, request, &NoSessionJwts).await?;
    match creating {
        CreationOutcome::Created(signed_in) => deliver_signed_in(&signed_in, context),
        CreationOutcome::AddressNotVerified(_) => Err(Failure::refused(
            "no factor of the session verifies its address; sign in with an email link or code first",
        )),
        CreationOutcome::PolicyNotSatisfied => {
            Err(Failure::refused("the organization's policies would not accept the sign-in of its creator"))
        }
        CreationOutcome::DerivedSession => Err(Failure::refused(
            "a session that was derived from a member session cannot create an organization",
        )),
    }
}
