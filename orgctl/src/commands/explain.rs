//! `orgctl explain`.

mod exchange_effect;
mod organization_json;
mod organization_text;
mod remedy_json;
mod remedy_text;
mod report;
mod rule_json;
mod rule_text;
mod session_text;
mod uncounted_factor_text;

use clap::Args;
use org_discovery::{
    domain::{
        OrganizationId,
        discovery::{Facts, explain::Explainer},
    },
    service::{JoinableOrganizations, decide},
};
use org_discovery_admin::explain::RelevantOrganizations;

use crate::{
    context::Context, evaluated_session::EvaluatedSession, failure::Failure, output::Report, resolve_names,
};
use report::ExplainReport;

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
    let reader = context.reader()?;
    let relevant = match &arguments.organization {
        Some(name) => {
            let id = organization_to_explain(name, &facts, &edges, context).await?;
            RelevantOrganizations::only(&reader, id, &facts, &edges).await?
        }
        None => RelevantOrganizations::find(&reader, &facts, &edges).await?,
    };
    let missing = || Failure::refused("the Member or organization of the session does not exist");
    let explainer = Explainer::new(&facts).ok_or_else(missing)?;
    let mut explanations: Vec<_> = relevant.states(&facts).map(|state| explainer.explain(state)).collect();
    report::sort(&mut explanations, explainer.discovery());
    let report = ExplainReport {
        facts: &facts,
        now: context.now(),
        explanations: &explanations,
        others: relevant.others,
        unread: facts.unread_organizations,
        damaged: relevant.damaged,
        fails: decide(&facts).is_err(),
    };
    context.print(&Report { json: report.json(), text: report.text() })
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
