//! `orgctl explain`.

mod concerned;
mod page;
mod words;

use clap::Args;
use org_discovery::domain::discovery::explain::Explainer;

use crate::{
    context::Context,
    failure::Failure,
    output::Report,
    person::{self, Person},
};
use concerned::Concerned;

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
    let (facts, edges) = person::lookup(context)?.facts_of(session).await.map_err(person::refused)?;
    let concerned = match &arguments.organization {
        Some(name) => Concerned::one(name, &facts, &edges, context).await?,
        None => Concerned::all(&facts, &edges, context).await?,
    };
    let dead = || Failure::refused("the session's own Member or organization is gone");
    let explainer = Explainer::new(&facts).ok_or_else(dead)?;
    let mut explanations: Vec<_> =
        concerned.circumstances().map(|circumstances| explainer.explain(circumstances)).collect();
    page::sort(&mut explanations, explainer.discovery());
    context.print(&Report {
        json: page::json(&facts.session, &explanations, concerned.others),
        text: page::text(&facts.session, &explanations, concerned.others),
    })
}
