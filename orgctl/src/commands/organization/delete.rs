//! `orgctl organization delete`.

use clap::Args;
use org_discovery_admin::Outcome;
use serde_json::json;

use crate::{
    confirmation::Confirmation, context::Context, failure::Failure, outcome_text::past_tense, output::Report,
    resolve_names,
};

pub const EXAMPLES: &str = "\
Examples:
  orgctl organization delete acme
  orgctl organization delete acme --yes";

#[derive(Debug, Args)]
pub struct Arguments {
    /// Organization: id, slug or beginning of the name
    #[arg(value_name = "ORGANIZATION")]
    organization: String,

    #[command(flatten)]
    confirmation: Confirmation,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let Arguments { organization, confirmation } = arguments;
    let found = resolve_names::to_delete(organization, *confirmation, context).await?;
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
