//! The report of a written object.

use serde_json::{Value, json};

use super::FieldChange;
use crate::output::{Report, Text};

/// Reports what was done to an object (`subject`, and its `ids` in JSON), the changed fields and their effects on people.
pub fn change_report(
    subject: &str,
    ids: Value,
    outcome: &str,
    changes: &[FieldChange],
    effects: &[String],
) -> Report {
    let mut text = Text::from(format!("{subject}: {outcome}"));
    for change in changes {
        text.push(change.line());
    }
    for effect in effects {
        text.push(effect.as_str());
    }
    let mut json = ids;
    json["outcome"] = outcome.into();
    json["changes"] = changes.iter().map(FieldChange::json).collect();
    json["effects"] = json!(effects);
    Report { json, text }
}
