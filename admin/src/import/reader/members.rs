//! Lists of Members that may be nested in an organization.

use std::fmt;

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::sink::RecordSink;
use crate::import::entity::other_organization;
use org_discovery::domain::OrganizationId;

/// Members that precede their organization's id wait for it in memory.
const LARGEST_WAIT: usize = 64 * 1024 * 1024;

/// The object around a list of Members.
#[derive(Clone, Copy)]
pub(super) enum Enclosing<'e> {
    /// An organization with this id.
    Organization(&'e OrganizationId),
    /// An organization with an id that is refused. Nothing is reported about its Members.
    RefusedOrganization,
    /// An organization whose id follows.
    OrganizationWithoutId,
    /// A single organization, or a document of lists.
    Undecided,
}

/// The Members of a list that cannot be handed on before the object around it is known.
#[derive(Default)]
pub(super) struct WaitingMembers {
    /// Each with its index.
    waiting: Vec<(usize, Box<RawValue>)>,
    /// Index and organization of the first Member that was handed on, and of the first with another organization.
    named: Vec<(usize, String)>,
    is_null: bool,
}

impl WaitingMembers {
    fn remember(&mut self, index: usize, organization: String) {
        let is_known = self.named.iter().any(|(_, named)| *named == organization);
        if !is_known && self.named.len() < 2 {
            self.named.push((index, organization));
        }
    }

    /// Hands the Members on as nested ones.
    pub(super) fn nested_in(self, id: &OrganizationId, place: &str, sink: &mut dyn RecordSink) {
        for (index, member) in self.waiting {
            sink.member(&format!("{place}/{index}"), member.get(), Some(id));
        }
        if let Some((index, named)) = self.named.iter().find(|(_, named)| named != id.as_str()) {
            sink.refuse(&format!("{place}/{index}/organization_id"), &other_organization(id, named));
        }
    }

    /// Hands the Members on as those of a document of lists.
    pub(super) fn in_document(self, place: &str, sink: &mut dyn RecordSink) {
        if self.is_null {
            sink.refuse(place, "expected a list");
        }
        for (index, member) in self.waiting {
            sink.member(&format!("{place}/{index}"), member.get(), None);
        }
    }
}

/// Reads a list of Members, and returns those that have to wait.
pub(super) struct MembersSeed<'s> {
    pub(super) place: &'s str,
    pub(super) enclosing: Enclosing<'s>,
    pub(super) sink: &'s mut dyn RecordSink,
}

impl<'de> DeserializeSeed<'de> for MembersSeed<'_> {
    type Value = WaitingMembers;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

#[derive(Deserialize)]
struct NamesOrganization {
    organization_id: String,
}

impl<'de> Visitor<'de> for MembersSeed<'_> {
    type Value = WaitingMembers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list =
            if matches!(self.enclosing, Enclosing::Undecided) { "a list" } else { "a list of Members" };
        write!(f, "{list} at {}", self.place)
    }

    /// Organizations may have `"members": null`.
    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(WaitingMembers { is_null: true, ..WaitingMembers::default() })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let Self { place, enclosing, sink } = self;
        let (mut members, mut size, mut index) = (WaitingMembers::default(), 0, 0_usize);
        while let Some(member) = list.next_element::<Box<RawValue>>()? {
            let named = match enclosing {
                Enclosing::Undecided => serde_json::from_str::<NamesOrganization>(member.get()).ok(),
                _ => None,
            };
            match (enclosing, named) {
                (Enclosing::RefusedOrganization, _) => {}
                (Enclosing::Organization(id), _) => {
                    sink.member(&format!("{place}/{index}"), member.get(), Some(id));
                }
                (Enclosing::Undecided, Some(NamesOrganization { organization_id })) => {
                    sink.member(&format!("{place}/{index}"), member.get(), None);
                    members.remember(index, organization_id);
                }
                (Enclosing::OrganizationWithoutId | Enclosing::Undecided, _) => {
                    size += member.get().len();
                    members.waiting.push((index, member));
                }
            }
            if size > LARGEST_WAIT {
                let reason = "more Members than fit in memory precede organization_id; put it first";
                return Err(A::Error::custom(format!("{place}: {reason}")));
            }
            index += 1;
        }
        Ok(members)
    }
}
