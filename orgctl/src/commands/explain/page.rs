//! What is printed.

use org_discovery::{
    domain::{
        AuthenticationFactor, Session, SessionKind,
        discovery::{
            Discovery,
            explain::{Change, Explanation, Obstacle, Rule, Verdict},
        },
    },
    store::MOST_ORGANIZATIONS,
};
use serde_json::{Value, json};

use super::{found::found, words};
use crate::{
    needed::{relationship, still_needed},
    output::Text,
};

/// What is shown first, in the order of the answer; then the others by name.
pub fn sort(explanations: &mut [Explanation<'_, '_>], discovery: &Discovery<'_>) {
    let place = |explanation: &Explanation<'_, '_>| {
        let listed = &discovery.discovered_organizations;
        listed.iter().position(|entry| entry.organization.organization_id == *explanation.organization_id)
    };
    explanations.sort_by_cached_key(|explanation| {
        let name = explanation.organization.map(|o| o.organization_name.to_lowercase());
        (place(explanation).unwrap_or(usize::MAX), name, explanation.organization_id.clone())
    });
}

/// All that is printed.
pub struct Page<'p, 'e, 'f> {
    pub session: &'p Session,
    pub explanations: &'p [Explanation<'e, 'f>],
    /// How many organizations have nothing to do with the person, where they were counted.
    pub others: Option<u64>,
    /// How many organizations cannot be read, beside those that are explained.
    pub unreadable: u64,
    /// How many organizations the answer lacks at least, because one answer reads a limited number.
    pub unread: u64,
    /// Whether the function answers with an error instead of an empty list.
    pub fails: bool,
}

impl Page<'_, '_, '_> {
    pub fn text(&self) -> Text {
        let mut parts = vec![vec![person(self.session)]];
        parts.extend(self.fails.then(|| {
            "What is damaged leaves nothing to show, so the function answers with an error (500), not with an empty list."
                .to_owned()
        }).map(|line| vec![line]));
        parts.extend(unread(self.unread).map(|line| vec![line]));
        parts.extend(self.explanations.iter().map(|about| explanation_text(about, self.unread)));
        let others = self.others.filter(|others| *others > 0 || self.unreadable == 0);
        parts.extend(others.map(|others| vec![others_text(others)]));
        parts.extend(unreadable(self.unreadable).map(|line| vec![line]));
        parts.join(&String::new()).into()
    }

    pub fn json(&self) -> Value {
        json!({
            "email_address": self.session.email_address,
            "function_fails": self.fails,
            "organizations": self.explanations.iter().map(|about| explanation_json(about, self.unread)).collect::<Vec<_>>(),
            "other_organizations": self.others,
            "unread_organizations": self.unread,
            "unreadable_organizations": self.unreadable,
        })
    }
}

fn others_text(others: u64) -> String {
    match others {
        0 => "There is no other organization.".to_owned(),
        1 => "1 other organization has nothing to do with this person.".to_owned(),
        others => format!("{others} other organizations have nothing to do with this person."),
    }
}

fn unread(count: u64) -> Option<String> {
    let text = format!(
        "The answer is shortened: one answer reads {MOST_ORGANIZATIONS} organizations besides active memberships with a \
         verified address, and at least {count} more could have been shown."
    );
    (count > 0).then_some(text)
}

fn unreadable(count: u64) -> Option<String> {
    let (are, them) = match count {
        0 => return None,
        1 => ("1 organization".to_owned(), "it"),
        count => (format!("{count} organizations"), "them"),
    };
    Some(format!("{are} cannot be read, so nobody knows what is in {them}; `orgctl check` lists {them}."))
}

fn person(session: &Session) -> String {
    let kind = match &session.kind {
        SessionKind::Intermediate { .. } => "before an organization is chosen".to_owned(),
        SessionKind::Member(member) => format!("signed in to {}", member.organization_id),
    };
    let factors: Vec<_> = session.factors().map(factor).collect();
    let shown = if factors.is_empty() { "nothing".to_owned() } else { factors.join(", ") };
    let ignored = match session.authentication_factors.ignored_for(&session.email_address) {
        0 => String::new(),
        1 => "; 1 factor is ignored, because it names another address or no address".to_owned(),
        count => format!("; {count} factors are ignored, because they name another address or no address"),
    };
    format!("{} {kind}, having shown: {shown}{ignored}", session.email_address)
}

