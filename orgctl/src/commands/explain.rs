//! `orgctl explain`.

mod found;
mod named;
mod page;
mod words;

use clap::Args;
use org_discovery::{domain::discovery::explain::Explainer, lookup::decide};
use org_discovery_admin::explain::RelevantOrganizations;

use crate::{
    context::Context,
    failure::Failure,
    output::Report,
    person::{self, Person},
};
use page::Page;

/// Why a person sees which organizations.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgctl explain --email jane@acme.com --factor magic_link
  orgctl explain --email jane@acme.com --factor magic_link --organization acme
  orgctl explain --token-stdin < token.txt

Without --organization it reads every organization of the project, to find those that could be meant.")]
pub struct Arguments {
    #[command(flatten)]
    person: Person,

    /// Explain this organization alone, by id or slug
    #[arg(long, value_name = "ID_OR_SLUG")]
    organization: Option<String>,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let session = arguments.person.session(context).await?;
    let lookup = person::lookup(context)?;
    let (facts, edges) = lookup.facts_of(session).await.map_err(person::refused)?;
    let reader = context.reader()?;
    let relevant = match &arguments.organization {
        Some(name) => {
            let id = named::organization_id(name, context).await?;
            RelevantOrganizations::only(&reader, id, &facts, &edges).await?
        }
        None => RelevantOrganizations::find(&reader, &facts, &edges).await?,
    };
    let dead = || Failure::refused("the session's own Member or organization is gone");
    let explainer = Explainer::new(&facts).ok_or_else(dead)?;
    let mut explanations: Vec<_> = relevant.states(&facts).map(|state| explainer.explain(state)).collect();
    page::sort(&mut explanations, explainer.discovery());
    let page = Page {
        session: &facts.session,
        explanations: &explanations,
        others: relevant.others,
        unread: facts.unread_organizations,
        unreadable: relevant.unreadable,
        fails: decide(&facts).is_err(),
    };
    context.print(&Report { json: page.json(), text: page.text() })
}
