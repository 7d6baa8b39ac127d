//! The report of a written organization.

use org_discovery::domain::Organization;
use serde_json::json;

use crate::{
    edit::FieldChange,
    output::{Report, Text},
};

/// Reports the outcome, the changed fields and their effects on people.
pub fn report(
    organization: &Organization,
    outcome: &str,
    changes: &[FieldChange],
    effects: &[String],
) -> Report {
    let Organization { organization_id, organization_slug, .. } = organization;
    let mut text = Text::from(format!("{organization_id} ({organization_slug}): {outcome}"));
    changes.iter().for_each(|change| text.push(change.line()));
    effects.iter().for_each(|effect| text.push(effect.as_str()));
    Report {
        json: json!({
            "organization_id": organization_id,
            "outcome": outcome,
            "changes": changes.iter().map(FieldChange::json).collect::<Vec<_>>(),
            "effects": effects,
        }),
        text,
    }
}
