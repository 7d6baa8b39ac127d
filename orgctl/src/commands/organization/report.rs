//! The report of a written organization.

use org_discovery::domain::Organization;
use serde_json::json;

use crate::{
    edit::{FieldChange, change_report},
    output::Report,
};

/// Reports the outcome, the changed fields and their effects on people.
pub fn report(
    organization: &Organization,
    outcome: &str,
    changes: &[FieldChange],
    effects: &[String],
) -> Report {
    let Organization { organization_id, organization_slug, .. } = organization;
    let subject = format!("{organization_id} ({organization_slug})");
    change_report(&subject, json!({"organization_id": organization_id}), outcome, changes, effects)
}
