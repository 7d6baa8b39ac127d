//! The parsed `template.yaml`.

use serde_json::Value;
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
