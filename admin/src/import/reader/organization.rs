//! Reads an organization with any number of nested Members.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    members::{BufferedMembers, EnclosingObject, MembersSeed},
    sink::RecordSink,
};
use org_discovery::domain::OrganizationId;

/// Reads an organization and its nested Members into the sink.
pub(super) struct OrganizationSeed<'s> {
    pub(super) pointer: String,
    pub(super) sink: &'s mut dyn RecordSink,
}

impl<'de> DeserializeSeed<'de> for OrganizationSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OrganizationSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an organization at {}", self.pointer)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { pointer, sink } = self;
        let (mut fields, mut buffered) = (Fields::default(), None);
        while let Some(name) = map.next_key::<String>()? {
            if name != "members" {
                fields.push(name, map.next_value()?);
                continue;
            }
            if buffered.is_some() {
                return Err(A::Error::custom("duplicate field `members`"));
            }
            let id = fields.organization_id();
            let enclosing = match &id {
                IdField::Missing => EnclosingObject::OrganizationWithoutId,
                IdField::Invalid(id) => EnclosingObject::InvalidOrganization(id),
                IdField::Valid(id) => EnclosingObject::Organization(id),
            };
            let pointer = format!("{pointer}/members");
            buffered =
                Some(map.next_value_seed(MembersSeed { pointer: &pointer, enclosing, sink: &mut *sink })?);
        }
        fields.emit(&pointer, buffered.unwrap_or_default(), sink);
        Ok(())
    }
}

/// An organization's id.
pub(super) enum IdField {
    /// Absent, or not read yet.
    Missing,
    /// Invalid, with its JSON text.
    Invalid(String),
    Valid(OrganizationId),
}

/// The fields of an object, with their raw values.
#[derive(Default)]
pub(super) struct Fields(Vec<(String, Box<RawValue>)>);

impl Fields {
    pub(super) fn push(&mut self, name: String, value: Box<RawValue>) {
        self.0.push((name, value));
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// Returns the JSON text of a field.
    pub(super) fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().rfind(|(field, _)| field == name).map(|(_, value)| value.get())
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the organization's id, if it was read.
    pub(super) fn organization_id(&self) -> IdField {
        let Some((_, value)) = self.0.iter().rfind(|(name, _)| name == "organization_id") else {
            return IdField::Missing;
        };
        let id = serde_json::from_str::<String>(value.get()).ok();
        id.and_then(|id| OrganizationId::parse(&id).ok())
            .map_or_else(|| IdField::Invalid(value.get().to_owned()), IdField::Valid)
    }

    /// Passes the organization with these fields, and its buffered Members, to the sink.
    pub(super) fn emit(self, pointer: &str, buffered: BufferedMembers, sink: &mut dyn RecordSink) {
        sink.organization(pointer, &self.object());
        let pointer = format!("{pointer}/members");
        match self.organization_id() {
            IdField::Valid(id) => buffered.nested_in(&id, &pointer, sink),
            IdField::Invalid(id) => buffered.in_invalid_organization(Some(&id), &pointer, sink),
            IdField::Missing => buffered.in_invalid_organization(None, &pointer, sink),
        }
    }

    /// Returns the object with these fields as JSON.
    pub(super) fn object(&self) -> String {
        let mut text = String::from("{");
        for (index, (name, value)) in self.0.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            text += &serde_json::Value::from(name.as_str()).to_string();
            text.push(':');
            text += value.get();
        }
        text.push('}');
        text
    }
}
