//! Search pages in Stytch's format, in which each optional field is absent from one object.

use serde_json::{Map, Value, json};

use super::import;
use test_support::{
    Orgctl, TestApp,
    builders::{member_with_id, organization_with_id},
};

/// Returns an organization and a Member with all fields.
fn everything() -> (Map<String, Value>, Map<String, Value>) {
    let data: Value =
        serde_json::from_str(include_str!("../../../../test-support/src/every_field.json")).expect("JSON");
    let mut organization = data["organizations"][0].as_object().expect("an organization").clone();
    let members = organization.remove("members").expect("Members");
    let member = members[0].as_object().expect("a Member").clone();
    (organization, member)
}

fn page(list: &str, objects: &[Value], organizations: Option<Value>) -> String {
    let mut page = json!({
        "status_code": 200, "request_id": "request-id-test-00000000-0000-4000-8000-000000000001",
        list: objects, "results_metadata": {"total": objects.len(), "next_cursor": null},
    });
    if let Some(organizations) = organizations {
        page["organizations"] = organizations;
    }
    page.to_string()
}

/// The properties of a kind of object.
struct Kind {
    list: &'static str,
    id: &'static str,
    /// The required fields.
    required: &'static [&'static str],
    /// The fields that differ between objects.
    unique: &'static [&'static str],
}

const ORGANIZATION: Kind = Kind {
    list: "organizations",
    id: "organization_id",
    required: &["organization_id"],
    unique: &["organization_id", "created_at", "updated_at"],
};

const MEMBER: Kind = Kind {
    list: "members",
    id: "member_id",
    required: &["member_id", "email_address", "organization_id"],
    // `is_admin` is derived from the roles.
    unique: &["member_id", "email_address", "is_admin"],
};

/// An object with all fields except `absent`.
struct Variant {
    absent: Option<String>,
    object: Value,
}

/// Returns the full object and, for each optional field, the object without it. Each object has a different id.
fn variants(kind: &Kind, full: &Map<String, Value>) -> Vec<Variant> {
    let optional = full.keys().filter(|name| !kind.required.contains(&name.as_str())).cloned().map(Some);
    let variant = |(index, absent): (usize, Option<String>)| {
        let mut object = full.clone();
        object.insert(kind.id.to_owned(), json!(format!("{}-{index}", kind.id)));
        if object.contains_key("email_address") {
            object.insert("email_address".to_owned(), json!(format!("person-{index}@everything.example")));
        }
        set_unique_values(&mut object, index);
        if let Some(absent) = &absent {
            object.remove(absent);
        }
        Variant { absent, object: Value::Object(object) }
    };
    [None].into_iter().chain(optional).enumerate().map(variant).collect()
}

/// Makes the fields that must be unique in a project contain `own` and the index.
fn set_unique_values(object: &mut Map<String, Value>, index: usize) {
    for id in ["member_password_id", "totp_registration_id", "organization_slug"] {
        if let Some(value) = object.get_mut(id) {
            *value = json!(format!("{id}-own{index}-"));
        }
    }
    let list = |object: &mut Map<String, Value>, name: &str, each: &dyn Fn(&mut Value, usize)| {
        let values = object.get_mut(name).and_then(Value::as_array_mut);
        values.into_iter().flatten().enumerate().for_each(|(n, value)| each(value, n));
    };
    list(object, "sso_active_connections", &|connection, n| {
        connection["connection_id"] = json!(format!("saml-{n}-own{index}-"));
    });
    list(object, "claimed_email_domains", &|domain, n| {
        *domain = json!(format!("claimed-{n}-own{index}-x.example"));
    });
    list(object, "retired_email_addresses", &|retired, n| {
        retired["email_address"] = json!(format!("retired-{n}-own{index}-@everything.example"));
    });
}

/// Compares exported objects with the imported objects. An absent field must have the default, and every other field
/// the value of the full object.
fn compare(kind: &Kind, exported: &Value, variants: &[Variant]) {
    let exported = exported[kind.list].as_array().expect("a list");
    let with_id = |id: &Value| {
        exported.iter().find(|object| object[kind.id] == *id).unwrap_or_else(|| panic!("{id} is exported"))
    };
    let (new, full) = (with_id(&json!("new")), with_id(&variants[0].object[kind.id]));
    for (index, Variant { absent, object }) in variants.iter().enumerate() {
        let as_in_full = |value: &Value| -> Value {
            let text = value.to_string().replace(&format!("own{index}-"), "own0-");
            serde_json::from_str(&text).expect("JSON")
        };
        for (name, value) in with_id(&object[kind.id]).as_object().expect("an object") {
            let expected = if absent.as_ref() == Some(name) { &new[name] } else { &full[name] };
            assert!(
                kind.unique.contains(&name.as_str()) || as_in_full(value) == *expected,
                "{absent:?}: {name} is {value}"
            );
        }
    }
}

/// Formats search pages of ten objects each.
fn pages(kind: &Kind, variants: &[Variant], organizations: Option<&Value>) -> String {
    let objects: Vec<Value> = variants.iter().map(|variant| variant.object.clone()).collect();
    objects.chunks(10).map(|some| page(kind.list, some, organizations.cloned())).collect()
}

#[tokio::test]
async fn every_search_page_field_is_optional() {
    let app = TestApp::start(json!({})).await;
    let (organization, mut member) = everything();
    let organizations = variants(&ORGANIZATION, &organization);
    let home = &organizations[0].object;
    member.insert("organization_id".to_owned(), home["organization_id"].clone());
    let members = variants(&MEMBER, &member);
    assert!(organizations.len() > 30 && members.len() > 20, "{} {}", organizations.len(), members.len());
    let by_id = json!({home["organization_id"].as_str().expect("an id"): home});
    let new = member_with_id("new", "new@everything.example", json!({}));
    let input = pages(&ORGANIZATION, &organizations, None)
        + &pages(&MEMBER, &members, Some(&by_id))
        + &json!({"organizations": [organization_with_id("new", json!({"members": [new]}))]}).to_string();
    let output = import(&app, &input).await;
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    let exported: Value = serde_json::from_str(&Orgctl::on(&app).text(&["export"]).await).expect("JSON");
    compare(&ORGANIZATION, &exported, &organizations);
    compare(&MEMBER, &exported, &members);
}
