//! The report of `orgctl explain`: the session, its organizations, and how many were not explained.

use org_discovery::{
    domain::{
        Session,
        discovery::{Discovery, explain::Explanation},
    },
    store::MOST_ORGANIZATIONS,
};
use serde_json::{Value, json};

use super::{
    organization_json::organization_json, organization_text::organization_text, session_text::session_text,
};
use crate::output::Text;

/// Sorts shown organizations first, in the order of the answer, then the others by name.
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

/// The explanation of one session's answer.
pub struct ExplainReport<'p, 'e, 'f> {
    pub session: &'p Session,
    pub explanations: &'p [Explanation<'e, 'f>],
    /// How many organizations are unrelated to the person, if they were counted.
    pub others: Option<u64>,
    /// How many organizations cannot be read, in addition to those that are explained.
    pub unreadable: u64,
    /// How many organizations the answer lacks at least, because one answer reads a limited number.
    pub unread: u64,
    /// Whether the function answers with an error instead of an empty list.
    pub fails: bool,
}

impl ExplainReport<'_, '_, '_> {
    pub fn text(&self) -> Text {
        let mut paragraphs = vec![vec![session_text(self.session)]];
        if self.fails {
            paragraphs.push(vec![
                "What is damaged leaves nothing to show, so the function answers with an error (500), not with an empty list."
                    .to_owned(),
            ]);
        }
        paragraphs.extend(unread_text(self.unread).map(|line| vec![line]));
        paragraphs.extend(self.explanations.iter().map(|about| organization_text(about, self.unread)));
        let others = self.others.filter(|others| *others > 0 || self.unreadable == 0);
        paragraphs.extend(others.map(|others| vec![others_text(others)]));
        paragraphs.extend(unreadable_text(self.unreadable).map(|line| vec![line]));
        paragraphs.join(&String::new()).into()
    }

    pub fn json(&self) -> Value {
        let organizations: Vec<_> =
            self.explanations.iter().map(|about| organization_json(about, self.unread)).collect();
        json!({
            "email_address": self.session.email_address,
            "function_fails": self.fails,
            "organizations": organizations,
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

fn unread_text(count: u64) -> Option<String> {
    let text = format!(
        "The answer is shortened: one answer reads {MOST_ORGANIZATIONS} organizations besides active memberships with a \
         verified address, and at least {count} more could have been shown."
    );
    (count > 0).then_some(text)
}

fn unreadable_text(count: u64) -> Option<String> {
    let (are, them) = match count {
        0 => return None,
        1 => ("1 organization".to_owned(), "it"),
        count => (format!("{count} organizations"), "them"),
    };
    Some(format!("{are} cannot be read, so nobody knows what is in {them}; `orgctl check` lists {them}."))
}
