//! Formats the explanation of one organization as text.

use org_discovery::domain::discovery::explain::{Explanation, UncountedFactor, Verdict};

use super::{
    entry_requirements::{membership_type, remaining_steps},
    exchange_effect::ExchangeEffect,
    remedy_text::remedy_text,
    rule_text::rule_text,
    uncounted_factor_text::uncounted_factor_text,
};

/// Formats the verdict, followed by indented lines for the rules, the conclusion, the effect of an exchange and the
/// uncounted factors.
pub fn organization_text(
    explanation: &Explanation<'_, '_>,
    unread: u64,
    exchange: Option<&ExchangeEffect>,
) -> Vec<String> {
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
    lines.extend(exchange.map(|exchange| format!("  An exchange {}.", exchange.text)));
    lines.extend(
        uncounted_factors(explanation).iter().map(|factor| format!("  {}", uncounted_factor_text(factor))),
    );
    lines
}

/// Returns the uncounted factors of a shown organization, or an empty slice for a hidden one.
pub fn uncounted_factors<'a, 'f>(explanation: &'a Explanation<'_, 'f>) -> &'a [UncountedFactor<'f>] {
    match &explanation.verdict {
        Verdict::Shown { uncounted_factors, .. } => uncounted_factors,
        Verdict::Hidden(_) => &[],
    }
}

/// Formats the membership type and the remaining steps, or the changes that would show the organization.
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
