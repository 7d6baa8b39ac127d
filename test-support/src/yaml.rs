//! YAML as JSON values.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value, json};

/// Parses a YAML text with one document. A tag becomes an object: `!Ref X` is `{"!Ref": "X"}`.
pub fn yaml(text: &str) -> Value {
    let documents = Yaml::load_from_str(text).expect("YAML");
    assert_eq!(documents.len(), 1);
    to_json(&documents[0])
}

fn to_json(yaml: &Yaml) -> Value {
    match yaml {
        Yaml::Value(Scalar::String(text)) => json!(text),
        Yaml::Value(Scalar::Boolean(value)) => json!(value),
        Yaml::Value(Scalar::Integer(value)) => json!(value),
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Sequence(values) => values.iter().map(to_json).collect(),
        Yaml::Mapping(fields) => {
            let name = |key: &Yaml| key.as_str().expect("a string key").to_owned();
            Value::Object(fields.iter().map(|(key, value)| (name(key), to_json(value))).collect())
        }
        Yaml::Tagged(tag, value) => {
            Value::Object(Map::from_iter([(format!("{}{}", tag.handle, tag.suffix), to_json(value))]))
        }
        other => panic!("an unexpected node: {other:?}"),
    }
}
