//! Reads the lists of a data file or search page.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    organization::OrganizationSeed,
    sink::{Nesting, RecordSink},
};

/// A list of records.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Organizations,
    Members,
    Sessions,
}

impl List {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "organizations" => Some(Self::Organizations),
            "members" => Some(Self::Members),
            "sessions" => Some(Self::Sessions),
            _ => None,
        }
    }
}

/// Reads a list into the sink.
pub(super) struct ListSeed<'s> {
    pub(super) list: List,
    pub(super) pointer: &'s str,
    pub(super) sink: &'s mut dyn RecordSink,
}

impl<'de> DeserializeSeed<'de> for ListSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.list {
            List::Organizations => deserializer.deserialize_any(self),
            List::Members | List::Sessions => deserializer.deserialize_seq(self),
        }
    }
}

impl<'de> Visitor<'de> for ListSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list at {}", self.pointer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        for index in 0_usize.. {
            let pointer = format!("{}/{index}", self.pointer);
            let more = match self.list {
                List::Organizations => {
                    list.next_element_seed(OrganizationSeed { pointer, sink: &mut *self.sink })?
                }
                List::Members => {
                    let member: Option<Box<RawValue>> = list.next_element()?;
                    member.map(|member| self.sink.member(&pointer, member.get(), Nesting::Separate))
                }
                List::Sessions => {
                    let session: Option<Box<RawValue>> = list.next_element()?;
                    session.map(|session| self.sink.session(&pointer, session.get()))
                }
            };
            if more.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Reads organizations by id, as in a page of a search for Members.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(id) = map.next_key::<String>()? {
            let pointer = format!("{}/{}", self.pointer, id.replace('~', "~0").replace('/', "~1"));
            map.next_value_seed(OrganizationSeed { pointer, sink: &mut *self.sink })?;
        }
        Ok(())
    }
}
