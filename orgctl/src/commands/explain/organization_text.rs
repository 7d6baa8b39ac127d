//! Formats the explanation of one organization as lines.

use org_discovery::domain::discovery::explain::{Explanation, Obstacle, Verdict};

use super::{obstacle_text::obstacle_text, remedy_text::remedy_text, rule_text::rule_text};
use crate::entry_requirements::{membership_type, remaining_steps};

/// Formats the verdict, then each rule, then the conclusion and its obstacles, indented.
pub fn organization_text(explanation: &Explanation<'_, '_>, unread: u64) -> Vec<String> {
    let name = match explanation.organization {
        Some(organization) => {
            format!("{} ({})", organization.organization_name, explanation.organization_id)
        }
        None => explanation.organization_id.to_string(),
    };
    let verdict = if matches!(explanation.verdict, Verdict::Shown { .. }) { "shown" } else { "NOT SHOWN" };
    let mut lines = vec![format!("{name}: {verdict}")];
    lines.extend(explanation.rules.iter().map(|rule| format!("  {}", rule_text(rule))));
    lines.push(format!("  {}", conclusion(explanation, unread)));
    lines.extend(obstacles(explanation).iter().map(|obstacle| format!("  {}", obstacle_text(obstacle))));
    lines
}

/// Returns the obstacles of an organization that is shown.
pub fn obstacles<'a, 'f>(explanation: &'a Explanation<'_, 'f>) -> &'a [Obstacle<'f>] {
    match &explanation.verdict {
        Verdict::Shown { obstacles, .. } => obstacles,
        Verdict::Hidden(_) => &[],
    }
}

/// Formats how the organization is shown, or what would have to change.
pub fn conclusion(explanation: &Explanation<'_, '_>, unread: u64) -> String {
    match &explanation.verdict {
        Verdict::Shown { entry, address_verified, .. } => {
            let redacted = if *address_verified {
                ""
            } else {
                ", without what only its own people should read, because the session does not prove the address"
            };
            format!(
                "So it is shown as {}{redacted}. Still needed: {}.",
                membership_type(entry),
                remaining_steps(entry)
            )
        }
        Verdict::Hidden(remedies) if unread > 0 && remedies.iter().any(Vec::is_empty) => {
            "Nothing is missing: it is among the organizations that were not read.".to_owned()
        }
        Verdict::Hidden(remedies) => remedy_text(remedies),
    }
}
