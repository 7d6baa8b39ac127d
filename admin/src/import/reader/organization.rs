//! An organization with any number of nested Members.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    members::{Enclosing, MembersSeed, WaitingMembers},
    sink::RecordSink,
};
use org_discovery::domain::OrganizationId;

/// Reads an organization and its nested Members into the sink.
pub(super) struct OrganizationSeed<'s> {
    pub(super) place: String,
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
        write!(f, "an organization at {}", self.place)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { place, sink } = self;
        let (mut fields, mut waiting) = (Fields::default(), None);
        while let Some(name) = map.next_key::<String>()? {
            if name != "members" {
                fields.push(name, map.next_value()?);
                continue;
            }
            if waiting.is_some() {
                return Err(A::Error::custom("duplicate field `members`"));
            }
            let id = fields.organization_id();
            let enclosing = match &id {
                IdField::Missing => Enclosing::OrganizationWithoutId,
                IdField::Refused => Enclosing::RefusedOrganization,
                IdField::Valid(id) => Enclosing::Organization(id),
            };
            let place = format!("{place}/members");
            waiting =
                Some(map.next_value_seed(MembersSeed { place: &place, enclosing, sink: &mut *sink })?);
        }
        fields.hand_on(&place, waiting.unwrap_or_default(), sink);
        Ok(())
    }
}

/// An organization's id.
pub(super) enum IdField {
    /// Not read yet, or absent.
    Missing,
    Refused,
    Valid(OrganizationId),
}

/// The fields of an object, each value as it was written.
#[derive(Default)]
pub(super) struct Fields(Vec<(String, Box<RawValue>)>);

impl Fields {
    pub(super) fn push(&mut self, name: String, value: Box<RawValue>) {
        self.0.push((name, value));
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the organization's id among the fields that were read.
    pub(super) fn organization_id(&self) -> IdField {
        let Some((_, value)) = self.0.iter().rfind(|(name, _)| name == "organization_id") else {
            return IdField::Missing;
        };
        let id = serde_json::from_str::<String>(value.get()).ok();
        id.and_then(|id| OrganizationId::parse(&id).ok()).map_or(IdField::Refused, IdField::Valid)
    }

    /// Hands on the organization that has these fields, and the Members that waited for its id.
    pub(super) fn hand_on(self, place: &str, waiting: WaitingMembers, sink: &mut dyn RecordSink) {
        sink.organization(place, &self.object());
        // An organization without a valid id is refused, and nothing is reported about its Members.
        if let IdField::Valid(id) = self.organization_id() {
            waiting.nested_in(&id, &format!("{place}/members"), sink);
        }
    }

    /// Returns the object that has these fields.
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
