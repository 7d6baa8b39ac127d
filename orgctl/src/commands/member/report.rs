//! The report of a written Member.

use org_discovery::domain::Member;
use serde_json::json;

use crate::{
    edit::FieldChange,
    output::{Report, Text},
};

/// Reports the outcome, the changed fields and their effects on the person.
pub fn report(member: &Member, outcome: &str, changes: &[FieldChange], effects: &[String]) -> Report {
    let Member { member_id, organization_id, email_address, .. } = member;
    let mut text = Text::from(format!("{member_id} ({email_address} in {organization_id}): {outcome}"));
    changes.iter().for_each(|change| text.push(change.line()));
    effects.iter().for_each(|effect| text.push(effect.as_str()));
    Report {
        json: json!({
            "member_id": member_id,
            "organization_id": organization_id,
            "outcome": outcome,
            "changes": changes.iter().map(FieldChange::json).collect::<Vec<_>>(),
            "effects": effects,
        }),
        text,
    }
}