fn factor(factor: &AuthenticationFactor) -> String {
    let method = factor.primary_method().and_then(|method| serde_json::to_value(method).ok());
    match method.as_ref().and_then(Value::as_str) {
        Some(name) => name.to_owned(),
        None => match factor {
            AuthenticationFactor::SmsOtp { .. } => "sms_otp".to_owned(),
            AuthenticationFactor::Totp { .. } => "totp".to_owned(),
            AuthenticationFactor::RecoveryCode => "recovery_code".to_owned(),
            AuthenticationFactor::TrustedToken { .. } => "trusted_token".to_owned(),
            _ => "something unknown".to_owned(),
        },
    }
}

fn explanation_text(explanation: &Explanation<'_, '_>, unread: u64) -> Vec<String> {
    let name = match explanation.organization {
        Some(organization) => {
            format!("{} ({})", organization.organization_name, explanation.organization_id)
        }
        None => explanation.organization_id.to_string(),
    };
    let verdict = if matches!(explanation.verdict, Verdict::Shown { .. }) { "shown" } else { "NOT SHOWN" };
    let rules = explanation.rules.iter().map(|rule| format!("  {}", words::rule(rule)));
    [format!("{name}: {verdict}")]
        .into_iter()
        .chain(rules)
        .chain([format!("  {}", last_line(explanation, unread))])
        .chain(obstacles(explanation).iter().map(|obstacle| format!("  {}", words::obstacle(obstacle))))
        .collect()
}

fn obstacles<'a, 'f>(explanation: &'a Explanation<'_, 'f>) -> &'a [Obstacle<'f>] {
    match &explanation.verdict {
        Verdict::Shown { obstacles, .. } => obstacles,
        Verdict::Hidden(_) => &[],
    }
}

fn obstacle_json(obstacle: &Obstacle<'_>) -> Value {
    json!({"obstacle": obstacle.name(), "words": words::obstacle(obstacle)})
}

/// What came of it, or what would have to change.
fn last_line(explanation: &Explanation<'_, '_>, unread: u64) -> String {
    match &explanation.verdict {
        Verdict::Shown { entry, address_verified, .. } => {
            let held_back = if *address_verified {
                ""
            } else {
                ", without what only its own people should read, because the session does not prove the address"
            };
            format!(
                "So it is shown as {}{held_back}. Still needed: {}.",
                relationship(entry),
                still_needed(entry)
            )
        }
        Verdict::Hidden(remedies) if unread > 0 && remedies.iter().any(Vec::is_empty) => {
            "Nothing is missing: it is among the organizations that were not read.".to_owned()
        }
        Verdict::Hidden(remedies) => words::remedy(remedies),
    }
}

fn explanation_json(explanation: &Explanation<'_, '_>, unread: u64) -> Value {
    let (shown, remedies) = match &explanation.verdict {
        Verdict::Shown { entry, address_verified, .. } => (Some((*entry, *address_verified)), Vec::new()),
        Verdict::Hidden(remedies) => (None, remedies.iter().map(|changes| changes_json(changes)).collect()),
    };
    let entry = shown.map(|(entry, _)| entry);
    json!({
        "organization_id": explanation.organization_id,
        "organization_name": explanation.organization.map(|o| &o.organization_name),
        "organization_slug": explanation.organization.map(|o| &o.organization_slug),
        "shown": shown.is_some(),
        "relationship": entry.map(relationship),
        "address_proven": shown.map(|(_, address_verified)| address_verified),
        "primary_required": entry.map(|entry| &entry.primary_required),
        "mfa_required": entry.map(|entry| entry.mfa_required.is_some()),
        "rules": explanation.rules.iter().map(rule_json).collect::<Vec<_>>(),
        "remedies": remedies,
        "obstacles": obstacles(explanation).iter().map(obstacle_json).collect::<Vec<_>>(),
        "words": last_line(explanation, unread),
    })
}

fn rule_json(rule: &Rule<'_>) -> Value {
    json!({"rule": rule.name(), "passes": rule.passes(), "found": found(rule), "words": words::rule(rule)})
}

fn changes_json(changes: &[Change<'_>]) -> Value {
    let object = |change: &Change<'_>| {
        let (name, about) = words::change_name(change);
        json!({"change": name, "about": about})
    };
    changes.iter().map(object).collect()
}
