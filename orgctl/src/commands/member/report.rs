//! The report of a written Member.

use org_discovery::domain::Member;
use serde_json::json;

use crate::{
    edit::{FieldChange, change_report},
    output::Report,
};

/// Reports the outcome, the changed fields and their effects on the person.
pub fn report(member: &Member, outcome: &str, changes: &[FieldChange], effects: &[String]) -> Report {
    let Member { member_id, organization_id, email_address, .. } = member;
    let subject = format!("{member_id} ({email_address} in {organization_id})");
    let ids = json!({"member_id": member_id, "organization_id": organization_id});
    change_report(&subject, ids, outcome, changes, effects)
}
