//! Imports: accepted input, and the diagnostics of mistakes.

mod defaults;
mod duplicates;
mod exclusive_values;
mod input_formats;
mod metadata;
mod nested_members;
mod refused_files;
mod refused_import_writes_nothing;
mod refused_records;
mod refused_sessions;
mod sessions;
mod unknown_fields;

use serde_json::{Value, json};

use test_support::check_files;

/// The mistakes of one file, called `data.json`.
fn refusal(data: &Value) -> String {
    refusal_of(&[("data.json", &data.to_string())])
}

/// The mistakes of these files, one a line.
fn refusal_of(files: &[(&str, &str)]) -> String {
    match check_files(files) {
        Err(error) => error.to_string(),
        Ok(_) => "not refused".to_owned(),
    }
}

/// The warnings of one file, one a line.
fn warnings(data: &Value) -> String {
    check_files(&[("data.json", &data.to_string())]).expect("valid data").warnings().to_string()
}

/// An organization with these Members, and one more field.
fn organization_with(field: &str, value: &Value, members: &Value) -> Value {
    let mut organization = json!({"organization_id": "org-1", "members": members});
    organization[field] = value.clone();
    json!({"organizations": [organization]})
}

/// One organization with these Members.
fn members(members: &Value) -> Value {
    organization_with("organization_name", &json!("One"), members)
}

/// A Member of the organization around it.
fn jane() -> Value {
    json!({"member_id": "member-1", "email_address": "jane@one.example"})
}

/// Jane's Member with one more field.
fn jane_with(field: &str, value: &Value) -> Value {
    let mut member = jane();
    member[field] = value.clone();
    member
}

/// An intermediate session of Jane, by magic link.
fn session() -> Value {
    json!({
        "name": "jane",
        "kind": "intermediate",
        "email_address": "jane@one.example",
        "authentication_factors": [{
            "type": "magic_link",
            "delivery_method": "email",
            "email_factor": {"email_id": "email-1", "email_address": "jane@one.example"},
        }],
    })
}

/// That session with one more field.
fn session_with(field: &str, value: &Value) -> Value {
    let mut session = session();
    session[field] = value.clone();
    session
}

/// Jane in one organization, and these sessions.
fn world(sessions: &Value) -> Value {
    let mut data = members(&json!([jane()]));
    data["sessions"] = sessions.clone();
    data
}
