//! `orgctl organization put`.

use org_discovery::{domain::Organization, store::StoreError};
use org_discovery_admin::{Outcome, effects, import};

use super::{report::report, write::write};
use crate::{context::Context, edit::WholeObject, failure::Failure, outcome_text::put_outcome, output::warn};

pub const EXAMPLES: &str = "\
Examples:
  orgctl organization put acme.json
  orgctl organization get acme | jq '.email_invites = \"NOT_ALLOWED\"' | orgctl organization put -

Use `orgctl organization update` to change some fields and keep the others.";

pub async fn run(object: &WholeObject, context: &Context) -> Result<(), Failure> {
    let (organization, given) = object.read(import::read_organization)?;
    let id = &organization.organization_id;
    let stored = match context.reader()?.organization(id).await {
        Err(StoreError::Damaged { .. }) => return replace_damaged(&organization, context).await,
        stored => stored?,
    };
    let (changed, effects) = match &stored {
        Some(stored) => {
            let subject = format!("organization {} ({id})", stored.organization_name);
            let changed = object.confirmed_changes(&subject, [stored, &organization], &given, context)?;
            (changed, effects::of_organization_change(stored, &organization, &context.reader()?).await?)
        }
        None => (Vec::new(), Vec::new()),
    };
    let outcome = write(stored.as_ref(), &organization, context).await?;
    let outcome = put_outcome(outcome, context.is_dry_run());
    context.print(&report(&organization, &outcome, &changed, &effects))
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
