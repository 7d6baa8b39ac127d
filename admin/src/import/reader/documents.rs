//! Documents of lists.

use std::{
    fmt,
    io::{self, Read},
};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, value::RawValue};

use super::{PageKind, SearchPage, Sink, organization::OrganizationSeed};

/// Reads the documents of a file, to its end or to what is no JSON.
pub(super) fn read_all(file: impl Read, sink: &mut dyn Sink) -> io::Result<()> {
    let mut deserializer = serde_json::Deserializer::from_reader(file);
    for number in 1_usize.. {
        if number > 1 && deserializer.end().is_ok() {
            break;
        }
        let place = if number == 1 { String::new() } else { format!("document {number}") };
        match (DocumentSeed { place: &place, sink: &mut *sink }).deserialize(&mut deserializer) {
            Ok(()) => {}
            Err(error) if error.is_io() => return Err(error.into()),
            Err(error) if error.is_data() => {
                sink.refuse(&place, &error.to_string());
                break;
            }
            Err(error) => {
                sink.refuse(&place, &format!("not JSON: {error}"));
                break;
            }
        }
    }
    Ok(())
}

struct DocumentSeed<'s> {
    place: &'s str,
    sink: &'s mut dyn Sink,
}

impl<'de> DeserializeSeed<'de> for DocumentSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for DocumentSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { place, sink } = self;
        let mut document = Document::default();
        while let Some(name) = map.next_key::<String>()? {
            if let Some(list) = List::named(&name) {
                if document.lists.contains(&list) {
                    return Err(A::Error::custom(format!("duplicate field `{name}`")));
                }
                let place = format!("{place}/{name}");
                map.next_value_seed(ListSeed { list, place: &place, sink: &mut *sink })?;
                document.lists.push(list);
                continue;
            }
            match name.as_str() {
                "results_metadata" => document.metadata = Some(map.next_value::<Box<RawValue>>()?),
                "error_type" => document.error = Some(map.next_value::<Box<RawValue>>()?),
                // The rest of the envelope of a search, or of an error.
                "status_code" | "request_id" | "error_message" | "error_url" => {
                    map.next_value::<IgnoredAny>()?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    sink.unknown_field(place, &name);
                }
            }
        }
        document.end(place, sink);
        Ok(())
    }
}

/// What a document had besides the entities in its lists.
#[derive(Default)]
struct Document {
    lists: Vec<List>,
    metadata: Option<Box<RawValue>>,
    error: Option<Box<RawValue>>,
}

impl Document {
    fn end(self, place: &str, sink: &mut dyn Sink) {
        if let Some(error) = self.error {
            return sink.refuse(place, &format!("this is an error of the API, and no data: {error}"));
        }
        if self.lists.is_empty() {
            return sink.refuse(place, "expected organizations, members or sessions");
        }
        // A page of Members holds their organizations too.
        let is_of_members = self.lists.contains(&List::Members);
        let kind = if is_of_members { PageKind::Members } else { PageKind::Organizations };
        if let Some(metadata) = self.metadata {
            sink.search_page(place, search_page(kind, metadata.get()));
        }
    }
}

/// The metadata of a page; fields of other types are left out.
fn search_page(kind: PageKind, metadata: &str) -> SearchPage {
    let metadata: Value = serde_json::from_str(metadata).unwrap_or_default();
    let cursor = metadata.get("next_cursor").and_then(Value::as_str).filter(|cursor| !cursor.is_empty());
    let total = metadata.get("total").and_then(Value::as_u64);
    SearchPage { kind, next_cursor: cursor.map(str::to_owned), total }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Organizations,
    Members,
    Sessions,
}

impl List {
    fn named(name: &str) -> Option<Self> {
        match name {
            "organizations" => Some(Self::Organizations),
            "members" => Some(Self::Members),
            "sessions" => Some(Self::Sessions),
            _ => None,
        }
    }
}

struct ListSeed<'s> {
    list: List,
    place: &'s str,
    sink: &'s mut dyn Sink,
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
        write!(f, "a list at {}", self.place)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        for index in 0_usize.. {
            let place = format!("{}/{index}", self.place);
            let more = match self.list {
                List::Organizations => {
                    list.next_element_seed(OrganizationSeed { place, sink: &mut *self.sink })?
                }
                List::Members => {
                    let member: Option<Box<RawValue>> = list.next_element()?;
                    member.map(|member| self.sink.member(&place, member.get(), None))
                }
                List::Sessions => {
                    let session: Option<Box<RawValue>> = list.next_element()?;
                    session.map(|session| self.sink.session(&place, session.get()))
                }
            };
            if more.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Organizations by id, as a search for Members gives them.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(id) = map.next_key::<String>()? {
            let place = format!("{}/{}", self.place, id.replace('~', "~0").replace('/', "~1"));
            map.next_value_seed(OrganizationSeed { place, sink: &mut *self.sink })?;
        }
        Ok(())
    }
}
