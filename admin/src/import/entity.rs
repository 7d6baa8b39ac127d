//! One organization, Member or session of a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};
use serde_path_to_error::Segment;

use super::diagnostics::Diagnostic;
use org_discovery::domain::{Member, OrganizationId};

/// A value and its place.
#[derive(Debug, Clone)]
pub(super) struct Entity<T> {
    pub(super) file: String,
    pub(super) place: String,
    pub(super) value: T,
}

impl<T> Entity<T> {
    /// Creates a diagnostic of this entity, or of a field of it (`/email_address`).
    pub(super) fn diagnostic(&self, field: &str, reason: String) -> Diagnostic {
        Diagnostic { file: self.file.clone(), place: format!("{}{field}", self.place), reason }
    }
}

/// Parses entities of one file and collects mistakes and warnings.
pub(super) struct EntityParser<'f> {
    file: &'f str,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) warnings: Vec<Diagnostic>,
}

#[derive(Deserialize)]
struct NestedMember {
    organization_id: Option<String>,
}

impl<'f> EntityParser<'f> {
    pub(super) fn new(file: &'f str) -> Self {
        Self { file, problems: Vec::new(), warnings: Vec::new() }
    }

    pub(super) fn file(&self) -> &'f str {
        self.file
    }

    pub(super) fn refuse(&mut self, place: &str, reason: &str) {
        self.problems.push(self.diagnostic(place, reason.to_owned()));
    }

    /// Returns the raw text if all of it is text: raw values can contain invalid escapes, such as half of a surrogate pair.
    pub(super) fn valid_json<'j>(&mut self, place: &str, json: &'j str) -> Option<&'j RawValue> {
        let checked = serde_json::from_str::<Value>(json).and_then(|_| serde_json::from_str(json));
        checked.map_err(|error| self.refuse(place, &format!("not JSON: {error}"))).ok()
    }

    /// Parses an entity, and warns of fields that it would lose, except those in `expected`.
    pub(super) fn entity<T: DeserializeOwned + Serialize>(
        &mut self,
        place: &str,
        json: &str,
        expected: &[&str],
    ) -> Option<Entity<T>> {
        let entity = self.parse::<T>(place, json)?;
        if let (Ok(given), Ok(kept)) = (serde_json::from_str(json), serde_json::to_value(&entity.value)) {
            self.warn_of_lost(place, &given, &kept, expected);
        }
        Some(entity)
    }

    /// Parses an entity, or reports the place of the mistake.
    pub(super) fn parse<T: DeserializeOwned>(&mut self, place: &str, json: &str) -> Option<Entity<T>> {
        // serde would read an array field by field.
        if !json.trim_ascii_start().starts_with('{') {
            self.refuse(place, "expected a JSON object");
            return None;
        }
        let mut deserializer = serde_json::Deserializer::from_str(json);
        match serde_path_to_error::deserialize(&mut deserializer) {
            Ok(value) => Some(Entity { file: self.file.to_owned(), place: place.to_owned(), value }),
            Err(error) => {
                let place = format!("{place}{}", pointer(error.path()));
                self.refuse(&place, &without_position(&error.into_inner()));
                None
            }
        }
    }

    /// Parses a Member nested in its organization. It may omit the organization's id, but not name another.
    pub(super) fn nested_member(
        &mut self,
        id: &OrganizationId,
        place: &str,
        raw: &RawValue,
    ) -> Option<Entity<Member>> {
        let nested = self.parse::<NestedMember>(place, raw.get())?;
        match nested.value.organization_id {
            None => match with_organization_id(id, raw) {
                Ok(json) => self.entity(place, &json, &["organization_id"]),
                Err(error) => {
                    self.refuse(place, &error.to_string());
                    None
                }
            },
            Some(named) if named == id.as_str() => self.entity(place, raw.get(), &[]),
            Some(named) => {
                self.refuse(&format!("{place}/organization_id"), &other_organization(id, &named));
                None
            }
        }
    }

    pub(super) fn warn_of_unknown(&mut self, place: &str, field: &str) {
        let warning = self.diagnostic(place, format!("the field \"{field}\" is not known and was left out"));
        self.warnings.push(warning);
    }

    /// Warns of fields that are given and not kept.
    fn warn_of_lost(&mut self, place: &str, given: &Value, kept: &Value, expected: &[&str]) {
        match (given, kept) {
            (Value::Object(given), Value::Object(kept)) => {
                for (name, value) in given {
                    match kept.get(name) {
                        Some(kept) => self.warn_of_lost(&format!("{place}/{name}"), value, kept, &[]),
                        None if expected.contains(&name.as_str()) => {}
                        None => self.warn_of_unknown(place, name),
                    }
                }
            }
            (Value::Array(given), Value::Array(kept)) => {
                for (index, (given, kept)) in given.iter().zip(kept).enumerate() {
                    self.warn_of_lost(&format!("{place}/{index}"), given, kept, &[]);
                }
            }
            _ => {}
        }
    }

    fn diagnostic(&self, place: &str, reason: String) -> Diagnostic {
        Diagnostic { file: self.file.to_owned(), place: place.to_owned(), reason }
    }
}

/// Describes a nested Member that names another organization.
pub(super) fn other_organization(id: &OrganizationId, named: &str) -> String {
    format!("the Member is nested in organization {id} and names another, {named}")
}

/// Returns the same object, its other fields untouched, with the id of its organization.
fn with_organization_id(id: &OrganizationId, raw: &RawValue) -> serde_json::Result<String> {
    let mut fields: BTreeMap<String, Box<RawValue>> = serde_json::from_str(raw.get())?;
    fields.insert("organization_id".to_owned(), to_raw_value(id)?);
    serde_json::to_string(&fields)
}

/// Formats a path as a JSON pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    let segments = path.iter().map(|segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { variant } => format!("/{variant}"),
        Segment::Unknown => String::new(),
    });
    segments.collect()
}

/// Returns the reason without line and column, which count inside the entity; the place is more precise. Names of Rust types
/// mean nothing to the author of the file.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    match reason.split_once("expected struct ") {
        Some((before, _)) => format!("{before}expected a JSON object"),
        None => reason.to_owned(),
    }
}
