//! The report of `orgctl explain`: the session, the explained organizations, and the number of other organizations.

use org_discovery::{
    domain::{
        Timestamp,
        discovery::{
            Discovery, Facts,
            explain::{Explanation, Verdict},
        },
    },
    store::MAX_ORGANIZATIONS,
};
use serde_json::{Value, json};

use super::{
    exchange_effect::ExchangeEffect, organization_json::organization_json,
    organization_text::organization_text, session_text::session_text,
};
use crate::output::Text;

/// Sorts explanations: shown organizations in the order of the response, then the others by name.
pub fn sort(explanations: &mut [Explanation<'_, '_>], discovery: &Discovery<'_>) {
    let position = |explanation: &Explanation<'_, '_>| {
        let listed = &discovery.discovered_organizations;
        listed.iter().position(|entry| entry.organization.organization_id == *explanation.organization_id)
    };
    explanations.sort_by_cached_key(|explanation| {
        let name = explanation.organization.map(|o| o.organization_name.to_lowercase());
        (position(explanation).unwrap_or(usize::MAX), name, explanation.organization_id.clone())
    });
}

/// The explanation of the response to one session.
pub struct ExplainReport<'p, 'e, 'f> {
    pub facts: &'p Facts,
    pub now: Timestamp,
    pub explanations: &'p [Explanation<'e, 'f>],
    /// The number of organizations that are unrelated to the person, if they were counted.
    pub others: Option<u64>,
    /// The number of damaged organizations that are not explained.
    pub damaged: u64,
    /// The minimum number of organizations that are missing because the function reads a limited number.
    pub unread: u64,
    /// True if the function responds with an error instead of an empty list.
    pub fails: bool,
}

impl ExplainReport<'_, '_, '_> {
    /// Returns the effect of an exchange for a shown organization.
    fn exchange(&self, about: &Explanation<'_, '_>) -> Option<ExchangeEffect> {
        let is_shown = matches!(about.verdict, Verdict::Shown { .. });
        is_shown.then(|| ExchangeEffect::of(self.facts, about.organization_id, self.now)).flatten()
    }

    pub fn text(&self) -> Text {
        let mut paragraphs = vec![vec![session_text(&self.facts.session)]];
        if self.fails {
            paragraphs.push(vec![
                "No organization can be shown and items are damaged, so the function responds with an error (500) instead of an empty list."
                    .to_owned(),
            ]);
        }
        paragraphs.extend(unread_text(self.unread).map(|line| vec![line]));
        let about = |about| organization_text(about, self.unread, self.exchange(about).as_ref());
        paragraphs.extend(self.explanations.iter().map(about));
        let others = self.others.filter(|others| *others > 0 || self.damaged == 0);
        paragraphs.extend(others.map(|others| vec![others_text(others)]));
        paragraphs.extend(damaged_text(self.damaged).map(|line| vec![line]));
        paragraphs.join(&String::new()).into()
    }

    pub fn json(&self) -> Value {
        let about = |about| organization_json(about, self.unread, self.exchange(about).as_ref());
        let organizations: Vec<_> = self.explanations.iter().map(about).collect();
        json!({
            "email_address": self.facts.session.email_address,
            "function_fails": self.fails,
            "organizations": organizations,
            "other_organizations": self.others,
            "unread_organizations": self.unread,
            "damaged_organizations": self.damaged,
        })
    }
}

fn others_text(others: u64) -> String {
    match others {
        0 => "There are no other organizations.".to_owned(),
        1 => "1 other organization is unrelated to this person.".to_owned(),
        others => format!("{others} other organizations are unrelated to this person."),
    }
}

fn unread_text(count: u64) -> Option<String> {
    let text = format!(
        "The answer is shortened: the function reads at most {MAX_ORGANIZATIONS} organizations in addition to active \
         memberships with a verified address, and at least {count} more could have been shown."
    );
    (count > 0).then_some(text)
}

fn damaged_text(count: u64) -> Option<String> {
    let (are, them) = match count {
        0 => return None,
        1 => ("1 other organization is".to_owned(), "it"),
        count => (format!("{count} other organizations are"), "them"),
    };
    Some(format!("{are} damaged and cannot be explained; `orgctl check` lists {them}."))
}
