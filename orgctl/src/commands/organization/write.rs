//! Writes an organization for `put` and `update`.

use org_discovery::domain::Organization;
use org_discovery_admin::Outcome;

use crate::{context::Context, failure::Failure};

/// Writes the organization if `stored` is still stored. A dry run only plans the write: it may take several
/// transactions, and each reads what the one before has written.
pub async fn write(
    stored: Option<&Organization>,
    next: &Organization,
    context: &Context,
) -> Result<Outcome, Failure> {
    let (writer, now) = (context.writer()?, context.now());
    let organizations = writer.organizations();
    Ok(match stored {
        _ if context.is_dry_run() => organizations.plan(next, now).await?,
        Some(stored) => organizations.replace(stored, next, now).await?,
        None => organizations.put(next, now).await?,
    })
}
