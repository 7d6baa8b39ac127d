//! An organization whose Members may be nested in it, as many as there are.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::Sink;
use org_discovery::domain::OrganizationId;

/// Members that stand before their organization's id have to wait for it, in memory.
const LARGEST_WAIT: usize = 64 * 1024 * 1024;

pub(super) struct OrganizationSeed<'s> {
    pub(super) place: String,
    pub(super) sink: &'s mut dyn Sink,
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
        let members_place = format!("{place}/members");
        let (mut fields, mut id, mut waiting) = (Vec::new(), None, Vec::new());
        while let Some(name) = map.next_key::<String>()? {
            if name == "members" {
                let nested = NestedMembers { place: &members_place, id: id.as_ref(), sink: &mut *sink };
                waiting = map.next_value_seed(nested)?;
                continue;
            }
            let value: Box<RawValue> = map.next_value()?;
            if name == "organization_id" {
                id = serde_json::from_str::<String>(value.get()).ok();
            }
            fields.push((name, value));
        }
        sink.organization(&place, &object(&fields).map_err(A::Error::custom)?);
        let id = id.as_deref().and_then(|id| OrganizationId::parse(id).ok());
        // Without an id that can be read the organization is refused, and nothing more is to be said of its Members.
        for (index, member) in waiting.iter().enumerate().filter(|_| id.is_some()) {
            sink.member(&format!("{members_place}/{index}"), member.get(), id.as_ref());
        }
        Ok(())
    }
}

/// The object with these fields, each value as it was written.
fn object(fields: &[(String, Box<RawValue>)]) -> serde_json::Result<String> {
    let mut text = String::from("{");
    for (index, (name, value)) in fields.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text += &serde_json::to_string(name)?;
        text.push(':');
        text += value.get();
    }
    text.push('}');
    Ok(text)
}

/// Hands Members on one by one if their organization's id came before, and else keeps them.
struct NestedMembers<'s> {
    place: &'s str,
    id: Option<&'s String>,
    sink: &'s mut dyn Sink,
}

impl<'de> DeserializeSeed<'de> for NestedMembers<'_> {
    type Value = Vec<Box<RawValue>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NestedMembers<'_> {
    type Value = Vec<Box<RawValue>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of Members at {}", self.place)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let Self { place, id, sink } = self;
        let known = id.map(|id| OrganizationId::parse(id));
        let (mut waiting, mut size, mut index) = (Vec::new(), 0, 0_usize);
        while let Some(member) = list.next_element::<Box<RawValue>>()? {
            match &known {
                Some(Ok(id)) => sink.member(&format!("{place}/{index}"), member.get(), Some(id)),
                Some(Err(_)) => {}
                None => {
                    size += member.get().len();
                    waiting.push(member);
                }
            }
            if size > LARGEST_WAIT {
                let reason = "more Members than fit in memory stand before organization_id; put it first";
                return Err(A::Error::custom(format!("{place}: {reason}")));
            }
            index += 1;
        }
        Ok(waiting)
    }
}
