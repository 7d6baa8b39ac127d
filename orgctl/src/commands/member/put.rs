//! `orgctl member put`.

use org_discovery_admin::{effects, import};

use super::report::report;
use crate::{context::Context, edit::WholeObject, failure::Failure, outcome_text::put_outcome};

pub const EXAMPLES: &str = "\
Examples:
  orgctl member put jane.json
  orgctl member get jane@acme.com --organization acme | jq '.name = \"Jane\"' | orgctl member put -

Use `orgctl member update` to change some fields and keep the others.";

pub async fn run(object: &WholeObject, context: &Context) -> Result<(), Failure> {
    let (member, given) = object.read(import::read_member)?;
    let (reader, id) = (context.reader()?, &member.organization_id);
    if reader.organization(id).await?.is_none() {
        return Err(Failure::refused(format!("there is no organization {id}; create it first")));
    }
    let stored = reader.member(&member.member_id).await?;
    let stored = stored.filter(|stored| stored.organization_id == *id);
    let changed = match &stored {
        Some(stored) => {
            let subject = format!("Member {} ({})", member.email_address, member.member_id);
            object.confirmed_changes(&subject, [stored, &member], &given, context)?
        }
        None => Vec::new(),
    };
    let effects = effects::of_member_change(stored.as_ref(), Some(&member), &context.reader()?).await?;
    let (writer, now) = (context.writer()?, context.now());
    let outcome = match &stored {
        Some(stored) => writer.members().replace(stored, &member, now).await?,
        None => writer.members().put(&member, now).await?,
    };
    context.print(&report(&member, &put_outcome(outcome, context.is_dry_run()), &changed, &effects))
}
