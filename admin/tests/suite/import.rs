//! Imports: accepted input, and the diagnostics of mistakes.

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
    let mut organization = organization_with_id("org-1", json!({ "members": members }));
    organization[field] = value.clone();
    json!({"organizations": [organization]})
}

/// One organization with these Members.
fn members(members: &Value) -> Value {
    organization_with("organization_name", &json!("One"), members)
}

/// A Member of the organization around it.
fn jane() -> Value {
    member_with_id("member-1", "jane@one.example", json!({}))
}

/// Jane's Member with one more field.
fn jane_with(field: &str, value: &Value) -> Value {
    with(jane(), json!({ field: value }))
}

/// An intermediate session of Jane, by magic link.
fn jane_session() -> Value {
    intermediate("jane", "jane@one.example", [magic_link()])
}

/// That session with one more field.
fn session_with(field: &str, value: &Value) -> Value {
    with(jane_session(), json!({ field: value }))
}

/// Jane in one organization, and these sessions.
fn world(sessions: &Value) -> Value {
    let mut data = members(&json!([jane()]));
    data["sessions"] = sessions.clone();
    data
}
