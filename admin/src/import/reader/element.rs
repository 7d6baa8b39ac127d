//! A JSON document or an element of an array: lists of records, a page of a search, or a single record.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    list::{List, ListSeed},
    members::{Enclosing, MembersSeed, WaitingMembers},
    organization::{Fields, IdField},
    sink::{NO_RECORDS, RecordSink},
};
use crate::import::search_pages::{PageKind, SearchPage};

/// More than the fields of any organization, Member or session take.
const LARGEST_RECORD: usize = 16 * 1024 * 1024;

/// Reads an element into the sink.
pub(super) struct ElementSeed<'s> {
    place: &'s str,
    may_be_array: bool,
    sink: &'s mut dyn RecordSink,
}

impl<'s> ElementSeed<'s> {
    /// Creates the seed of a document, which may be an array.
    pub(super) fn document(place: &'s str, sink: &'s mut dyn RecordSink) -> Self {
        Self { place, may_be_array: true, sink }
    }

    /// Creates the seed of a line or an array's element, which must be an object.
    pub(super) fn nested(place: &'s str, sink: &'s mut dyn RecordSink) -> Self {
        Self { place, may_be_array: false, sink }
    }
}

impl<'de> DeserializeSeed<'de> for ElementSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.may_be_array {
            deserializer.deserialize_any(self)
        } else {
            deserializer.deserialize_map(self)
        }
    }
}

impl<'de> Visitor<'de> for ElementSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.may_be_array, self.place) {
            (true, _) => f.write_str("a JSON object or array"),
            (false, place) => write!(f, "a JSON object at {place}"),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        loop {
            let place = format!("{}/{index}", self.place);
            if array.next_element_seed(ElementSeed::nested(&place, &mut *self.sink))?.is_none() {
                break;
            }
            index += 1;
        }
        if index == 0 {
            self.sink.refuse(self.place, NO_RECORDS);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { place, sink, .. } = self;
        let mut element = Element::default();
        while let Some(name) = map.next_key::<String>()? {
            match List::named(&name) {
                Some(list) => element.read_list(list, &name, place, &mut map, sink)?,
                None => element.read_field(name, &mut map)?,
            }
        }
        element.end(place, sink);
        Ok(())
    }
}

/// The parts of an element that are not handed on yet.
#[derive(Default)]
struct Element {
    lists: Vec<List>,
    /// Members of an element that is not decided yet, or of a single organization.
    members: WaitingMembers,
    metadata: Option<Box<RawValue>>,
    error: Option<Box<RawValue>>,
    has_envelope: bool,
    /// The fields of a single record.
    fields: Fields,
    size: usize,
    /// Names of fields whose values were not kept.
    unknown: Vec<String>,
}

impl Element {
    /// Returns whether the element cannot be a single record.
    fn is_document(&self) -> bool {
        self.has_envelope || self.lists.contains(&List::Organizations) || self.lists.contains(&List::Sessions)
    }

    fn read_list<'de, A: MapAccess<'de>>(
        &mut self,
        list: List,
        name: &str,
        place: &str,
        map: &mut A,
        sink: &mut dyn RecordSink,
    ) -> Result<(), A::Error> {
        if self.lists.contains(&list) {
            return Err(A::Error::custom(format!("duplicate field `{name}`")));
        }
        let place = format!("{place}/{name}");
        if list != List::Members || self.is_document() {
            map.next_value_seed(ListSeed { list, place: &place, sink })?;
        } else {
            let id = self.fields.organization_id();
            let enclosing = match &id {
                IdField::Missing => Enclosing::Undecided,
                IdField::Refused => Enclosing::RefusedOrganization,
                IdField::Valid(id) => Enclosing::Organization(id),
            };
            self.members = map.next_value_seed(MembersSeed { place: &place, enclosing, sink })?;
        }
        self.lists.push(list);
        Ok(())
    }

    fn read_field<'de, A: MapAccess<'de>>(&mut self, name: String, map: &mut A) -> Result<(), A::Error> {
        match name.as_str() {
            "results_metadata" => {
                self.has_envelope = true;
                self.metadata = Some(map.next_value()?);
            }
            "error_type" => {
                self.has_envelope = true;
                self.error = Some(map.next_value()?);
            }
            // The rest of the envelope of a search, or of an error.
            "status_code" | "request_id" | "error_message" | "error_url" => {
                self.has_envelope = true;
                map.next_value::<IgnoredAny>()?;
            }
            _ if self.is_document() || self.size > LARGEST_RECORD => {
                map.next_value::<IgnoredAny>()?;
                self.unknown.push(name);
            }
            _ => {
                let value: Box<RawValue> = map.next_value()?;
                self.size += value.get().len();
                self.fields.push(name, value);
            }
        }
        Ok(())
    }

    fn end(self, place: &str, sink: &mut dyn RecordSink) {
        match self.kind() {
            ElementKind::Document => self.end_document(place, sink),
            ElementKind::ApiError(error) => {
                sink.refuse(place, &format!("this is an error of the API, and no data: {error}"));
            }
            ElementKind::NoRecords => sink.refuse(place, NO_RECORDS),
            ElementKind::TooLarge => sink.refuse(place, "the object is larger than any record can be"),
            ElementKind::Session => sink.session(place, &self.fields.object()),
            ElementKind::Member => sink.member(place, &self.fields.object(), None),
            ElementKind::Organization => self.fields.hand_on(place, self.members, sink),
        }
    }

    fn kind(&self) -> ElementKind {
        if let Some(error) = &self.error {
            return ElementKind::ApiError(error.to_string());
        }
        let has_record = ["kind", "member_id", "organization_id"].iter().any(|field| self.fields.has(field));
        if self.is_document() || !has_record {
            return if self.lists.is_empty() { ElementKind::NoRecords } else { ElementKind::Document };
        }
        if !self.unknown.is_empty() {
            return ElementKind::TooLarge;
        }
        // A session has the ids of its Member and organization, and a Member that of its organization.
        let (is_session, is_member) = (self.fields.has("kind"), self.fields.has("member_id"));
        match (is_session, is_member) {
            (false, false) => ElementKind::Organization,
            // Only an organization has Members.
            _ if !self.lists.is_empty() => ElementKind::NoRecords,
            (true, _) => ElementKind::Session,
            (false, true) => ElementKind::Member,
        }
    }

    fn end_document(self, place: &str, sink: &mut dyn RecordSink) {
        self.members.in_document(&format!("{place}/members"), sink);
        for name in self.fields.names().chain(self.unknown.iter().map(String::as_str)) {
            sink.unknown_field(place, name);
        }
        // A page of Members contains their organizations too.
        let is_of_members = self.lists.contains(&List::Members);
        let kind = if is_of_members { PageKind::Members } else { PageKind::Organizations };
        if let Some(metadata) = self.metadata {
            sink.search_page(place, SearchPage::read(kind, metadata.get()));
        }
    }
}

/// The meaning of an element.
enum ElementKind {
    Document,
    ApiError(String),
    NoRecords,
    TooLarge,
    Session,
    Member,
    Organization,
}
