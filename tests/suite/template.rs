//! The parsed `template.yaml`.

use serde_json::{Value, json};
use test_support::yaml;

pub fn template() -> Value {
    yaml(include_str!("../../template.yaml"))
}

pub fn resource(id: &str) -> Value {
    template()["Resources"].get(id).unwrap_or_else(|| panic!("the template lacks {id}")).clone()
}

pub fn properties(id: &str) -> Value {
    resource(id)["Properties"].clone()
}

/// Returns the name of the table with this logical id: of the stack, or an existing one.
pub fn table_name(id: &str) -> Value {
    json!({"!If": [format!("Creates{id}"), {"!Ref": id}, {"!Ref": format!("Existing{id}")}]})
}

/// Returns every resource of this type, with its logical id.
pub fn resources_of_type(kind: &str) -> Vec<(String, Value)> {
    let template = template();
    let resources = template["Resources"].as_object().expect("resources");
    let found: Vec<_> = resources
        .iter()
        .filter(|(_, resource)| resource["Type"] == kind)
        .map(|(id, resource)| (id.clone(), resource.clone()))
        .collect();
    assert!(!found.is_empty(), "{kind}");
    found
}
