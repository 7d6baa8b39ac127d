//! Organizations and Members: lists and changes.

use super::Page;
use serde_json::{Value, json};

const ACME: &str = "organization-test-00000000-0000-4000-8000-000000000001";
const HOOLI: &str = "organization-test-00000000-0000-4000-8000-000000000004";

#[tokio::test]
async fn organizations_and_members_are_listed() {
    let page = Page::with_demo().await;
    let organizations = page.read("organizations").await;
    let rows = organizations["rows"].as_array().expect("a list");
    assert_eq!((rows.len(), &organizations["next"]), (5, &Value::Null));
    let acme = rows.iter().find(|row| row["organization_id"] == ACME).expect("Acme");
    assert_eq!(
        acme,
        &json!({"organization_id": ACME, "organization_name": "Acme", "organization_slug": "acme", "members": 3,
                "domains": ["acme.example"]})
    );
    let members = page.read(&format!("organizations/{ACME}/members")).await;
    assert_eq!(members["rows"].as_array().map(Vec::len), Some(3));
    let member = &members["rows"][0];
    let path = format!("members/{}", member["member_id"].as_str().expect("an id"));
    let one = page.read(&path).await;
    let object: Value = serde_json::from_str(one["text"].as_str().expect("a text")).expect("JSON");
    assert_eq!((&object["email_address"], &one["status"]), (&member["email_address"], &member["status"]));
}

#[tokio::test]
async fn long_lists_have_pages() {
    let page = Page::open(&["--no-demo"]).await;
    let members: Vec<_> = (0..120)
        .map(|number| json!({"member_id": format!("m-{number}"), "organization_id": "o-0", "email_address": format!("p{number}@a.example")}))
        .collect();
    let organizations: Vec<_> =
        (0..120).map(|number| json!({"organization_id": format!("o-{number}")})).collect();
    page.call("POST", "import?name=many.json", &json!({"organizations": organizations, "members": members}))
        .await;
    for (path, id) in [("organizations", "organization_id"), ("organizations/o-0/members", "member_id")] {
        let mut found = std::collections::BTreeSet::new();
        let (mut sizes, mut query) = (Vec::new(), String::new());
        loop {
            let part = page.read(&format!("{path}{query}")).await;
            let rows = part["rows"].as_array().expect("a list");
            sizes.push(rows.len());
            found.extend(rows.iter().map(|row| row[id].to_string()));
            let Some(next) = part["next"].as_str() else { break };
            query = format!("?after={next}");
        }
        assert_eq!((sizes, found.len()), (vec![50, 50, 20], 120), "{path}");
    }
}

#[tokio::test]
async fn changed_fields_are_saved_with_effects() {
    let page = Page::with_demo().await;
    let set = json!({"set": {"email_allowed_domains": ["hooli.example", "hooli.net"], "organization_name": "Hooli XYZ"}});
    let saved = page.call("PATCH", &format!("organizations/{HOOLI}"), &set).await;
    insta::assert_snapshot!(format!("{saved:#}"), @r#"
    {
      "effects": [
        "people cannot join by hooli.net yet: this needs an active Member with a verified address there"
      ],
      "text": "organization Hooli XYZ: changed"
    }
    "#);
    let mut object = json!({"organization_id": HOOLI, "member_id": "member-gavin", "email_address": "gavin@hooli.example"});
    object["email_address_verified"] = json!(true);
    let saved = page.call("PUT", "members", &json!({"text": object.to_string()})).await;
    insta::assert_snapshot!(format!("{saved:#}"), @r#"
    {
      "effects": [
        "people can join by hooli.example from now on: it is the first active Member with a verified address there"
      ],
      "text": "Member gavin@hooli.example: created"
    }
    "#);
    for (action, text) in [("delete", "changed"), ("reactivate", "changed"), ("erase", "removed")] {
        let saved = page.call("POST", &format!("members/member-gavin/{action}"), &json!({})).await;
        assert_eq!(saved["text"], format!("Member gavin@hooli.example: {text}"), "{action}");
    }
    assert!(page.orgctl().text(&["check"]).await.ends_with("no inconsistencies.\n"));
}

#[tokio::test]
async fn object_is_saved_only_as_it_was_edited() {
    let page = Page::with_demo().await;
    let path = format!("organizations/{HOOLI}");
    let read = page.read(&path).await["text"].clone();
    let edited = read.as_str().expect("a text").replace("\"Hooli\"", "\"Hooli Inc.\"");
    let new = json!({"text": edited});
    assert_eq!(
        page.refusal("PUT", "organizations", &new).await,
        "an object with this id exists already; edit it instead"
    );
    page.call("PATCH", &path, &json!({"set": {"organization_slug": "hooli-2"}})).await;
    let outdated = json!({"text": edited, "before": read}).to_string();
    assert_eq!(page.send("PUT", "organizations", outdated.as_bytes()).await.status, 409);
    let now = page.read(&path).await["text"].clone();
    page.call(
        "PUT",
        "organizations",
        &json!({"text": now.as_str().expect("a text").replace("Hooli", "Hooli Inc."), "before": now}),
    )
    .await;
    for (path, field, text) in [
        (path.as_str(), "organization_id", "the id of an organization cannot be changed"),
        (
            "members/member-test-00000000-0000-4000-8000-000000000010",
            "member_id",
            "the id and the organization of a Member cannot be changed",
        ),
    ] {
        let set = json!({"set": {field: "other"}});
        assert_eq!(page.refusal("PATCH", path, &set).await, text);
    }
}

#[tokio::test]
async fn change_of_nothing_is_not_undoable() {
    let page = Page::with_demo().await;
    let saved = page
        .call("PATCH", &format!("organizations/{HOOLI}"), &json!({"set": {"organization_name": "Hooli"}}))
        .await;
    assert_eq!(saved["text"], "organization Hooli: unchanged");
    let amy = "members/member-test-00000000-0000-4000-8000-000000000010";
    assert_eq!(
        page.call("POST", &format!("{amy}/reactivate"), &json!({})).await["text"],
        "Member amy@acme.example: unchanged"
    );
    page.call("POST", "import?name=empty.json", &json!({"organizations": []})).await;
    let taken = json!({"text": json!({"organization_id": "o", "organization_slug": "acme"}).to_string()});
    page.refusal("PUT", "organizations", &taken).await;
    assert_eq!(page.read("start").await["undo"], Value::Null);
}

#[tokio::test]
async fn unknown_objects_are_not_found() {
    let page = Page::with_demo().await;
    for (method, path) in [
        ("GET", "organizations/unknown"),
        ("PATCH", "organizations/unknown"),
        ("DELETE", "organizations/unknown"),
        ("GET", "members/unknown"),
        ("PATCH", "members/unknown"),
        ("POST", "members/unknown/erase"),
    ] {
        let body: &[u8] = if method == "GET" { b"" } else { b"{\"set\": {}}" };
        let reply = page.send(method, path, body).await;
        assert_eq!(reply.status, 404, "{method} {path}");
        assert!(super::refusal_text(&reply).starts_with("there is no "), "{method} {path}");
    }
}
