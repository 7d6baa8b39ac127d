//! `orgctl organization`.

mod list;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use org_discovery::{
    domain::{Organization, OrganizationId, SystemEntropy},
    store::StoreError,
};
use org_discovery_admin::{
    Outcome, WriteError,
    exchange::{CreationOutcome, NewOrganization, NoSessionJwts, SessionOptions},
    import,
};
use serde_json::json;

use super::session::exchange::{PresentedToken, deliver_signed_in};
use crate::{
    confirmation::Confirmation,
    context::Context,
    failure::Failure,
    input,
    outcome_text::{past_tense, put_outcome},
    output::{Report, Text, warn},
    resolve_names,
};

#[derive(Debug, Args)]
pub struct CreateArguments {
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

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the organizations, with the number of their Members
    #[command(after_help = list::EXAMPLES)]
    List(list::Arguments),
    /// Print an organization as JSON
    #[command(after_help = "Example:\n  orgctl organization get acme")]
    Get {
        /// Organization: id, slug or beginning of the name
        #[arg(value_name = "ORGANIZATION")]
        organization: String,
    },
    /// Create or replace an organization; fields that are not in the file get their defaults
    #[command(
        after_help = "Example:\n  orgctl organization get acme > acme.json\n  orgctl organization put acme.json"
    )]
    Put {
        /// JSON file with one organization; `-` for standard input
        file: PathBuf,
    },
    /// Create an organization from an intermediate session, whose person becomes its first Member
    #[command(after_help = "Example:\n  orgctl organization create --token-stdin --name Acme < token.txt")]
    Create(CreateArguments),
    /// Delete an organization, all its Members and their sessions
    #[command(
        after_help = "Examples:\n  orgctl organization delete acme\n  orgctl organization delete acme --yes"
    )]
    Delete {
        /// Organization: id, slug or beginning of the name
        #[arg(value_name = "ORGANIZATION")]
        organization: String,

        #[command(flatten)]
        confirmation: Confirmation,
    },
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::List(arguments) => list::run(&arguments, context).await,
        Command::Get { organization } => get(&organization, context).await,
        Command::Put { file } => put(&file, context).await,
        Command::Create(arguments) => create(&arguments, context).await,
        Command::Delete { organization, confirmation } => delete(&organization, confirmation, context).await,
    }
}

async fn get(name: &str, context: &Context) -> Result<(), Failure> {
    let json = serde_json::to_value(resolve_names::organization(name, context).await?)?;
    context.print(&Report { text: Text::json(&json), json })
}

async fn put(file: &std::path::Path, context: &Context) -> Result<(), Failure> {
    let (text, name) = (input::read_text(file)?, input::name_of(file));
    let (organization, warnings) = import::read_organization(&name, &text)?;
    warnings.iter().for_each(warn);
    let writer = context.writer()?;
    let outcome = match writer.organizations().put(&organization, context.now()).await {
        Err(WriteError::Store(StoreError::Damaged { .. })) => {
            let discarded = writer.organizations().discard_damaged(&organization).await?;
            let outcome = writer.organizations().put(&organization, context.now()).await?;
            if discarded == Outcome::Removed {
                warn(
                    "the stored organization was damaged and has been replaced; run `orgctl check` to find related inconsistencies",
                );
            }
            outcome
        }
        outcome => outcome?,
    };
    context.print(&report(&organization, &put_outcome(outcome, context.is_dry_run())))
}

/// Creates an organization and signs its first Member in.
async fn create(arguments: &CreateArguments, context: &Context) -> Result<(), Failure> {
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

async fn delete(name: &str, confirmation: Confirmation, context: &Context) -> Result<(), Failure> {
    let found = resolve_names::to_delete(name, confirmation, context).await?;
    confirmation.ask(&format!("delete {}", found.description(context).await?), context)?;
    let id = &found.organization_id;
    if context.writer()?.organizations().delete(id).await? == Outcome::Absent {
        return Err(Failure::refused(format!("there is no organization {id}; nothing was deleted")));
    }
    let outcome = past_tense("deleted", context.is_dry_run());
    context.print(&Report {
        text: format!("{id}: {outcome}").into(),
        json: json!({"organization_id": id, "outcome": outcome}),
    })
}

fn report(organization: &Organization, outcome: &str) -> Report {
    let Organization { organization_id, organization_slug, .. } = organization;
    Report {
        json: json!({"organization_id": organization_id, "outcome": outcome}),
        text: format!("{organization_id} ({organization_slug}): {outcome}").into(),
    }
}
