//! Reads lists of Members that may be nested in an organization.

use std::fmt;

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::sink::{Nesting, RecordSink};
use crate::import::entity::other_organization;
use org_discovery::domain::OrganizationId;

/// The maximum size of the Members that are buffered because they precede the `organization_id` of their organization.
const MAX_BUFFERED_BYTES: usize = 64 * 1024 * 1024;

/// The object around a list of Members.
#[derive(Clone, Copy)]
pub(super) enum EnclosingObject<'e> {
    /// An organization with this id.
    Organization(&'e OrganizationId),
    /// An organization with this invalid id, as JSON text.
    InvalidOrganization(&'e str),
    /// An organization whose id has not been read yet.
    OrganizationWithoutId,
    /// A single organization or a document of lists; not known yet.
    Undecided,
}

/// The Members of a list that were read before the kind or the id of the enclosing object was known.
#[derive(Default)]
pub(super) struct BufferedMembers {
    /// Members that have not been passed to the sink yet, with their index.
    buffered: Vec<(usize, Box<RawValue>)>,
    /// The index and organization of the first Member that was passed to the sink, and of the first with another
    /// organization.
    named: Vec<(usize, String)>,
    is_null: bool,
}

impl BufferedMembers {
    fn remember(&mut self, index: usize, organization: String) {
        let is_known = self.named.iter().any(|(_, named)| *named == organization);
        if !is_known && self.named.len() < 2 {
            self.named.push((index, organization));
        }
    }

    /// Passes the Members to the sink as nested in an organization.
    pub(super) fn nested_in(self, id: &OrganizationId, pointer: &str, sink: &mut dyn RecordSink) {
        for (index, member) in self.buffered {
            sink.member(&format!("{pointer}/{index}"), member.get(), Nesting::Organization(id));
        }
        if let Some((index, named)) = self.named.iter().find(|(_, named)| named != id.as_str()) {
            sink.refuse(&format!("{pointer}/{index}/organization_id"), &other_organization(id, named));
        }
    }

    /// Passes the Members to the sink as nested in an organization without a valid id.
    pub(super) fn in_invalid_organization(self, id: Option<&str>, pointer: &str, sink: &mut dyn RecordSink) {
        for (index, member) in self.buffered {
            let nesting = Nesting::InvalidOrganization(id);
            sink.member(&format!("{pointer}/{index}"), member.get(), nesting);
        }
    }

    /// Passes the Members to the sink as members of a document of lists.
    pub(super) fn in_document(self, pointer: &str, sink: &mut dyn RecordSink) {
        if self.is_null {
            sink.refuse(pointer, "expected a list");
        }
        for (index, member) in self.buffered {
            sink.member(&format!("{pointer}/{index}"), member.get(), Nesting::Separate);
        }
    }
}

/// Reads a list of Members, and returns those that must be buffered.
pub(super) struct MembersSeed<'s> {
    pub(super) pointer: &'s str,
    pub(super) enclosing: EnclosingObject<'s>,
    pub(super) sink: &'s mut dyn RecordSink,
}

impl<'de> DeserializeSeed<'de> for MembersSeed<'_> {
    type Value = BufferedMembers;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

#[derive(Deserialize)]
struct MemberOrganization {
    organization_id: String,
}

impl<'de> Visitor<'de> for MembersSeed<'_> {
    type Value = BufferedMembers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list =
            if matches!(self.enclosing, EnclosingObject::Undecided) { "a list" } else { "a list of Members" };
        write!(f, "{list} at {}", self.pointer)
    }

    /// Accepts null, because an organization may have `"members": null`.
    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(BufferedMembers { is_null: true, ..BufferedMembers::default() })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let Self { pointer, enclosing, sink } = self;
        let (mut members, mut size, mut index) = (BufferedMembers::default(), 0, 0_usize);
        while let Some(member) = list.next_element::<Box<RawValue>>()? {
            let named = match enclosing {
                EnclosingObject::Undecided => serde_json::from_str::<MemberOrganization>(member.get()).ok(),
                _ => None,
            };
            match (enclosing, named) {
                (EnclosingObject::InvalidOrganization(id), _) => {
                    let nesting = Nesting::InvalidOrganization(Some(id));
                    sink.member(&format!("{pointer}/{index}"), member.get(), nesting);
                }
                (EnclosingObject::Organization(id), _) => {
                    sink.member(&format!("{pointer}/{index}"), member.get(), Nesting::Organization(id));
                }
                (EnclosingObject::Undecided, Some(MemberOrganization { organization_id })) => {
                    sink.member(&format!("{pointer}/{index}"), member.get(), Nesting::Separate);
                    members.remember(index, organization_id);
                }
                (EnclosingObject::OrganizationWithoutId | EnclosingObject::Undecided, _) => {
                    size += member.get().len();
                    members.buffered.push((index, member));
                }
            }
            if size > MAX_BUFFERED_BYTES {
                let reason = "more than 64 MiB of Members precede organization_id; put organization_id first";
                return Err(A::Error::custom(format!("{pointer}: {reason}")));
            }
            index += 1;
        }
        Ok(members)
    }
}
