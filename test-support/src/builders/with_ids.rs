//! Organizations and Members with explicit ids.

use serde_json::{Value, json};

use super::with;

/// An organization with this id and these fields.
pub fn organization_with_id(id: &str, fields: Value) -> Value {
    with(json!({ "organization_id": id }), fields)
}

/// A Member with this id, address and these fields.
pub fn member_with_id(id: &str, address: &str, fields: Value) -> Value {
    with(json!({"member_id": id, "email_address": address}), fields)
}

/// An entry of `retired_email_addresses`.
pub fn retired_address(address: &str) -> Value {
    json!({"email_id": format!("email-{address}"), "email_address": address})
}
