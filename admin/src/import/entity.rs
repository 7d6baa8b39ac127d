//! Parses one organization, Member or session of a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};
use serde_path_to_error::Segment;

use super::diagnostics::Diagnostic;
use org_discovery::domain::{Member, OrganizationId};

/// A parsed value with its file and JSON pointer.
#[derive(Debug, Clone)]
pub(super) struct Entity<T> {
    pub(super) file: String,
    pub(super) pointer: String,
    pub(super) value: T,
}

impl<T> Entity<T> {
    /// Creates a diagnostic of this entity, or of one of its fields (such as `/email_address`).
    pub(super) fn diagnostic(&self, field: &str, reason: String) -> Diagnostic {
        Diagnostic { file: self.file.clone(), pointer: format!("{}{field}", self.pointer), reason }
    }
}

/// Parses entities of one file, and collects errors and warnings.
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

    pub(super) fn refuse(&mut self, pointer: &str, reason: &str) {
        self.problems.push(self.diagnostic(pointer, reason.to_owned()));
    }

    /// Returns `json` as a raw value if it is valid. A raw value alone could contain invalid escapes, such as a lone
    /// surrogate.
    pub(super) fn valid_json<'j>(&mut self, pointer: &str, json: &'j str) -> Option<&'j RawValue> {
        let checked = serde_json::from_str::<Value>(json).and_then(|_| serde_json::from_str(json));
        checked.map_err(|error| self.refuse(pointer, &format!("not JSON: {error}"))).ok()
    }

    /// Parses an entity, and warns of unknown fields, except those in `expected`.
    pub(super) fn entity<T: DeserializeOwned + Serialize>(
        &mut self,
        pointer: &str,
        json: &str,
        expected: &[&str],
    ) -> Option<Entity<T>> {
        let entity = self.parse::<T>(pointer, json)?;
        if let (Ok(given), Ok(kept)) = (serde_json::from_str(json), serde_json::to_value(&entity.value)) {
            self.warn_of_dropped_fields(pointer, &given, &kept, expected);
        }
        Some(entity)
    }

    /// Parses an entity, or reports the error.
    pub(super) fn parse<T: DeserializeOwned>(&mut self, pointer: &str, json: &str) -> Option<Entity<T>> {
        // serde would accept an array as the fields of a struct.
        if !json.trim_ascii_start().starts_with('{') {
            self.refuse(pointer, "expected a JSON object");
            return None;
        }
        let mut deserializer = serde_json::Deserializer::from_str(json);
        match serde_path_to_error::deserialize(&mut deserializer) {
            Ok(value) => Some(Entity { file: self.file.to_owned(), pointer: pointer.to_owned(), value }),
            Err(error) => {
                let pointer = format!("{pointer}{}", json_pointer(error.path()));
                self.refuse(&pointer, &without_position(&error.into_inner()));
                None
            }
        }
    }

    /// Parses a Member nested in its organization. It may omit `organization_id`, but must not name another
    /// organization.
    pub(super) fn nested_member(
        &mut self,
        id: &OrganizationId,
        pointer: &str,
        raw: &RawValue,
    ) -> Option<Entity<Member>> {
        let nested = self.parse::<NestedMember>(pointer, raw.get())?;
        match nested.value.organization_id {
            None => match with_organization_id(id, raw) {
                Ok(json) => self.entity(pointer, &json, &["organization_id"]),
                Err(error) => {
                    self.refuse(pointer, &error.to_string());
                    None
                }
            },
            Some(named) if named == id.as_str() => self.entity(pointer, raw.get(), &[]),
            Some(named) => {
                self.refuse(&format!("{pointer}/organization_id"), &other_organization(id, &named));
                None
            }
        }
    }

    pub(super) fn warn_of_unknown(&mut self, pointer: &str, field: &str) {
        let warning = self.diagnostic(pointer, format!("unknown field \"{field}\" was ignored"));
        self.warnings.push(warning);
    }

    /// Warns of fields of `given` that are not in `kept`.
    fn warn_of_dropped_fields(&mut self, pointer: &str, given: &Value, kept: &Value, expected: &[&str]) {
        match (given, kept) {
            (Value::Object(given), Value::Object(kept)) => {
                for (name, value) in given {
                    match kept.get(name) {
                        Some(kept) => {
                            self.warn_of_dropped_fields(&format!("{pointer}/{name}"), value, kept, &[]);
                        }
                        None if expected.contains(&name.as_str()) => {}
                        None => self.warn_of_unknown(pointer, name),
                    }
                }
            }
            (Value::Array(given), Value::Array(kept)) => {
                for (index, (given, kept)) in given.iter().zip(kept).enumerate() {
                    self.warn_of_dropped_fields(&format!("{pointer}/{index}"), given, kept, &[]);
                }
            }
            _ => {}
        }
    }

    pub(super) fn diagnostic(&self, pointer: &str, reason: String) -> Diagnostic {
        Diagnostic { file: self.file.to_owned(), pointer: pointer.to_owned(), reason }
    }
}

/// Describes a nested Member that names another organization.
pub(super) fn other_organization(id: &OrganizationId, named: &str) -> String {
    format!("the Member is nested in organization {id}, but its organization_id is {named}")
}

/// Adds the id of the organization to the object, and leaves the other fields unchanged.
fn with_organization_id(id: &OrganizationId, raw: &RawValue) -> serde_json::Result<String> {
    let mut fields: BTreeMap<String, Box<RawValue>> = serde_json::from_str(raw.get())?;
    fields.insert("organization_id".to_owned(), to_raw_value(id)?);
    serde_json::to_string(&fields)
}

/// Formats a path as a JSON pointer (RFC 6901).
fn json_pointer(path: &serde_path_to_error::Path) -> String {
    let segments = path.iter().map(|segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { variant } => format!("/{variant}"),
        Segment::Unknown => String::new(),
    });
    segments.collect()
}

/// Returns the message without its position, which is relative to the entity, and without names of Rust types. The JSON
/// pointer is more precise.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    match reason.split_once("expected struct ") {
        Some((before, _)) => format!("{before}expected a JSON object"),
        None => reason.to_owned(),
    }
}
