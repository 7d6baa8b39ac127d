//! One organization, Member or session of a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};
use serde_path_to_error::Segment;

use super::Notice;
use org_discovery::domain::{Member, OrganizationId};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Entity<T> {
    pub(super) file: String,
    pub(super) place: String,
    pub(super) value: T,
}

impl<T> Entity<T> {
    /// A remark about this entity, or about a field of it (`/email_address`).
    pub(super) fn notice(&self, field: &str, reason: String) -> Notice {
        Notice { file: self.file.clone(), place: format!("{}{field}", self.place), reason }
    }
}

/// Reads entities of one file and collects what is wrong with them.
pub(super) struct Reader<'f> {
    file: &'f str,
    pub(super) problems: Vec<Notice>,
    pub(super) warnings: Vec<Notice>,
}

#[derive(Deserialize)]
struct Belonging {
    organization_id: Option<String>,
}

impl<'f> Reader<'f> {
    pub(super) fn file(&self) -> &'f str {
        self.file
    }

    pub(super) fn new(file: &'f str) -> Self {
        Self { file, problems: Vec::new(), warnings: Vec::new() }
    }

    pub(super) fn refuse(&mut self, place: &str, reason: &str) {
        self.problems.push(self.notice(place, reason.to_owned()));
    }

    /// Reads an entity, and warns of fields that it would lose. Those in `expected` are somebody else's to read.
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

    /// Reads an entity, or says where it is wrong.
    pub(super) fn parse<T: DeserializeOwned>(&mut self, place: &str, json: &str) -> Option<Entity<T>> {
        // serde would take a list for the object, field by field.
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

    /// Reads a Member inside its organization. It need not say again which one that is, but must not say another.
    pub(super) fn member_of(
        &mut self,
        id: &OrganizationId,
        place: &str,
        raw: &RawValue,
    ) -> Option<Entity<Member>> {
        let belonging = self.parse::<Belonging>(place, raw.get())?;
        match belonging.value.organization_id {
            None => match with_organization_id(id, raw) {
                Ok(json) => self.entity(place, &json, &["organization_id"]),
                Err(error) => {
                    self.refuse(place, &error.to_string());
                    None
                }
            },
            Some(named) if named == id.as_str() => self.entity(place, raw.get(), &[]),
            Some(named) => {
                let reason = format!("the Member stands in organization {id} and names another, {named}");
                self.refuse(&format!("{place}/organization_id"), &reason);
                None
            }
        }
    }

    pub(super) fn warn_of_unknown(&mut self, place: &str, field: &str) {
        let notice = self.notice(place, format!("the field \"{field}\" is not known and was left out"));
        self.warnings.push(notice);
    }

    pub(super) fn warn(&mut self, place: &str, reason: String) {
        let notice = self.notice(place, reason);
        self.warnings.push(notice);
    }

    /// What is given and not kept is not known here.
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

    fn notice(&self, place: &str, reason: String) -> Notice {
        Notice { file: self.file.to_owned(), place: place.to_owned(), reason }
    }
}

/// The same object, its other fields untouched, with the id of its organization.
fn with_organization_id(id: &OrganizationId, raw: &RawValue) -> serde_json::Result<String> {
    let mut fields: BTreeMap<String, Box<RawValue>> = serde_json::from_str(raw.get())?;
    fields.insert("organization_id".to_owned(), to_raw_value(id)?);
    serde_json::to_string(&fields)
}

/// RFC 6901.
fn pointer(path: &serde_path_to_error::Path) -> String {
    let segments = path.iter().map(|segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { variant } => format!("/{variant}"),
        Segment::Unknown => String::new(),
    });
    segments.collect()
}

/// The reason alone: line and column would be those inside the entity, and the place says it better. Names of types say
/// nothing to whoever wrote the file.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    match reason.split_once("expected struct ") {
        Some((before, _)) => format!("{before}expected a JSON object"),
        None => reason.to_owned(),
    }
}
