//! Builders of test data: organizations, Members, authentication factors and sessions, in the form of a data file.
//!
//! Ids follow from names and addresses, so that a test names Acme and ann@acme.example and nothing else. Builders with
//! explicit ids are in `with_ids`.

mod factors;
mod with_ids;

use serde_json::{Value, json};

use crate::{Answer, TestApp, check_files};

pub use factors::*;
pub use with_ids::*;

/// The fields of both objects; those of the second win.
pub fn with(mut object: Value, fields: Value) -> Value {
    let Value::Object(fields) = fields else { panic!("{fields} is no object") };
    object.as_object_mut().expect("an object").extend(fields);
    object
}

pub fn world(organizations: impl Into<Vec<Value>>, sessions: impl Into<Vec<Value>>) -> Value {
    json!({"organizations": organizations.into(), "sessions": sessions.into()})
}

pub fn organization_id(name: &str) -> String {
    format!("organization-test-{}", plain(name))
}

pub fn member_id(organization: &str, address: &str) -> String {
    format!("member-test-{}-{}", plain(organization), plain(address))
}

fn plain(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    text.chars().map(plain).collect()
}

/// An organization of this name, with these settings.
pub fn organization(name: &str, settings: Value, members: impl Into<Vec<Value>>) -> Value {
    let identified = |member: Value| {
        let id = member_id(name, member["email_address"].as_str().expect("an address"));
        with(json!({ "member_id": id }), member)
    };
    let members: Vec<Value> = members.into().into_iter().map(identified).collect();
    let base =
        json!({"organization_id": organization_id(name), "organization_name": name, "members": members});
    with(base, settings)
}

/// A Member with this address, active and not verified unless `fields` set something else.
pub fn member(address: &str, fields: Value) -> Value {
    with(json!({ "email_address": address }), fields)
}

/// An active Member whose address is verified.
pub fn verified(address: &str) -> Value {
    member(address, json!({"email_address_verified": true}))
}

/// An intermediate session.
pub fn intermediate(name: &str, address: &str, factors: impl Into<Vec<Value>>) -> Value {
    json!({
        "name": name, "kind": "intermediate", "email_address": address,
        "authentication_factors": naming(address, factors),
    })
}

/// A session of the Member with this address in an organization.
pub fn member_session(
    name: &str,
    organization: &str,
    address: &str,
    factors: impl Into<Vec<Value>>,
) -> Value {
    json!({
        "name": name, "kind": "member", "email_address": address,
        "organization_id": organization_id(organization), "member_id": member_id(organization, address),
        "authentication_factors": naming(address, factors),
    })
}

/// An organization's settings for one SSO connection.
pub fn connection(id: &str) -> Value {
    json!({"sso_active_connections": [{"connection_id": id}]})
}

/// The primary methods that an entry still asks for: `satisfied`, `no way in`, or their names.
pub fn primary(entry: &Value) -> String {
    let required = &entry["primary_required"];
    match required["allowed_auth_methods"].as_array() {
        None => {
            assert!(required.is_null(), "{required}");
            "satisfied".to_owned()
        }
        Some(methods) if methods.is_empty() => "no way in".to_owned(),
        Some(methods) => methods.iter().map(|m| m.as_str().expect("a method")).collect::<Vec<_>>().join(" "),
    }
}

/// Returns whether an entry is complete; an address that is not verified sees a redacted entry.
///
/// The organization needs `trusted_metadata`.
pub fn is_unredacted(entry: &Value) -> bool {
    entry["organization"]["trusted_metadata"] != json!({})
}

/// The answer to the session of this name, in one line.
pub async fn seen(app: &TestApp, session: &str) -> String {
    one_line(&app.discover(session).await)
}

/// An answer in one line: its entries, or its error.
pub fn one_line(answer: &Answer) -> String {
    if answer.status.is_success() { answer.listing().join(", ") } else { answer.outcome() }
}

/// A world in which every field of every object is set somewhere.
pub async fn with_every_field() -> TestApp {
    let mut app = TestApp::start(json!({})).await;
    load_text(&mut app, include_str!("everything.json")).await;
    app
}

/// A service with this world, in which factors are stored as another writer may have written them.
pub async fn start_unchecked(data: Value) -> TestApp {
    let mut app = TestApp::start(json!({})).await;
    app.load_unchecked(data).await;
    app
}

/// Adds data, as the text of a data file, in which the order of keys and the form of numbers tell.
pub async fn load_text(app: &mut TestApp, text: &str) {
    let data = check_files(&[("file", text)]).expect("valid data");
    assert_eq!(data.warnings().len(), 0, "{:?}", data.warnings());
    app.load_checked(&data).await;
}
