//! Imports: accepted input, and diagnostics of rejected input.

mod defaults;
mod duplicates;
mod exclusive_values;
mod input_formats;
mod limits;
mod metadata;
mod nested_members;
mod refused_files;
mod refused_import_writes_nothing;
mod refused_records;
mod refused_sessions;
mod sessions;
mod unknown_fields;

use serde_json::{Value, json};

use test_support::{
    builders::{intermediate, magic_link, member_with_id, organization_with_id, with},
    check_files,
};

/// Returns the errors of one file named `data.json`.
fn refusal(data: &Value) -> String {
    refusal_of(&[("data.json", &data.to_string())])
}

/// Returns the errors of these files, one per line.
fn refusal_of(files: &[(&str, &str)]) -> String {
    match check_files(files) {
        Err(error) => error.to_string(),
        Ok(_) => "not refused".to_owned(),
    }
}

/// Returns the warnings of one file, one per line.
fn warnings(data: &Value) -> String {
    check_files(&[("data.json", &data.to_string())]).expect("valid data").warnings().to_string()
}

/// Data with one organization that has these Members and one more field.
fn organization_with(field: &str, value: &Value, members: &Value) -> Value {
    let mut organization = organization_with_id("org-1", json!({ "members": members }));
    organization[field] = value.clone();
    json!({"organizations": [organization]})
}

/// Data with one organization that has these Members.
fn members(members: &Value) -> Value {
    organization_with("organization_name", &json!("One"), members)
}

/// Jane's Member, nested in its organization.
fn jane() -> Value {
    member_with_id("member-1", "jane@one.example", json!({}))
}

/// Jane's Member with one more field.
fn jane_with(field: &str, value: &Value) -> Value {
    with(jane(), json!({ field: value }))
}

/// An intermediate session of Jane with a magic link factor.
fn jane_session() -> Value {
    intermediate("jane", "jane@one.example", [magic_link()])
}

/// Jane's session with one more field.
fn session_with(field: &str, value: &Value) -> Value {
    with(jane_session(), json!({ field: value }))
}

/// Data with Jane in one organization, and these sessions.
fn data_with_sessions(sessions: &Value) -> Value {
    let mut data = members(&json!([jane()]));
    data["sessions"] = sessions.clone();
    data
}
