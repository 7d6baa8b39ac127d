//! The differences between two objects, field by field.

use serde_json::{Value, json};

use crate::output::{Line, Style};

/// A field that differs. Fields of objects are named with dots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    pub field: String,
    /// `None` if the object did not have the field.
    pub before: Option<Value>,
    /// `None` if the object does not have the field anymore.
    pub after: Option<Value>,
}

/// Returns the fields that differ, in the order of their names.
pub fn changes(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut found = Vec::new();
    compare("", Some(before), Some(after), &mut found);
    found
}

fn compare(field: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<FieldChange>) {
    if before == after {
        return;
    }
    if let (Some(Value::Object(old)), Some(Value::Object(new))) = (before, after) {
        let only_new = new.keys().filter(|name| !old.contains_key(*name));
        let mut names: Vec<_> = old.keys().chain(only_new).collect();
        names.sort_unstable();
        for name in names {
            let inner = if field.is_empty() { name.clone() } else { format!("{field}.{name}") };
            compare(&inner, old.get(name), new.get(name), found);
        }
        return;
    }
    found.push(FieldChange { field: field.to_owned(), before: before.cloned(), after: after.cloned() });
}

impl FieldChange {
    /// Returns the name of the outermost field.
    pub fn outer_field(&self) -> &str {
        self.field.split('.').next().unwrap_or(&self.field)
    }

    /// Formats the change: added and removed elements of a list, or the old and the new value.
    pub fn line(&self) -> Line {
        let line = Line::from(format!("  {}: ", self.field));
        match (&self.before, &self.after) {
            (Some(Value::Array(before)), Some(Value::Array(after))) => list_line(line, before, after),
            (before, after) => line
                .with(text(before.as_ref()), Style::Bad)
                .with(" → ", Style::Plain)
                .with(text(after.as_ref()), Style::Good),
        }
    }

    pub fn json(&self) -> Value {
        json!({"field": self.field, "before": self.before, "after": self.after})
    }
}

fn list_line(mut line: Line, before: &[Value], after: &[Value]) -> Line {
    let removed = before.iter().filter(|value| !after.contains(value));
    let added = after.iter().filter(|value| !before.contains(value));
    let parts: Vec<_> = added
        .map(|value| (format!("+ {}", text(Some(value))), Style::Good))
        .chain(removed.map(|value| (format!("- {}", text(Some(value))), Style::Bad)))
        .collect();
    if parts.is_empty() {
        return line.with("another order", Style::Plain);
    }
    for (index, (part, style)) in parts.into_iter().enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        line = line.with(separator, Style::Plain).with(part, style);
    }
    line
}

/// Formats a value as JSON, text without quotes, and nothing as `(nothing)`.
fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "(nothing)".to_owned(),
        Some(Value::String(text)) if text.is_empty() => "(nothing)".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(before: &Value, after: &Value) -> Vec<String> {
        changes(before, after).iter().map(|change| change.line().plain()).collect()
    }

    #[test]
    fn equal_objects_have_no_changes() {
        let object = json!({"a": [1], "b": {"c": null}});
        assert_eq!(changes(&object, &object), []);
    }

    #[test]
    fn changes_are_named_field_by_field() {
        let before = json!({"name": "Acme", "domains": ["a.com", "b.com"], "meta": {"plan": "free", "old": 1}, "n": ""});
        let after = json!({"name": "Acme 2", "domains": ["c.com", "a.com"], "meta": {"plan": "pro", "new": true}, "n": "x"});
        assert_eq!(
            lines(&before, &after),
            [
                "  domains: + c.com, - b.com",
                "  meta.new: (nothing) → true",
                "  meta.old: 1 → (nothing)",
                "  meta.plan: free → pro",
                "  n: (nothing) → x",
                "  name: Acme → Acme 2",
            ]
        );
        assert_eq!(lines(&json!({"a": [1, 2]}), &json!({"a": [2, 1]})), ["  a: another order"]);
    }
}
