//! Compares the document's objects with `fields.json`, which another test compares with the responses.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::document::{DISCOVERY, Document};

struct Comparison {
    document: Document,
    list: Map<String, Value>,
    compared: BTreeSet<String>,
}

/// Returns the keys of an object, or the strings of a list.
fn names(value: &Value) -> BTreeSet<&str> {
    match value {
        Value::Object(fields) => fields.keys().map(String::as_str).collect(),
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        _ => BTreeSet::new(),
    }
}

/// Returns the types that a schema allows, and its alternatives other than `null`.
fn types_and_alternatives(schema: &Value) -> (BTreeSet<&str>, Vec<&Value>) {
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
        self.compared.insert(name.to_owned());
        for (key, field) in &fields {
            let schema = self.document.resolve(&schema["properties"][key]).clone();
            let (types, alternatives) = types_and_alternatives(&schema);
            assert_eq!(types.contains("null"), field["nullable"] == true, "{name}.{key}: null");
            self.value(
                field["type"].as_str().expect("a type"),
                field,
                &alternatives,
                &format!("{name}.{key}"),
            );
        }
    }

    fn value(&mut self, r#type: &str, field: &Value, alternatives: &[&Value], path: &str) {
        if r#type == "MembershipDetails" {
            for (name, schema) in ["EmailDomain", "OAuthTenant"].iter().zip(alternatives) {
                let schema = self.document.resolve(schema).clone();
                self.object(&format!("MembershipDetails{name}"), &schema);
            }
            return assert_eq!(alternatives.len(), 2, "{path}");
        }
        assert_eq!(alternatives.len(), 1, "{path}");
        let schema = self.document.resolve(alternatives[0]).clone();
        let is = |name: &str| types_and_alternatives(&schema).0.contains(name);
        let inner = |outer: &str| r#type.strip_prefix(outer)?.strip_suffix('>');
        if let Some(inner) = inner("array<") {
            assert!(is("array"), "{path}");
            return self.value(inner, field, &[&schema["items"]], path);
        }
        if let Some(inner) = inner("map<string,") {
            assert!(is("object"), "{path}");
            return self.value(inner, field, &[&schema["additionalProperties"]], path);
        }
        match r#type {
            "string" => {
                assert!(is("string") && schema["format"] != "date-time", "{path}");
                assert_eq!(names(&schema["enum"]), names(&field["enum"]), "{path}");
            }
            "string(date-time)" => assert_eq!(schema["format"], "date-time", "{path}"),
            "boolean" | "integer" => assert!(is(r#type), "{path}"),
            "object" => assert!(is("object") && schema["additionalProperties"] == true, "{path}"),
            object => self.object(object, &schema),
        }
    }
}

#[test]
fn documented_fields_match_the_field_list() {
    let list = serde_json::from_str(include_str!("../fields.json")).expect("JSON");
    let mut comparison = Comparison { document: Document::read(), list, compared: BTreeSet::new() };
    let pointer = format!("{DISCOVERY}/responses/200/content/application~1json/schema");
    let schema = comparison.document.resolve(comparison.document.at(&pointer)).clone();
    comparison.object("ListResponse", &schema);
    assert_eq!(comparison.compared, comparison.list.keys().cloned().collect());
}

#[test]
fn documented_objects_are_closed_and_complete() {
    let document = Document::read();
    let schemas = document.at("/components/schemas").as_object().expect("schemas");
    // Requests may have other fields.
    let is_request = |name: &str| name.ends_with("Arguments") || name == "CustomClaims";
    let objects =
        schemas.iter().filter(|(name, schema)| schema.get("properties").is_some() && !is_request(name));
    for (name, schema) in objects {
        assert_eq!(schema["additionalProperties"], false, "{name}");
        assert_eq!(names(&schema["required"]), names(&schema["properties"]), "{name}");
    }
}
