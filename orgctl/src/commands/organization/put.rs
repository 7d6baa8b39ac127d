//! `orgctl organization put`.

use clap::Args;
use org_discovery::{
    domain::{Organization, Timestamp},
    store::StoreError,
};
use org_discovery_admin::{Outcome, Writer, import};

use super::{effects::effects, report::report};
use crate::{
    confirmation::Confirmation,
    context::Context,
    edit::{FieldChange, WholeObject, changes},
    failure::Failure,
    outcome_text::put_outcome,
    output::warn,
};

pub const EXAMPLES: &str = "\
Examples:
  orgctl organization put acme.json
  orgctl organization get acme | jq '.email_invites = \"NOT_ALLOWED\"' | orgctl organization put -

Use `orgctl organization update` to change some fields and keep the others.";

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    object: WholeObject,

    #[command(flatten)]
    confirmation: Confirmation,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let Arguments { object, confirmation } = arguments;
    let (organization, given) = object.read(import::read_organization)?;
    let id = &organization.organization_id;
    let stored = match context.reader()?.organization(id).await {
        Err(StoreError::Damaged { .. }) => return replace_damaged(&organization, context).await,
        stored => stored?,
    };
    let (changed, effects) = match &stored {
        Some(stored) => (
            changes(
                &serde_json::to_value(stored)?,
                &serde_json::to_value(with_times_of(stored, &organization))?,
            ),
            effects(stored, &organization, context).await?,
        ),
        None => (Vec::new(), Vec::new()),
    };
    let resets: Vec<&FieldChange> =
        changed.iter().filter(|change| !given.contains(change.outer_field())).collect();
    if let Some(stored) = &stored
        && !resets.is_empty()
    {
        let fields: Vec<_> = resets.iter().map(|change| change.line().plain().trim().to_owned()).collect();
        let name = &stored.organization_name;
        let fields = fields.join("; ");
        let action =
            format!("replace organization {name} ({id}) and reset fields that are not in the file: {fields}");
        confirmation.ask(&action, context)?;
    }
    let outcome = write(&context.writer()?, stored.as_ref(), &organization, context).await?;
    let outcome = put_outcome(outcome, context.is_dry_run());
    context.print(&report(&organization, &outcome, &changed, &effects))
}

/// Writes the organization. A dry run only plans the write, which may take several transactions.
async fn write(
    writer: &Writer,
    stored: Option<&Organization>,
    next: &Organization,
    context: &Context,
) -> Result<Outcome, Failure> {
    let (organizations, now) = (writer.organizations(), context.now());
    Ok(match stored {
        _ if context.is_dry_run() => organizations.plan(next, now).await?,
        Some(stored) => organizations.replace(stored, next, now).await?,
        None => organizations.put(next, now).await?,
    })
}

/// Returns the organization with the absent times that a write takes from the stored one.
fn with_times_of(stored: &Organization, organization: &Organization) -> Organization {
    let kept = |time: Option<Timestamp>, stored: Option<Timestamp>| time.or(stored);
    Organization {
        created_at: kept(organization.created_at, stored.created_at),
        updated_at: kept(organization.updated_at, stored.updated_at),
        ..organization.clone()
    }
}

async fn replace_damaged(organization: &Organization, context: &Context) -> Result<(), Failure> {
    let writer = context.writer()?;
    writer.organizations().discard_damaged(organization).await?;
    let outcome = if context.is_dry_run() {
        Outcome::Added
    } else {
        writer.organizations().put(organization, context.now()).await?
    };
    warn(
        "the stored organization was damaged and is replaced; run `orgctl check` to find related inconsistencies",
    );
    context.print(&report(organization, &put_outcome(outcome, context.is_dry_run()), &[], &[]))
}
