//! `orgctl member put`.

use clap::Args;
use org_discovery::domain::Member;
use org_discovery_admin::{Outcome, import};

use super::{effects::effects, report::report};
use crate::{
    confirmation::Confirmation,
    context::Context,
    edit::{FieldChange, WholeObject, changes},
    failure::Failure,
    outcome_text::put_outcome,
};

pub const EXAMPLES: &str = "\
Examples:
  orgctl member put jane.json
  orgctl member get jane@acme.com --organization acme | jq '.name = \"Jane\"' | orgctl member put -

Use `orgctl member update` to change some fields and keep the others.";

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    object: WholeObject,

    #[command(flatten)]
    confirmation: Confirmation,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let Arguments { object, confirmation } = arguments;
    let (member, given) = object.read(import::read_member)?;
    let (reader, id) = (context.reader()?, &member.organization_id);
    if reader.organization(id).await?.is_none() {
        return Err(Failure::refused(format!("there is no organization {id}; create it first")));
    }
    let stored = reader.member(&member.member_id).await?;
    let stored = stored.filter(|stored| stored.organization_id == *id);
    let changed = match &stored {
        Some(stored) => {
            changes(&serde_json::to_value(stored)?, &serde_json::to_value(with_times_of(stored, &member))?)
        }
        None => Vec::new(),
    };
    let effects = effects(stored.as_ref(), Some(&member), context).await?;
    let resets: Vec<&FieldChange> =
        changed.iter().filter(|change| !given.contains(change.outer_field())).collect();
    if !resets.is_empty() {
        let fields: Vec<_> = resets.iter().map(|change| change.line().plain().trim().to_owned()).collect();
        let Member { email_address, member_id, .. } = &member;
        let fields = fields.join("; ");
        let action = format!(
            "replace Member {email_address} ({member_id}) and reset fields that are not in the file: {fields}"
        );
        confirmation.ask(&action, context)?;
    }
    let outcome = write(stored.as_ref(), &member, context).await?;
    context.print(&report(&member, &put_outcome(outcome, context.is_dry_run()), &changed, &effects))
}

async fn write(stored: Option<&Member>, next: &Member, context: &Context) -> Result<Outcome, Failure> {
    let (writer, now) = (context.writer()?, context.now());
    Ok(match stored {
        _ if context.is_dry_run() => writer.members().plan(next, now).await?,
        Some(stored) => writer.members().replace(stored, next, now).await?,
        None => writer.members().put(next, now).await?,
    })
}

/// Returns the Member with the absent times that a write takes from the stored one.
fn with_times_of(stored: &Member, member: &Member) -> Member {
    Member {
        created_at: member.created_at.or(stored.created_at),
        updated_at: member.updated_at.or(stored.updated_at),
        ..member.clone()
    }
}
