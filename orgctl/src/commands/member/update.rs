//! `orgctl member update`.

use clap::Args;
use org_discovery::domain::Member;
use org_discovery_admin::{effects, import};

use super::report::report;
use crate::{
    context::Context,
    edit::{EditArguments, changes, parse_edited},
    failure::Failure,
    outcome_text::write_outcome,
    resolve_names::{self, MemberSelector},
};

pub const EXAMPLES: &str = "\
Examples:
  orgctl member update jane@acme.com --organization acme --set status=active
  orgctl member update member-live-… --set 'roles=[{\"role_id\": \"editor\"}]'
  orgctl --dry-run member update member-live-… --from changes.json

The command prints the changed fields and what they change for the person.";

/// The arguments of `orgctl member update`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    selector: MemberSelector,

    #[command(flatten)]
    edit: EditArguments,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    if arguments.edit.is_empty() {
        return Err(Failure::usage("nothing to change; use --set or --from"));
    }
    let stored = resolve_names::member(&arguments.selector, context).await?;
    let before = serde_json::to_value(&stored)?;
    let mut next: Member = parse_edited(&arguments.edit.apply(&before)?, import::read_member)?;
    if (&next.member_id, &next.organization_id) != (&stored.member_id, &stored.organization_id) {
        return Err(Failure::usage("the id and the organization of a Member cannot be changed"));
    }
    if next == stored {
        return context.print(&report(&stored, "unchanged", &[], &[]));
    }
    let changed = changes(&before, &serde_json::to_value(&next)?);
    if next.updated_at == stored.updated_at {
        next.updated_at = Some(context.now());
    }
    let effects = effects::of_member_change(Some(&stored), Some(&next), &context.reader()?).await?;
    let outcome = context.writer()?.members().replace(&stored, &next, context.now()).await?;
    let outcome = write_outcome(outcome, "updated", context.is_dry_run());
    context.print(&report(&next, &outcome, &changed, &effects))
}
