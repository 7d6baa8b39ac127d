//! `orgctl project issuers`.

use clap::Subcommand;
use org_discovery::domain::{IgnoredIssuer, JwtIssuer, Project};
use org_discovery_admin::WriteError;
use serde_json::{Value, json};

use super::{change_project, stored_project};
use crate::{
    confirmation::Confirmation,
    context::Context,
    failure::Failure,
    outcome_text::past_tense,
    output::{Column, Report, Table, Text, warn},
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Accept session JWTs with another `iss` than `stytch.com/<project_id>`, for a login service that signs with a key of the project
    #[command(
        after_help = "Examples:\n  orgctl project issuers add https://login.customer.example\n  orgctl project issuers add --dry-run https://login.customer.example"
    )]
    Add {
        /// Issuer, which must equal the `iss` of the JWTs: an https URL without a slash at the end
        #[arg(value_parser = JwtIssuer::parse)]
        issuer: JwtIssuer,
    },
    /// List the issuers that are accepted in addition to `stytch.com/<project_id>`
    #[command(after_help = "Examples:\n  orgctl project issuers list\n  orgctl project issuers list -o json")]
    List,
    /// Remove an issuer, which invalidates all of its session JWTs
    #[command(
        after_help = "Examples:\n  orgctl project issuers remove https://login.customer.example\n  orgctl project issuers remove --dry-run https://login.customer.example"
    )]
    Remove {
        /// Issuer
        issuer: String,

        #[command(flatten)]
        confirmation: Confirmation,
    },
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Add { issuer } => add(&issuer, context).await,
        Command::List => list(context).await,
        Command::Remove { issuer, confirmation } => remove(&issuer, &confirmation, context).await,
    }
}

async fn add(issuer: &JwtIssuer, context: &Context) -> Result<(), Failure> {
    let is_known = stored_project(context).await?.jwt_issuers().contains(issuer.as_str());
    let add = |project: Project| {
        let issuers = project.jwt_issuers().clone().with(issuer.clone())?;
        Ok(project.with_jwt_issuers(issuers))
    };
    let stored = change_project(context, add).await?;
    let (present, added): (Vec<_>, Vec<_>) = [issuer.as_str()].into_iter().partition(|_| is_known);
    let mut json = issuers_json(&stored);
    json["added"] = json!(added);
    json["already_present"] = json!(present);
    let what =
        if is_known { "already present".to_owned() } else { past_tense("added", context.is_dry_run()) };
    print(&what, issuer.as_str(), json, &stored, context)
}

async fn remove(issuer: &str, confirmation: &Confirmation, context: &Context) -> Result<(), Failure> {
    let remove = |project: Project| {
        let issuers = project.jwt_issuers().clone().without(issuer)?;
        Ok(project.with_jwt_issuers(issuers))
    };
    // An unknown issuer is refused before the question.
    remove(stored_project(context).await?).map_err(WriteError::from)?;
    let action = format!("remove the issuer {issuer}, which invalidates all of its session JWTs");
    confirmation.ask(&action, context)?;
    let stored = change_project(context, remove).await?;
    print(&past_tense("removed", context.is_dry_run()), issuer, issuers_json(&stored), &stored, context)
}

/// Prints what was done with an issuer, and the issuers of the project.
fn print(what: &str, issuer: &str, json: Value, project: &Project, context: &Context) -> Result<(), Failure> {
    let mut text = Text::from(format!("{what}: {issuer}"));
    text.push_table(issuers_table(project));
    context.print(&Report { json, text })
}

/// Lists the stored issuers, with a warning for each issuer that the functions ignore.
async fn list(context: &Context) -> Result<(), Failure> {
    let project = stored_project(context).await?;
    for ignored in project.jwt_issuers().ignored() {
        warn(format!("the functions ignore stored issuer number {}: {ignored}", ignored.position));
    }
    context.print(&Report { json: issuers_json(&project), text: issuers_table(&project).into() })
}

fn issuers_json(project: &Project) -> Value {
    let reason =
        |ignored: &IgnoredIssuer| json!({"position": ignored.position, "reason": ignored.to_string()});
    json!({
        "issuers": project.jwt_issuers().iter().collect::<Vec<_>>(),
        "ignored": project.jwt_issuers().ignored().iter().map(reason).collect::<Vec<_>>(),
    })
}

fn issuers_table(project: &Project) -> Table {
    Table::new(&[Column::whole("issuer")], project.jwt_issuers().iter().map(|issuer| vec![issuer]))
}
