//! The fields of a JSON object, with their values as they are written.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// The names and unparsed values of an object, in its order. Names can be repeated.
#[derive(Default)]
pub(super) struct RawFields<'b>(pub(super) Vec<(String, &'b RawValue)>);

impl<'b> RawFields<'b> {
    /// Returns a name that occurs more than once.
    pub(super) fn repeated(&self) -> Option<&str> {
        let mut names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
    }

    /// Writes these fields as a JSON object. The values keep their text.
    pub(super) fn to_json<'f>(fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> String {
        let fields =
            fields.into_iter().map(|(name, value)| format!("{}:{value}", serde_json::Value::from(name)));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&str, &'b RawValue) -> bool) {
        self.0.retain(|(name, value)| keep(name, value));
    }
}

impl<'de: 'b, 'b> Deserialize<'de> for RawFields<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Fields).map(Self)
    }
}
