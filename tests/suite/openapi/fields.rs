//! The objects of the document are those of `fields.json`, which another test compares with the code.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::document::{DISCOVERY, Document};

struct Comparison {
    document: Document,
    list: Map<String, Value>,
    seen: BTreeSet<String>,
}

/// The keys of an object, or the texts of a list.
fn names(value: &Value) -> BTreeSet<&str> {
    match value {
        Value::Object(fields) => fields.keys().map(String::as_str).collect(),
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        _ => BTreeSet::new(),
    }
}

/// The types that a schema lets through, and its alternatives but for `null`.
fn opened(schema: &Value) -> (BTreeSet<&str>, Vec<&Value>) {
    let alternatives = schema["oneOf"].as_array().filter(|_| schema.get("properties").is_none());
    let Some(alternatives) = alternatives else {
        let one = schema["type"].as_str().into_iter();
        return (names(&schema["type"]).into_iter().chain(one).collect(), vec![schema]);
    };
    let (null, others): (Vec<_>, Vec<_>) = alternatives.iter().partition(|schema| schema["type"] == "null");
    (null.iter().map(|_| "null").collect(), others)
}

impl Comparison {
    fn object(&mut self, name: &str, schema: &Value) {
        let fields = self.list[name].as_object().expect("fields").clone();
        let keys: BTreeSet<&str> = fields.keys().map(String::as_str).collect();
        assert_eq!(names(&schema["properties"]), keys, "{name}");
        assert_eq!(names(&schema["required"]), keys, "{name}");
        assert_eq!(schema["additionalProperties"], false, "{name}");
        self.seen.insert(name.to_owned());
        for (key, field) in &fields {
            let schema = self.document.meant(&schema["properties"][key]).clone();
            let (types, alternatives) = opened(&schema);
            assert_eq!(types.contains("null"), field["nullable"] == true, "{name}.{key}: null");
            self.value(
                field["type"].as_str().expect("a type"),
                field,
                &alternatives,
                &format!("{name}.{key}"),
            );
        }
    }

    fn value(&mut self, r#type: &str, field: &Value, alternatives: &[&Value], place: &str) {
        if r#type == "MembershipDetails" {
            for (name, schema) in ["EmailDomain", "OAuthTenant"].iter().zip(alternatives) {
                let schema = self.document.meant(schema).clone();
                self.object(&format!("MembershipDetails{name}"), &schema);
            }
            return assert_eq!(alternatives.len(), 2, "{place}");
        }
        assert_eq!(alternatives.len(), 1, "{place}");
        let schema = self.document.meant(alternatives[0]).clone();
        let is = |name: &str| opened(&schema).0.contains(name);
        let inner = |outer: &str| r#type.strip_prefix(outer)?.strip_suffix('>');
        if let Some(inner) = inner("array<") {
            assert!(is("array"), "{place}");
            return self.value(inner, field, &[&schema["items"]], place);
        }
        if let Some(inner) = inner("map<string,") {
            assert!(is("object"), "{place}");
            return self.value(inner, field, &[&schema["additionalProperties"]], place);
        }
        match r#type {
            "string" => {
                assert!(is("string") && schema["format"] != "date-time", "{place}");
                assert_eq!(names(&schema["enum"]), names(&field["enum"]), "{place}");
            }
            "string(date-time)" => assert_eq!(schema["format"], "date-time", "{place}"),
            "boolean" | "integer" => assert!(is(r#type), "{place}"),
            "object" => assert!(is("object") && schema["additionalProperties"] == true, "{place}"),
            object => self.object(object, &schema),
        }
    }
}

#[test]
fn documented_fields_match_the_field_list() {
    let list = serde_json::from_str(include_str!("../fields.json")).expect("JSON");
    let mut comparison = Comparison { document: Document::read(), list, seen: BTreeSet::new() };
    let answer = format!("{DISCOVERY}/responses/200/content/application~1json/schema");
    let schema = comparison.document.meant(comparison.document.at(&answer)).clone();
    comparison.object("ListResponse", &schema);
    assert_eq!(comparison.seen, comparison.list.keys().cloned().collect());
}

#[test]
fn documented_objects_are_closed_and_complete() {
    let document = Document::read();
    let schemas = document.at("/components/schemas").as_object().expect("schemas");
    let objects = schemas
        .iter()
        .filter(|(name, schema)| schema.get("properties").is_some() && *name != "SessionArguments");
    for (name, schema) in objects {
        assert_eq!(schema["additionalProperties"], false, "{name}");
        assert_eq!(names(&schema["required"]), names(&schema["properties"]), "{name}");
    }
}
