//! One inconsistency, as text and as JSON.

use org_discovery::domain::Timestamp;
use org_discovery_admin::consistency::{Inconsistency, RepairAction};
use serde_json::{Value, json};

use super::{
    effect::{Context, effect},
    names::Organizations,
    problem::problem,
    repair_command::RepairCommand,
};
use crate::{
    failure::Failure,
    output::{Line, Paragraph, Style, Text},
};

/// An inconsistency with what an operator needs to know about it.
#[derive(Debug)]
pub struct Finding<'r> {
    pub inconsistency: &'r Inconsistency,
    pub problem: String,
    effect: String,
    repair: RepairCommand,
    organization_name: Option<&'r str>,
    organization_updated_at: Option<Timestamp>,
}

impl<'r> Finding<'r> {
    pub fn of(inconsistency: &'r Inconsistency, context: Context<'r>) -> Self {
        let Context { organizations, .. } = context;
        let facts = inconsistency.organization().and_then(|id| organizations.facts(id));
        Self {
            inconsistency,
            problem: problem(inconsistency, organizations),
            effect: effect(inconsistency, context),
            repair: RepairCommand::of(inconsistency, organizations),
            organization_name: facts.map(|facts| facts.name.as_str()).filter(|name| !name.is_empty()),
            organization_updated_at: facts.and_then(|facts| facts.updated_at),
        }
    }

    /// Adds the finding to the report. `planned` is what a repair would do in a dry run.
    pub fn print(&self, planned: Option<RepairAction>, text: &mut Text) {
        text.push_paragraph(Paragraph::styled(2, &sentence(&self.problem), Style::Bad));
        text.push_paragraph(Paragraph::wrapped(4, "Effect", &self.effect));
        if let Some(at) = last_changed(self.inconsistency) {
            text.push_paragraph(Paragraph::wrapped(4, "Member last changed", &at.to_string()));
        }
        if let Some(note) = &self.repair.note {
            text.push_paragraph(Paragraph::wrapped(4, "Note", note));
        }
        if let Some(command) = &self.repair.command {
            text.push_paragraph(Paragraph::whole(4, "Repair", command, Style::Good));
        }
        if let Some(action) = planned {
            text.push_paragraph(Paragraph::wrapped(4, "Plan", &format!("would be {}", done(action))));
        }
    }

    /// Returns the finding as JSON: the fields of the inconsistency, and what the text says.
    pub fn json(&self) -> Result<Value, Failure> {
        let mut json = serde_json::to_value(self.inconsistency)?;
        let added = json!({
            "organization_name": self.organization_name,
            "organization_updated_at": self.organization_updated_at,
            "problem": self.problem,
            "effect": self.effect,
            "note": self.repair.note,
            "command": self.repair.command,
            "repair_action": self.inconsistency.repair_action(),
        });
        if let (Value::Object(fields), Value::Object(added)) = (&mut json, added) {
            fields.extend(added);
        }
        Ok(json)
    }
}

/// Returns the time of the last change of the inconsistency's Member.
fn last_changed(inconsistency: &Inconsistency) -> Option<Timestamp> {
    inconsistency.member().and_then(|member| member.updated_at)
}

/// Returns what a repair does, in the past tense.
pub fn done(action: RepairAction) -> &'static str {
    match action {
        RepairAction::Rebuild => "repaired",
        RepairAction::EraseMember => "repaired by erasing the Member",
        RepairAction::RevokeSession => "repaired by revoking the session",
        RepairAction::RemoveDamaged => "removed",
    }
}

/// Returns the line of a repaired inconsistency.
pub fn repaired_line(inconsistency: &Inconsistency, organizations: Organizations<'_>) -> Line {
    let action = inconsistency.repair_action().map_or("repaired", done);
    Line::from("  ")
        .with(sentence(action), Style::Good)
        .with(format!(": {}", problem(inconsistency, organizations)), Style::Plain)
}

/// Returns the text with a capital first letter.
pub fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
