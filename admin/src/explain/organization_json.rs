//! Converts the explanation of one organization to JSON.

use org_discovery::domain::discovery::explain::{Explanation, Rule, UncountedFactor, Verdict};
use serde_json::{Value, json};

use super::{
    entry_requirements::membership_type,
    exchange_effect::ExchangeEffect,
    organization_text::{conclusion, uncounted_factors},
    remedy_json::remedy_json,
    remedy_text::changes_text,
    rule_json::finding_json,
    rule_text::rule_text,
    uncounted_factor_text::uncounted_factor_text,
};

/// Converts the verdict with its rules, remedies and uncounted factors.
pub fn organization_json(
    explanation: &Explanation<'_, '_>,
    unread: u64,
    exchange: Option<&ExchangeEffect>,
) -> Value {
    let (shown, remedies) = match &explanation.verdict {
        Verdict::Shown { entry, address_verified, .. } => (Some((*entry, *address_verified)), &[][..]),
        Verdict::Hidden(remedies) => (None, &remedies[..]),
    };
    let entry = shown.map(|(entry, _)| entry);
    json!({
        "organization_id": explanation.organization_id,
        "organization_name": explanation.organization.map(|o| &o.organization_name),
        "organization_slug": explanation.organization.map(|o| &o.organization_slug),
        "shown": shown.is_some(),
        "membership_type": entry.map(membership_type),
        "address_verified": shown.map(|(_, address_verified)| address_verified),
        "primary_required": entry.map(|entry| &entry.primary_required),
        "mfa_required": entry.map(|entry| entry.mfa_required.is_some()),
        "rules": explanation.rules.iter().map(rule_json).collect::<Vec<_>>(),
        "remedies": remedies.iter().map(|changes| remedy_json(changes)).collect::<Vec<_>>(),
        "remedy_texts": remedies.iter().map(|changes| changes_text(changes)).collect::<Vec<_>>(),
        "uncounted_factors": uncounted_factors(explanation).iter().map(uncounted_factor_json).collect::<Vec<_>>(),
        "exchange": exchange.map(|exchange| json!({"outcome": exchange.outcome, "text": exchange.text})),
        "text": conclusion(explanation, unread),
    })
}

fn rule_json(rule: &Rule<'_>) -> Value {
    json!({"rule": rule.name(), "passes": rule.passes(), "found": finding_json(rule), "text": rule_text(rule)})
}

fn uncounted_factor_json(factor: &UncountedFactor<'_>) -> Value {
    json!({"reason": factor.name(), "text": uncounted_factor_text(factor)})
}
