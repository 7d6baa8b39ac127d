//! Formats the explanation of one organization as text.

use org_discovery::domain::discovery::explain::{Explanation, Obstacle, Verdict};

use super::{obstacle_text::obstacle_text, remedy_text::remedy_text, rule_text::rule_text};
use crate::entry_requirements::{membership_type, remaining_steps};

/// Formats the verdict, followed by indented lines for the rules, the conclusion and the obstacles.
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

/// Returns the obstacles of a shown organization, or none for a hidden one.
pub fn obstacles<'a, 'f>(explanation: &'a Explanation<'_, 'f>) -> &'a [Obstacle<'f>] {
    match &explanation.verdict {
        Verdict::Shown { obstacles, .. } => obstacles,
        Verdict::Hidden(_) => &[],
    }
}

/// Formats how the organization is shown, or what must change to show it.
pub fn conclusion(explanation: &Explanation<'_, '_>, unread: u64) -> String {
    match &explanation.verdict {
        Verdict::Shown { entry, address_verified, .. } => {
            let redacted = if *address_verified {
                ""
            } else {
                ", with member-only fields redacted because the session does not verify the address"
            };
            format!(
                "Shown as {}{redacted}. Remaining steps: {}.",
                membership_type(entry),
                remaining_steps(entry)
            )
        }
        Verdict::Hidden(remedies) if unread > 0 && remedies.iter().any(Vec::is_empty) => {
            "Nothing needs to change: the organization exceeds the number of organizations that the function reads.".to_owned()
        }
        Verdict::Hidden(remedies) => remedy_text(remedies),
    }
}
