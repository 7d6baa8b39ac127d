//! `orgctl organization`.

mod create;
mod delete;
mod list;
mod put;
mod report;
mod update;
mod write;

use clap::Subcommand;

use crate::{
    context::Context,
    edit::WholeObject,
    failure::Failure,
    output::{Report, Text},
    resolve_names,
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the organizations, with the number of their Members
    #[command(after_help = list::EXAMPLES)]
    List(list::Arguments),
    /// Print an organization as JSON
    #[command(
        after_help = "Examples:\n  orgctl organization get acme\n  orgctl organization get organization-live-… > acme.json"
    )]
    Get {
        /// Organization: id, slug or beginning of the name
        #[arg(value_name = "ORGANIZATION")]
        organization: String,
    },
    /// Change some fields of an organization
    #[command(after_help = update::EXAMPLES)]
    Update(update::Arguments),
    /// Create or replace an organization as a whole; fields that are not in the file get their defaults
    #[command(after_help = put::EXAMPLES)]
    Put(WholeObject),
    /// Create an organization from an intermediate session, whose person becomes its first Member
    #[command(after_help = create::EXAMPLES)]
    Create(create::Arguments),
    /// Delete an organization, all its Members and their sessions
    #[command(after_help = delete::EXAMPLES)]
    Delete(delete::Arguments),
}

pub async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::List(arguments) => list::run(&arguments, context).await,
        Command::Get { organization } => get(&organization, context).await,
        Command::Update(arguments) => update::run(&arguments, context).await,
        Command::Put(object) => put::run(&object, context).await,
        Command::Create(arguments) => create::run(&arguments, context).await,
        Command::Delete(arguments) => delete::run(&arguments, context).await,
    }
}

async fn get(name: &str, context: &Context) -> Result<(), Failure> {
    let json = serde_json::to_value(resolve_names::organization(name, context).await?)?;
    context.print(&Report { text: Text::json(&json), json })
}
