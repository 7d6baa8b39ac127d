//! The arguments of `organization update` and `member update`.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value};

use super::assignment::{Assignment, require_field};
use crate::{failure::Failure, input};

/// The arguments that change any field.
#[derive(Debug, Args)]
pub struct EditArguments {
    /// Set a field, repeatable. VALUE is JSON or text; a dot selects a field of an object, such as
    /// trusted_metadata.plan=pro; null sets the default
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = Assignment::parse)]
    assignments: Vec<Assignment>,

    /// JSON file with some of the fields, which are merged (RFC 7396); null sets the default; `-` for standard input
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

impl EditArguments {
    /// Returns true if no field is changed.
    pub fn is_empty(&self) -> bool {
        self.assignments.is_empty() && self.from.is_none()
    }

    /// Returns the object with the fields of the file and the assignments, in this order.
    pub fn apply(&self, object: &Value) -> Result<Value, Failure> {
        let Value::Object(mut fields) = object.clone() else {
            return Err(Failure::refused("expected an object"));
        };
        if let Some(file) = &self.from {
            let name = input::name_of(file);
            let refused = |reason: &str| Failure::refused(format!("{name}: {reason}"));
            let partial: Value = serde_json::from_str(&input::read_text(file)?)
                .map_err(|error| refused(&format!("not JSON: {error}")))?;
            let Value::Object(partial) = partial else {
                return Err(refused("expected a JSON object with the fields to change"));
            };
            for (field, value) in partial {
                require_field(&field, &fields).map_err(|error| refused(&error))?;
                merge(fields.entry(field).or_insert(Value::Null), value);
            }
        }
        for assignment in &self.assignments {
            assignment.apply(&mut fields).map_err(|error| Failure::usage(format!("--set: {error}")))?;
        }
        Ok(Value::Object(fields))
    }
}

/// Merges `patch` into `target` by the rules of RFC 7396. A `null` stays `null` in the outermost fields, where it means
/// the default.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Some(fields) = target.as_object_mut() else {
        return;
    };
    for (name, value) in patch {
        if value.is_null() {
            fields.remove(&name);
        } else {
            merge(fields.entry(name).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_are_merged_and_lists_replaced() {
        for (target, patch, expected) in [
            (json!({"a": 1}), json!({"b": 2}), json!({"a": 1, "b": 2})),
            (json!({"a": 1}), json!({"a": null}), json!({})),
            (json!({"a": {"b": 1, "c": 2}}), json!({"a": {"c": null}}), json!({"a": {"b": 1}})),
            (json!(["a"]), json!(["b"]), json!(["b"])),
            (json!("text"), json!({"a": 1}), json!({"a": 1})),
            (json!({"a": 1}), json!(7), json!(7)),
        ] {
            let mut merged = target;
            merge(&mut merged, patch);
            assert_eq!(merged, expected);
        }
    }
}
