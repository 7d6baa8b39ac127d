//! Refused records, for the file that collects them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};

use super::{diagnostics::Diagnostic, entity::Entity, reader::Nesting};

/// The text and the location of a record in the input.
pub(super) struct RawRecord<'r> {
    file: &'r str,
    pointer: &'r str,
    json: &'r str,
    nesting: Nesting<'r>,
}

impl<'r> RawRecord<'r> {
    pub(super) fn new(file: &'r str, pointer: &'r str, json: &'r str) -> Self {
        Self { file, pointer, json, nesting: Nesting::Separate }
    }

    /// Remembers the organization in which a Member is nested, because its own text may lack the id.
    pub(super) fn nested(self, nesting: Nesting<'r>) -> Self {
        Self { nesting, ..self }
    }

    /// Returns a field of the object, if it is a string.
    pub(super) fn string_field(&self, name: &str) -> Option<String> {
        let fields: BTreeMap<String, Box<RawValue>> = serde_json::from_str(self.json).ok()?;
        serde_json::from_str(fields.get(name)?.get()).ok()
    }

    pub(super) fn diagnostic(&self, reason: &str) -> Diagnostic {
        Diagnostic { file: self.file.to_owned(), pointer: self.pointer.to_owned(), reason: reason.to_owned() }
    }

    pub(super) fn refused(&self, reasons: &[Diagnostic]) -> RefusedRecord {
        RefusedRecord::new(self.file, self.pointer, reasons, self.complete())
    }

    /// Returns the object as a separate record: with the id of the organization around it.
    fn complete(&self) -> String {
        self.with_organization_id().unwrap_or_else(|| self.json.to_owned())
    }

    fn with_organization_id(&self) -> Option<String> {
        let id = match self.nesting {
            Nesting::Separate => return None,
            Nesting::Organization(id) => Value::from(id.as_str()).to_string(),
            Nesting::InvalidOrganization(id) => id?.to_owned(),
        };
        let mut fields: BTreeMap<String, Box<RawValue>> = serde_json::from_str(self.json).ok()?;
        if fields.contains_key("organization_id") {
            return None;
        }
        fields.insert("organization_id".to_owned(), RawValue::from_string(id).ok()?);
        serde_json::to_string(&fields).ok()
    }
}

/// A record that was not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRecord {
    /// The file and the JSON pointer.
    pub location: String,
    /// The reasons, each after the pointer of the field in the record, if one is known.
    pub reasons: Vec<String>,
    /// The record as JSON text. Text that is not JSON is a JSON string.
    json: String,
}

#[derive(Serialize)]
struct RefusedLine<'l> {
    location: &'l str,
    reasons: &'l [String],
    record: &'l RawValue,
}

impl RefusedRecord {
    fn new(file: &str, pointer: &str, reasons: &[Diagnostic], json: String) -> Self {
        let location = if pointer.is_empty() { file.to_owned() } else { format!("{file}: {pointer}") };
        let reason = |reason: &Diagnostic| {
            let field = reason.pointer.strip_prefix(pointer).unwrap_or_default();
            if field.is_empty() { reason.reason.clone() } else { format!("{field}: {}", reason.reason) }
        };
        Self { location, reasons: reasons.iter().map(reason).collect(), json }
    }

    /// A parsed record that conflicts with stored data.
    pub(super) fn of<T: Serialize>(entity: &Entity<T>, reason: &Diagnostic) -> Self {
        let json = serde_json::to_string(&entity.value).unwrap_or_default();
        Self::new(&entity.file, &entity.pointer, std::slice::from_ref(reason), json)
    }

    /// A line that is not a JSON object.
    pub(super) fn of_broken_line(reason: &Diagnostic, line: &str) -> Self {
        // The text of a line that was refused before is already a JSON string.
        let is_string = serde_json::from_str::<String>(line).is_ok();
        let text = if is_string { line.to_owned() } else { Value::from(line).to_string() };
        Self::new(&reason.file, &reason.pointer, std::slice::from_ref(reason), text)
    }

    /// Returns one line of JSON, which an import accepts again after `record` is corrected:
    /// `{"location": …, "reasons": […], "record": {…}}`.
    #[must_use]
    pub fn line(&self) -> String {
        // In valid JSON, a line break is always between tokens.
        let one_line = self.json.replace(['\n', '\r'], " ");
        let as_text = || to_raw_value(&self.json).unwrap_or_default();
        let record = RawValue::from_string(one_line).unwrap_or_else(|_| as_text());
        let line = RefusedLine { location: &self.location, reasons: &self.reasons, record: &record };
        serde_json::to_string(&line).unwrap_or_default()
    }
}
