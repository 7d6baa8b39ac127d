//! `orgctl tables`.

use clap::Subcommand;
use org_discovery_admin::tables::{IndexState, TABLES, TableState, create_tables, table_state};
use serde_json::{Value, json};

use crate::{
    context::Context,
    failure::Failure,
    output::{Column, Report, Table},
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create the five tables at a local endpoint; in AWS, template.yaml creates them
    #[command(
        after_help = "Examples:\n  orgctl --endpoint-url http://127.0.0.1:8000 --table-prefix org-discovery tables create\n  orgctl --dry-run tables create"
    )]
    Create,
    /// Show the status, keys, index and time to live of each table
    #[command(
        after_help = "Examples:\n  orgctl --stack-outputs stack.json tables show\n  orgctl --table-prefix org-discovery --output json tables show"
    )]
    Show,
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    if matches!(command, Command::Create) {
        create_tables(context.client(), &context.tables).await?;
    }
    show(context).await
}

async fn show(context: &Context) -> Result<(), Failure> {
    let mut states = Vec::with_capacity(TABLES.len());
    for definition in &TABLES {
        states.push(table_state(context.client(), definition.name_in(&context.tables), definition).await?);
    }
    let columns = ["table", "status", "keys", "index", "time to live"].map(Column::flexible);
    context.print(&Report {
        json: json!({ "tables": states.iter().map(object).collect::<Vec<_>>() }),
        text: Table::new(&columns, states.iter().map(row)).into(),
    })?;
    match states.iter().filter(|state| !state.matches_definition).count() {
        0 => Ok(()),
        wrong => Err(Failure::refused(format!(
            "{wrong} of 5 tables are missing or have the wrong definition; \
             `orgctl tables create` creates missing tables, but a table with other keys must be deleted first"
        ))),
    }
}

fn row(state: &TableState) -> Vec<String> {
    let index = |index: &IndexState| format!("{} ({})", index.name, index.keys.join(", "));
    let status = match &state.status {
        Some(status) if state.matches_definition => status.clone(),
        Some(status) => format!("{status}, wrong definition"),
        None => "missing".to_owned(),
    };
    vec![
        state.name.clone(),
        status,
        state.keys.join(", "),
        state.indexes.iter().map(index).collect::<Vec<_>>().join(", "),
        state.time_to_live.clone().unwrap_or_default(),
    ]
}

fn object(state: &TableState) -> Value {
    let index = |index: &IndexState| json!({"name": index.name, "status": index.status, "keys": index.keys});
    json!({
        "kind": state.kind,
        "name": state.name,
        "status": state.status,
        "keys": state.keys,
        "indexes": state.indexes.iter().map(index).collect::<Vec<_>>(),
        "time_to_live": state.time_to_live,
        "as_defined": state.matches_definition,
    })
}
