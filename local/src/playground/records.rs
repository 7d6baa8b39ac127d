//! Pages of lists, texts of objects, and reports of changes, which organizations and Members share.

use org_discovery_admin::{Outcome, import};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::refusal::Refusal;

/// The number of rows that are returned at once.
pub const ROWS: usize = 50;

/// Rows, and the id after which the next ones begin.
#[derive(Debug, Serialize)]
pub struct Page {
    rows: Vec<Value>,
    next: Option<String>,
}

/// The whole text of an object.
#[derive(Debug, Deserialize)]
pub struct WholeObject {
    pub text: String,
    /// The text that was edited, or `None` for a new object.
    before: Option<String>,
}

impl WholeObject {
    /// Requires that the stored object is the one that was edited, or does not exist if the object is new.
    pub fn require_edited(&self, stored: Option<&impl Serialize>) -> Result<(), Refusal> {
        match (&self.before, stored) {
            (None, Some(_)) => {
                Err(Refusal::invalid("an object with this id exists already; edit it instead"))
            }
            (Some(before), stored) if stored.map(formatted).as_ref() != Some(before) => {
                Err(Refusal::outdated())
            }
            _ => Ok(()),
        }
    }
}

/// Some fields of an object.
#[derive(Debug, Deserialize)]
pub struct ChangedFields {
    set: Map<String, Value>,
}

/// A parser of `orgctl put`.
pub type Parse<T> = fn(&str, &str) -> Result<(T, Vec<import::Diagnostic>), import::SingleRecordError>;

impl Page {
    /// Returns the first rows. One more row than a page contains shows that there are more.
    pub fn of(mut rows: Vec<Value>, id: &str) -> Self {
        let is_last = rows.len() <= ROWS;
        rows.truncate(ROWS);
        let last = rows.last().and_then(|row| row[id].as_str());
        let next = last.filter(|_| !is_last).map(str::to_owned);
        Self { rows, next }
    }
}

impl ChangedFields {
    /// Returns the object with the changed fields.
    pub fn applied_to<T>(self, stored: &T, name: &str, parser: Parse<T>) -> Result<T, Refusal>
    where
        T: Serialize,
    {
        let mut fields: Map<String, Value> = serde_json::from_value(json!(stored))?;
        fields.extend(self.set);
        parse(name, &Value::Object(fields).to_string(), parser)
    }
}

/// Returns an object as formatted JSON, which the page edits.
pub fn formatted(object: &impl Serialize) -> String {
    format!("{:#}", json!(object))
}

/// Parses an object as `orgctl` does. Unknown fields are refused.
pub fn parse<T>(name: &str, text: &str, parse: Parse<T>) -> Result<T, Refusal> {
    let (object, unknown) = parse(name, text)?;
    import::refuse_unknown(&unknown)?;
    Ok(object)
}

/// Reports a change and its effects on people in the words of `orgctl`.
pub fn report(subject: &str, outcome: Outcome, effects: &[String]) -> Value {
    let done = match outcome {
        Outcome::Added => "created",
        Outcome::Changed => "changed",
        Outcome::Removed => "removed",
        Outcome::Unchanged => "unchanged",
        Outcome::Absent => "not found",
    };
    json!({"text": format!("{subject}: {done}"), "effects": effects})
}
