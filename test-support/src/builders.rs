//! Builders of test data: organizations, Members, authentication factors and sessions in the data file format.
//!
//! Ids are derived from names and addresses, so a test only names `Acme` and `ann@acme.example`. The builders in
//! `with_ids` take explicit ids.

mod factors;
mod with_ids;

use serde_json::{Value, json};

use crate::{ApiResponse, TestApp, check_files};

pub use factors::*;
pub use with_ids::*;

/// Adds `fields` to an object. A field that the object already has is replaced.
pub fn with(mut object: Value, fields: Value) -> Value {
    let Value::Object(fields) = fields else { panic!("{fields} is not an object") };
    object.as_object_mut().expect("an object").extend(fields);
    object
}

/// A data file with these organizations and sessions.
pub fn data_set(organizations: impl Into<Vec<Value>>, sessions: impl Into<Vec<Value>>) -> Value {
    json!({"organizations": organizations.into(), "sessions": sessions.into()})
}

/// The id that [`organization`] derives from a name.
pub fn organization_id(name: &str) -> String {
    format!("organization-test-{}", slugify(name))
}

/// The id that [`organization`] derives from its own name and the address of a Member.
pub fn member_id(organization: &str, address: &str) -> String {
    format!("member-test-{}-{}", slugify(organization), slugify(address))
}

fn slugify(text: &str) -> String {
    let slug_char = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    text.chars().map(slug_char).collect()
}

/// An organization with this name, these settings and these Members. Ids that are not set are derived.
pub fn organization(name: &str, settings: Value, members: impl Into<Vec<Value>>) -> Value {
    let with_id = |member: Value| {
        let id = member_id(name, member["email_address"].as_str().expect("an address"));
        with(json!({ "member_id": id }), member)
    };
    let members: Vec<Value> = members.into().into_iter().map(with_id).collect();
    let base =
        json!({"organization_id": organization_id(name), "organization_name": name, "members": members});
    with(base, settings)
}

/// A Member with this address and these fields. By default it is active and its address is not verified.
pub fn member(address: &str, fields: Value) -> Value {
    with(json!({ "email_address": address }), fields)
}

/// An active Member with a verified address.
pub fn verified(address: &str) -> Value {
    member(address, json!({"email_address_verified": true}))
}

/// An intermediate session.
pub fn intermediate(name: &str, address: &str, factors: impl Into<Vec<Value>>) -> Value {
    json!({
        "name": name, "kind": "intermediate", "email_address": address,
        "authentication_factors": with_session_address(address, factors),
    })
}

/// A member session of the Member with this address in an organization.
pub fn member_session(
    name: &str,
    organization: &str,
    address: &str,
    factors: impl Into<Vec<Value>>,
) -> Value {
    json!({
        "name": name, "kind": "member", "email_address": address,
        "organization_id": organization_id(organization), "member_id": member_id(organization, address),
        "authentication_factors": with_session_address(address, factors),
    })
}

/// The settings of an organization with one active SSO connection.
pub fn sso_connection(id: &str) -> Value {
    json!({"sso_active_connections": [{"connection_id": id}]})
}

/// Returns the primary methods that an entry still requires, separated by spaces.
///
/// `satisfied` means that none is required, and `no method` that no method can satisfy the organization.
pub fn required_methods(entry: &Value) -> String {
    let required = &entry["primary_required"];
    match required["allowed_auth_methods"].as_array() {
        None => {
            assert!(required.is_null(), "{required}");
            "satisfied".to_owned()
        }
        Some(methods) if methods.is_empty() => "no method".to_owned(),
        Some(methods) => methods.iter().map(|m| m.as_str().expect("a method")).collect::<Vec<_>>().join(" "),
    }
}

/// Returns true if an entry is complete. A session whose address is not verified gets a redacted entry.
///
/// The organization needs `trusted_metadata`, because a redacted entry omits its content.
pub fn is_unredacted(entry: &Value) -> bool {
    entry["organization"]["trusted_metadata"] != json!({})
}

/// Sends the session's credential and returns the [`summary`] of the response.
pub async fn discovered(app: &TestApp, session: &str) -> String {
    summary(&app.discover(session).await)
}

/// Returns the entries of a response on one line (`Acme: active_member, …`), or its `error_type`.
pub fn summary(response: &ApiResponse) -> String {
    if response.status.is_success() { response.listing().join(", ") } else { response.outcome() }
}

/// Starts a service with a data file that sets every field of every object.
pub async fn start_with_every_field() -> TestApp {
    let mut app = TestApp::start(json!({})).await;
    load_data_file(&mut app, include_str!("every_field.json")).await;
    app
}

/// Starts a service with this data. The factors of sessions are stored unchecked, as another writer could store them.
pub async fn start_unchecked(data: Value) -> TestApp {
    let mut app = TestApp::start(json!({})).await;
    app.load_unchecked(data).await;
    app
}

/// Loads a data file. The text is imported as it is, so a test can check that key order and number formats are kept.
pub async fn load_data_file(app: &mut TestApp, text: &str) {
    let data = check_files(&[("file", text)]).expect("valid data");
    assert_eq!(data.warnings().len(), 0, "{:?}", data.warnings());
    app.load_checked(&data).await;
}
