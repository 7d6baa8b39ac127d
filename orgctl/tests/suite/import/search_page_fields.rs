//! A data set in the shape of Stytch's search responses: every optional field present once, and absent once.

use serde_json::{Map, Value, json};

use super::import;
use test_support::{Orgctl, TestApp};

/// An organization and its Members with every field that there is.
fn everything() -> (Map<String, Value>, Map<String, Value>) {
    let data: Value =
        serde_json::from_str(include_str!("../../../../test-support/src/everything.json")).expect("JSON");
    let mut organization = data["organizations"][0].as_object().expect("an organization").clone();
    let members = organization.remove("members").expect("Members");
    let member = members[0].as_object().expect("a Member").clone();
    (organization, member)
}

fn page(list: &str, things: &[Value], organizations: Option<Value>) -> String {
    let mut page = json!({
        "status_code": 200, "request_id": "request-id-test-00000000-0000-4000-8000-000000000001",
        list: things, "results_metadata": {"total": things.len(), "next_cursor": null},
    });
    if let Some(organizations) = organizations {
        page["organizations"] = organizations;
    }
    page.to_string()
}

/// The object itself, and for each of its fields but those in `needed` the object without it, each under its own id.
fn variants(full: &Map<String, Value>, id: &str, needed: &[&str]) -> Vec<(Option<String>, Value)> {
    let without = full.keys().filter(|name| !needed.contains(&name.as_str())).cloned().map(Some);
    let variant = |(index, absent): (usize, Option<String>)| {
        let mut object = full.clone();
        object.insert(id.to_owned(), json!(format!("{id}-{index}")));
        if object.contains_key("email_address") {
            object.insert("email_address".to_owned(), json!(format!("person-{index}@everything.example")));
        }
        own_values(&mut object, index);
        if let Some(absent) = &absent {
            object.remove(absent);
        }
        (absent, Value::Object(object))
    };
    [None].into_iter().chain(without).enumerate().map(variant).collect()
}

/// Gives the object its own ids where no other object may have them: each holds `own` and the index.
fn own_values(object: &mut Map<String, Value>, index: usize) {
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

/// Holds what was exported against what was given: the absent field has the value that a new object has, every other one
/// that of the full object.
fn hold(exported: &[Value], variants: &[(Option<String>, Value)], new: &Value, id: &str, own: &[&str]) {
    let of = |variant: &Value| {
        exported.iter().find(|object| object[id] == variant[id]).unwrap_or_else(|| panic!("{}", variant[id]))
    };
    let full = of(&variants[0].1);
    for (index, (absent, variant)) in variants.iter().enumerate() {
        let as_in_full = |value: &Value| -> Value {
            let text = value.to_string().replace(&format!("own{index}-"), "own0-");
            serde_json::from_str(&text).expect("JSON")
        };
        for (name, value) in of(variant).as_object().expect("an object") {
            let expected = if absent.as_ref() == Some(name) { &new[name] } else { &full[name] };
            assert!(
                own.contains(&name.as_str()) || as_in_full(value) == *expected,
                "{absent:?}: {name} is {value}"
            );
        }
    }
}

#[tokio::test]
async fn every_search_page_field_is_optional() {
    let app = TestApp::start(json!({})).await;
    let (organization, mut member) = everything();
    let organizations = variants(&organization, "organization_id", &["organization_id"]);
    let home = organizations[0].1["organization_id"].clone();
    member.insert("organization_id".to_owned(), home.clone());
    let members = variants(&member, "member_id", &["member_id", "email_address", "organization_id"]);
    assert!(organizations.len() > 30 && members.len() > 20, "{} {}", organizations.len(), members.len());
    let things =
        |variants: &[(Option<String>, Value)]| variants.iter().map(|(_, v)| v.clone()).collect::<Vec<_>>();
    let mut pages = String::new();
    for some in things(&organizations).chunks(10) {
        pages += &page("organizations", some, None);
    }
    let by_id = json!({home.as_str().expect("an id"): organizations[0].1});
    for some in things(&members).chunks(10) {
        pages += &page("members", some, Some(by_id.clone()));
    }
    pages += &json!({"organizations": [{"organization_id": "new", "members": [{"member_id": "new", "email_address": "new@everything.example"}]}]}).to_string();
    let ended = import(&app, &pages).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let exported: Value = serde_json::from_str(&Orgctl::on(&app).text(&["export"]).await).expect("JSON");
    let list = |name: &str| exported[name].as_array().expect("a list").clone();
    let new = |name: &str, id: &str| {
        list(name).into_iter().find(|object| object[id] == "new").expect("the new one")
    };
    let times = ["organization_id", "created_at", "updated_at"];
    hold(
        &list("organizations"),
        &organizations,
        &new("organizations", "organization_id"),
        "organization_id",
        &times,
    );
    hold(
        &list("members"),
        &members,
        &new("members", "member_id"),
        "member_id",
        // It follows from the roles.
        &["member_id", "email_address", "is_admin"],
    );
}
