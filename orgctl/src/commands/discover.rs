//! `orgctl discover`.

use clap::Args;
use org_discovery::{
    domain::{SystemEntropy, discovery::Discovery},
    http::{HttpResponse, RequestId},
    service::decide,
};
use org_discovery_admin::explain::{membership_type, remaining_steps};

use crate::{
    context::Context,
    evaluated_session::EvaluatedSession,
    failure::Failure,
    output::{Column, OutputFormat, Table, Text, print_json, print_text},
};

/// The arguments of `orgctl discover`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgctl discover --email jane@acme.com --factor magic_link
  orgctl discover --token-stdin < token.txt
  orgctl --output json discover --email jane@acme.com --factor slack_oauth:U123 --tenant slack:T123

With --output json, the command prints the response body of the function.")]
pub struct Arguments {
    #[command(flatten)]
    session: EvaluatedSession,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let session = arguments.session.load(context).await?;
    let (facts, _) = context.lookup()?.facts_of(session, None).await?;
    let discovery = decide(&facts)?;
    let has_factors = facts.session.authentication_factors.json() != "[]";
    match context.output {
        OutputFormat::Text => Ok(print_text(&text(&discovery, has_factors))?),
        OutputFormat::Json | OutputFormat::Ndjson => {
            let request_id = RequestId::fresh(context.project()?.environment(), &SystemEntropy);
            let response = HttpResponse::discovery(&discovery, &request_id).map_err(Failure::refused)?;
            Ok(print_json(&response.body)?)
        }
    }
}

const COLUMNS: [Column; 4] = [
    Column::flexible("organization"),
    Column::whole("id"),
    Column::whole("membership type"),
    Column::flexible("remaining steps"),
];

fn text(discovery: &Discovery<'_>, has_factors: bool) -> Text {
    let address = discovery.email_address;
    let rows: Vec<_> = discovery
        .discovered_organizations
        .iter()
        .map(|entry| {
            let organization = &entry.organization;
            vec![
                organization.organization_name.clone(),
                organization.organization_id.to_string(),
                membership_type(entry),
                remaining_steps(entry),
            ]
        })
        .collect();
    if rows.is_empty() {
        let reason = if has_factors {
            ""
        } else {
            " The session has no factor; add --factor, such as --factor magic_link."
        };
        return format!("No organizations for {address}.{reason} Run `orgctl explain` to find out why.")
            .into();
    }
    Table::new(&COLUMNS, rows).into()
}
