//! `orgctl explain`.

use clap::Args;
use org_discovery::{
    domain::{OrganizationId, discovery::Facts},
    service::JoinableOrganizations,
};
use org_discovery_admin::explain::{self, RelevantOrganizations, Scope};

use crate::{
    context::Context, evaluated_session::EvaluatedSession, failure::Failure, output::Report, resolve_names,
};

/// The arguments of `orgctl explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgctl explain --email jane@acme.com --factor magic_link
  orgctl explain --email jane@acme.com --factor magic_link --organization acme
  orgctl explain --token-stdin < token.txt

Without --organization, the command reads all organizations of the project, and explains those that
are related to the person.")]
pub struct Arguments {
    #[command(flatten)]
    session: EvaluatedSession,

    /// Organization to explain: id, slug or beginning of the name [default: all related organizations]
    #[arg(long, value_name = "ORGANIZATION")]
    organization: Option<String>,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let session = arguments.session.load(context).await?;
    let (facts, edges) = context.lookup()?.facts_of(session, None).await?;
    let scope = match &arguments.organization {
        Some(name) => Scope::Only(organization_to_explain(name, &facts, &edges, context).await?),
        None => Scope::Related,
    };
    let report = explain::Report::read(&context.reader()?, &facts, &edges, scope, context.now()).await?;
    let missing = || Failure::refused("the Member or organization of the session does not exist");
    let explain::Report { paragraphs, json } = report.ok_or_else(missing)?;
    context.print(&Report { json, text: paragraphs.join(&String::new()).into() })
}

/// Returns the id of the named organization. It need not exist if the person refers to it, for example by a Member that
/// an interrupted deletion left.
async fn organization_to_explain(
    name: &str,
    facts: &Facts,
    edges: &JoinableOrganizations,
    context: &Context,
) -> Result<OrganizationId, Failure> {
    match OrganizationId::parse(name) {
        Ok(id) if RelevantOrganizations::are_referred_to(&id, facts, edges) => Ok(id),
        _ => resolve_names::organization_id_even_if_damaged(name, context).await,
    }
}
