//! Reads a JSON document or an element of an array: lists of records, a search page, or a single record.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    list::{List, ListSeed},
    members::{BufferedMembers, EnclosingObject, MembersSeed},
    organization::{Fields, IdField},
    sink::{NO_RECORDS, Nesting, RecordSink},
};
use crate::import::search_pages::{PageKind, SearchPage};

/// The maximum size of the fields of a single record. No valid record is this large.
const MAX_RECORD_BYTES: usize = 16 * 1024 * 1024;

/// Reads an element into the sink.
pub(super) struct ElementSeed<'s> {
    pointer: &'s str,
    may_be_array: bool,
    sink: &'s mut dyn RecordSink,
}

impl<'s> ElementSeed<'s> {
    /// Creates the seed of a document, which may be an array.
    pub(super) fn document(pointer: &'s str, sink: &'s mut dyn RecordSink) -> Self {
        Self { pointer, may_be_array: true, sink }
    }

    /// Creates the seed of a line or of an array element, which must be an object.
    pub(super) fn nested(pointer: &'s str, sink: &'s mut dyn RecordSink) -> Self {
        Self { pointer, may_be_array: false, sink }
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
        match (self.may_be_array, self.pointer) {
            (true, _) => f.write_str("a JSON object or array"),
            (false, pointer) => write!(f, "a JSON object at {pointer}"),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        loop {
            let pointer = format!("{}/{index}", self.pointer);
            if array.next_element_seed(ElementSeed::nested(&pointer, &mut *self.sink))?.is_none() {
                break;
            }
            index += 1;
        }
        if index == 0 {
            self.sink.refuse(self.pointer, NO_RECORDS);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { pointer, sink, .. } = self;
        let mut element = Element::default();
        while let Some(name) = map.next_key::<String>()? {
            match List::named(&name) {
                Some(list) => element.read_list(list, &name, pointer, &mut map, sink)?,
                None => element.read_field(name, &mut map)?,
            }
        }
        element.end(pointer, sink);
        Ok(())
    }
}

/// The parts of an element that have not been passed to the sink yet.
#[derive(Default)]
struct Element {
    lists: Vec<List>,
    /// Members that were read before the kind of the element or its `organization_id` was known.
    members: BufferedMembers,
    metadata: Option<Box<RawValue>>,
    error: Option<Box<RawValue>>,
    has_envelope: bool,
    /// The fields of a single record.
    fields: Fields,
    size: usize,
    /// The names of fields whose values were not kept.
    unknown: Vec<String>,
}

impl Element {
    /// Returns true if the element cannot be a single record.
    fn is_document(&self) -> bool {
        self.has_envelope || self.lists.contains(&List::Organizations) || self.lists.contains(&List::Sessions)
    }

    fn read_list<'de, A: MapAccess<'de>>(
        &mut self,
        list: List,
        name: &str,
        pointer: &str,
        map: &mut A,
        sink: &mut dyn RecordSink,
    ) -> Result<(), A::Error> {
        if self.lists.contains(&list) {
            return Err(A::Error::custom(format!("duplicate field `{name}`")));
        }
        let pointer = format!("{pointer}/{name}");
        if list != List::Members || self.is_document() {
            map.next_value_seed(ListSeed { list, pointer: &pointer, sink })?;
        } else {
            let id = self.fields.organization_id();
            let enclosing = match &id {
                IdField::Missing => EnclosingObject::Undecided,
                IdField::Invalid(id) => EnclosingObject::InvalidOrganization(id),
                IdField::Valid(id) => EnclosingObject::Organization(id),
            };
            self.members = map.next_value_seed(MembersSeed { pointer: &pointer, enclosing, sink })?;
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
            // The other fields of a search response or an error response.
            "status_code" | "request_id" | "error_message" | "error_url" => {
                self.has_envelope = true;
                map.next_value::<IgnoredAny>()?;
            }
            _ if self.is_document() || self.size > MAX_RECORD_BYTES => {
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

    fn end(self, pointer: &str, sink: &mut dyn RecordSink) {
        match self.kind() {
            ElementKind::Document => self.end_document(pointer, sink),
            ElementKind::ApiError(error) => {
                sink.refuse(pointer, &format!("this is an API error response, not data: {error}"));
            }
            ElementKind::NoRecords => sink.refuse(pointer, NO_RECORDS),
            ElementKind::RefusedRecord => self.end_refused_record(pointer, sink),
            ElementKind::TooLarge => sink.refuse(pointer, "the object is larger than any valid record"),
            ElementKind::Session => sink.session(pointer, &self.fields.object()),
            ElementKind::Member => sink.member(pointer, &self.fields.object(), Nesting::Separate),
            ElementKind::Organization => self.fields.emit(pointer, self.members, sink),
        }
    }

    fn kind(&self) -> ElementKind {
        if let Some(error) = &self.error {
            return ElementKind::ApiError(error.to_string());
        }
        let has_record = ["kind", "member_id", "organization_id"].iter().any(|field| self.fields.has(field));
        if !has_record && self.fields.has("reasons") && self.fields.has("record") {
            return ElementKind::RefusedRecord;
        }
        if self.is_document() || !has_record {
            return if self.lists.is_empty() { ElementKind::NoRecords } else { ElementKind::Document };
        }
        if !self.unknown.is_empty() {
            return ElementKind::TooLarge;
        }
        // A session also has member_id and organization_id, and a Member also has organization_id.
        let (is_session, is_member) = (self.fields.has("kind"), self.fields.has("member_id"));
        match (is_session, is_member) {
            (false, false) => ElementKind::Organization,
            // Only an organization contains Members.
            _ if !self.lists.is_empty() => ElementKind::NoRecords,
            (true, _) => ElementKind::Session,
            (false, true) => ElementKind::Member,
        }
    }

    /// Reads the record in a line of the file with refused records.
    fn end_refused_record(&self, pointer: &str, sink: &mut dyn RecordSink) {
        let pointer = format!("{pointer}/record");
        let record = self.fields.raw("record").unwrap_or_default();
        let mut deserializer = serde_json::Deserializer::from_str(record);
        if ElementSeed::nested(&pointer, &mut *sink).deserialize(&mut deserializer).is_err() {
            let reason =
                "expected an object; a text is a line that was not a JSON object and must be corrected";
            sink.broken_line(&pointer, reason, record);
        }
    }

    fn end_document(self, pointer: &str, sink: &mut dyn RecordSink) {
        self.members.in_document(&format!("{pointer}/members"), sink);
        for name in self.fields.names().chain(self.unknown.iter().map(String::as_str)) {
            sink.unknown_field(pointer, name);
        }
        // A page of Members also contains their organizations.
        let is_of_members = self.lists.contains(&List::Members);
        let kind = if is_of_members { PageKind::Members } else { PageKind::Organizations };
        if let Some(metadata) = self.metadata {
            sink.search_page(pointer, SearchPage::read(kind, metadata.get()));
        }
    }
}

/// The kind of an element.
enum ElementKind {
    Document,
    ApiError(String),
    NoRecords,
    /// A line of the file with refused records.
    RefusedRecord,
    TooLarge,
    Session,
    Member,
    Organization,
}
