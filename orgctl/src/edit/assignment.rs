//! `FIELD=VALUE` on the command line.

use serde_json::{Map, Value};

use crate::resolve_names::Suggestions;

/// A new value for a field, or for a field of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The names from the outermost field to the innermost.
    path: Vec<String>,
    value: String,
}

impl Assignment {
    /// Parses `FIELD=VALUE`. A dot separates an object from its field.
    pub fn parse(text: &str) -> Result<Self, String> {
        let expected = "expected FIELD=VALUE, such as organization_name=Acme or trusted_metadata.plan=pro";
        let (path, value) = text.split_once('=').ok_or(expected)?;
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        if path.iter().any(String::is_empty) {
            return Err(expected.to_owned());
        }
        Ok(Self { path, value: value.to_owned() })
    }

    /// Sets the value in an object.
    pub fn apply(&self, object: &mut Map<String, Value>) -> Result<(), String> {
        let Some((last, parents)) = self.path.split_last() else {
            return Ok(());
        };
        require_field(self.path.first().unwrap_or(last), object)?;
        let mut parent = object;
        for name in parents {
            let value = parent.entry(name.as_str()).or_insert_with(|| Value::Object(Map::new()));
            parent =
                value.as_object_mut().ok_or_else(|| format!("{name} is not an object; set it as a whole"))?;
        }
        let value = self.value_like(parent.get(last));
        parent.insert(last.clone(), value);
        Ok(())
    }

    /// Returns the value as JSON if it is JSON. A field that contains text gets text, so that a name may be `123`.
    fn value_like(&self, current: Option<&Value>) -> Value {
        match serde_json::from_str(&self.value) {
            Ok(Value::String(text)) => text.into(),
            Ok(Value::Null) => Value::Null,
            Ok(value) if !current.is_some_and(Value::is_string) => value,
            _ => self.value.clone().into(),
        }
    }
}

/// Fails for a field that the object does not have.
pub fn require_field(name: &str, object: &Map<String, Value>) -> Result<(), String> {
    if object.contains_key(name) {
        return Ok(());
    }
    let mut suggestions = Suggestions::of(name);
    for field in object.keys() {
        suggestions.add(&[field], || field.clone());
    }
    let mut similar = suggestions.into_names();
    if similar.is_empty() {
        similar = object
            .keys()
            .filter(|field| field.split('_').any(|word| word == name))
            .take(3)
            .cloned()
            .collect();
    }
    let hint =
        if similar.is_empty() { String::new() } else { format!("; did you mean {}?", similar.join(" or ")) };
    Err(format!("unknown field {name}{hint}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(assignment: &str) -> Result<Value, String> {
        let mut object = json!({"name": "Acme", "list": [], "active": false, "metadata": {"plan": "free"}, "external": null, "meta_data": 1});
        let fields = object.as_object_mut().ok_or("expected an object")?;
        Assignment::parse(assignment)?.apply(fields)?;
        Ok(object)
    }

    #[test]
    fn values_are_json_or_text() {
        for (assignment, pointer, expected) in [
            ("name=Acme Inc.", "/name", json!("Acme Inc.")),
            ("name=123", "/name", json!("123")),
            ("name=\"123\"", "/name", json!("123")),
            ("name=a=b", "/name", json!("a=b")),
            ("name=", "/name", json!("")),
            ("name=null", "/name", Value::Null),
            ("active=true", "/active", json!(true)),
            ("list=[\"a\"]", "/list", json!(["a"])),
            ("external=ERP-7", "/external", json!("ERP-7")),
            ("metadata.plan=pro", "/metadata/plan", json!("pro")),
            ("metadata.seats=7", "/metadata/seats", json!(7)),
            ("metadata.a.b=1", "/metadata/a/b", json!(1)),
        ] {
            let value = set(assignment).map(|object| object.pointer(pointer).cloned());
            assert_eq!(value, Ok(Some(expected)), "{assignment}");
        }
    }

    #[test]
    fn invalid_assignments_are_refused() {
        for (assignment, error) in [
            ("name", "expected FIELD=VALUE, such as organization_name=Acme or trusted_metadata.plan=pro"),
            ("=x", "expected FIELD=VALUE, such as organization_name=Acme or trusted_metadata.plan=pro"),
            ("nam=x", "unknown field nam; did you mean name?"),
            ("colour=red", "unknown field colour"),
            ("data=x", "unknown field data; did you mean meta_data?"),
            ("name.first=x", "name is not an object; set it as a whole"),
        ] {
            assert_eq!(set(assignment), Err(error.to_owned()), "{assignment}");
        }
    }
}
