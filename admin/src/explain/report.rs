//! The report of an explanation: the session, the explained organizations, and notes about the others.

use org_discovery::{
    domain::{
        Timestamp,
        discovery::{
            Discovery, Facts,
            explain::{Explainer, Explanation, Verdict},
        },
    },
    service::{JoinableOrganizations, decide},
    store::{MAX_ORGANIZATIONS, StoreError},
};
use serde_json::{Value, json};

use super::{
    Scope, exchange_effect::ExchangeEffect, organization_json::organization_json,
    organization_text::organization_text, session_text::session_text,
};
use crate::project_reader::ProjectReader;

/// An explanation, for people and for programs.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The text: paragraphs of lines. The lines are not escaped for a terminal.
    pub paragraphs: Vec<Vec<String>>,
    /// The same as a JSON object.
    pub json: Value,
}

impl Report {
    /// Explains the response to a session, from the facts of the response and the joinable edges that it followed.
    /// Returns `None` if the session is not valid, because its Member or organization does not exist.
    ///
    /// # Errors
    /// [`StoreError`]. Damaged organizations are not an error: they are explained, or counted.
    pub async fn read(
        reader: &ProjectReader,
        facts: &Facts,
        edges: &JoinableOrganizations,
        scope: Scope,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let Some(explainer) = Explainer::new(facts) else {
            return Ok(None);
        };
        let relevant = scope.organizations(reader, facts, edges).await?;
        let mut explanations: Vec<_> = relevant.states(facts).map(|state| explainer.explain(state)).collect();
        sort(&mut explanations, explainer.discovery());
        let content = Content {
            facts,
            now,
            explanations: &explanations,
            others: relevant.others,
            damaged: relevant.damaged,
            unread: facts.unread_organizations,
            fails: decide(facts).is_err(),
        };
        Ok(Some(Self { paragraphs: content.paragraphs(), json: content.json() }))
    }
}

/// Sorts explanations: shown organizations in the order of the response, then the others by name.
fn sort(explanations: &mut [Explanation<'_, '_>], discovery: &Discovery<'_>) {
    let position = |explanation: &Explanation<'_, '_>| {
        let listed = &discovery.discovered_organizations;
        listed.iter().position(|entry| entry.organization.organization_id == *explanation.organization_id)
    };
    explanations.sort_by_cached_key(|explanation| {
        let name = explanation.organization.map(|o| o.organization_name.to_lowercase());
        (position(explanation).unwrap_or(usize::MAX), name, explanation.organization_id.clone())
    });
}

/// The content of a report.
struct Content<'p, 'e, 'f> {
    facts: &'p Facts,
    now: Timestamp,
    explanations: &'p [Explanation<'e, 'f>],
    /// The number of organizations that are unrelated to the person, if they were counted.
    others: Option<u64>,
    /// The number of damaged organizations that are not explained.
    damaged: u64,
    /// The minimum number of organizations that are missing because the function reads a limited number.
    unread: u64,
    /// True if the function responds with an error instead of an empty list.
    fails: bool,
}

impl Content<'_, '_, '_> {
    /// Returns the effect of an exchange for a shown organization.
    fn exchange(&self, about: &Explanation<'_, '_>) -> Option<ExchangeEffect> {
        let is_shown = matches!(about.verdict, Verdict::Shown { .. });
        is_shown.then(|| ExchangeEffect::of(self.facts, about.organization_id, self.now)).flatten()
    }

    fn paragraphs(&self) -> Vec<Vec<String>> {
        let mut paragraphs = vec![vec![session_text(&self.facts.session)]];
        paragraphs.extend(self.notes_before().into_iter().map(|note| vec![note]));
        let about = |about| organization_text(about, self.unread, self.exchange(about).as_ref());
        paragraphs.extend(self.explanations.iter().map(about));
        paragraphs.extend(self.notes_after().into_iter().map(|note| vec![note]));
        paragraphs
    }

    /// Returns the notes about the answer as a whole.
    fn notes_before(&self) -> Vec<String> {
        let fails = self.fails.then(|| FAILS.to_owned());
        fails.into_iter().chain(unread_text(self.unread)).collect()
    }

    /// Returns the notes about organizations that are not explained.
    fn notes_after(&self) -> Vec<String> {
        let others = self.others.filter(|others| *others > 0 || self.damaged == 0);
        others.map(others_text).into_iter().chain(damaged_text(self.damaged)).collect()
    }

    fn json(&self) -> Value {
        let about = |about| organization_json(about, self.unread, self.exchange(about).as_ref());
        let organizations: Vec<_> = self.explanations.iter().map(about).collect();
        let notes: Vec<_> = self.notes_before().into_iter().chain(self.notes_after()).collect();
        json!({
            "email_address": self.facts.session.email_address,
            "session": session_text(&self.facts.session),
            "function_fails": self.fails,
            "organizations": organizations,
            "other_organizations": self.others,
            "unread_organizations": self.unread,
            "damaged_organizations": self.damaged,
            "notes": notes,
        })
    }
}

const FAILS: &str = "No organization can be shown and items are damaged, so the function responds with an error (500) \
                     instead of an empty list.";

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
