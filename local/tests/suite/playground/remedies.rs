//! Remedies and undo.

use serde_json::{Value, json};

use super::{Page, listed, refusal_text};

/// Returns the remedies of the hidden organizations of an evaluation: the organization, the position and the text.
pub fn remedies(evaluation: &Value) -> Vec<(String, usize, String)> {
    let organizations = evaluation["explanation"]["organizations"].as_array().cloned().unwrap_or_default();
    let mut found = Vec::new();
    for about in organizations.iter().filter(|about| about["shown"] == false) {
        let id = about["organization_id"].as_str().expect("an id");
        let texts = about["remedy_texts"].as_array().expect("a list").iter();
        for (position, text) in texts.map(|text| text.as_str().expect("a text")).enumerate() {
            if !text.is_empty() {
                found.push((id.to_owned(), position, text.to_owned()));
            }
        }
    }
    found
}

/// Situations with hidden organizations, which need every kind of change.
fn situations() -> Vec<Value> {
    vec![
        json!({"story": "not-shown"}),
        json!({"story": "github-unproven"}),
        json!({"story": "member-session"}),
        json!({"email": "jane@acme.example", "factors": ["sso:saml-1"]}),
        json!({"email": "amy@acme.example", "factors": ["sso:saml-1"]}),
        json!({"email": "ann@globex.example", "factors": ["magic_link"]}),
        json!({"email": "ann@umbrella.example", "factors": ["magic_link"], "tenants": ["slack:T9"]}),
        json!({"session": "member", "member": "amy@acme.example", "factors": ["sms_otp:+15550100000"]}),
    ]
}

/// Applies a remedy, and returns the situation afterwards.
pub async fn apply(page: &Page, situation: &Value, (id, remedy, text): &(String, usize, String)) -> Value {
    let chosen = json!({"situation": situation, "organization_id": id, "remedy": remedy, "text": text});
    page.call("POST", "remedies", &chosen).await["situation"].clone()
}

#[tokio::test]
async fn every_remedy_shows_its_organization() {
    let page = Page::with_demo().await;
    let mut texts = std::collections::BTreeSet::new();
    for situation in situations() {
        let before = page.evaluate(&situation).await;
        for remedy in remedies(&before) {
            let after = apply(&page, &situation, &remedy).await;
            let evaluation = page.evaluate(&after).await;
            assert!(listed(&evaluation).contains(&remedy.0), "{situation} {remedy:?} {after}");
            assert_eq!(page.undo().await, situation_in_full(&situation));
            assert_eq!(listed(&page.evaluate(&situation).await), listed(&before), "{situation} {remedy:?}");
            texts.insert(remedy.2.split([' ', '(']).take(3).collect::<Vec<_>>().join(" "));
        }
    }
    insta::assert_snapshot!(texts.into_iter().collect::<Vec<_>>().join("\n"), @"
    add another active
    add or invite
    set email_jit_provisioning to
    sign in by
    sign in with
    ");
}

/// The page sends every field of a situation, and gets it back.
fn situation_in_full(situation: &Value) -> Value {
    let mut full = json!({
        "story": "", "session": "intermediate", "email": "", "member": "", "factors": [], "tenants": [], "hint": "",
    });
    for (name, value) in situation.as_object().expect("an object") {
        full[name] = value.clone();
    }
    full
}

#[tokio::test]
async fn undo_restores_tables_exactly() {
    let page = Page::with_demo().await;
    let situation = json!({"story": "not-shown"});
    let evaluation = page.evaluate(&situation).await;
    let before = page.tables().await;
    apply(&page, &situation, &remedies(&evaluation)[0]).await;
    assert_ne!(page.tables().await, before);
    page.call("PUT", "organizations", &json!({"text": "{\"organization_id\": \"new\"}"})).await;
    page.call("DELETE", "organizations/organization-test-00000000-0000-4000-8000-000000000001", &json!({}))
        .await;
    for _ in 0..3 {
        page.undo().await;
    }
    assert_eq!(page.tables().await, before);
    assert_eq!(page.refusal("POST", "undo", &json!({"id": 1})).await, "there is no change to undo");
}

/// A change of another program between the page's answer and the click.
#[tokio::test]
async fn outdated_remedy_is_refused() {
    let page = Page::with_demo().await;
    let situation = json!({"story": "not-shown"});
    let evaluation = page.evaluate(&situation).await;
    let remedies = remedies(&evaluation);
    apply(&page, &situation, &remedies[0]).await;
    let before = page.tables().await;
    for (id, remedy, text) in [
        (remedies[0].0.as_str(), remedies[0].1, remedies[0].2.as_str()),
        ("organization-unknown", 0, "delete everything"),
        (remedies[0].0.as_str(), 99, ""),
    ] {
        let chosen = json!({"situation": situation, "organization_id": id, "remedy": remedy, "text": text});
        let reply = page.send("POST", "remedies", chosen.to_string().as_bytes()).await;
        assert_eq!(reply.status, 409, "{chosen}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(refusal_text(&reply), @"The data has changed in the meantime. Reload the page, then decide again.");
        }
    }
    assert_eq!(page.tables().await, before);
}

/// Two tabs, one of which shows an older change than the last one.
#[tokio::test]
async fn only_last_change_is_undone() {
    let page = Page::with_demo().await;
    let path = "organizations/organization-test-00000000-0000-4000-8000-000000000001";
    page.call("PATCH", path, &json!({"set": {"organization_name": "First"}})).await;
    let first = page.read("start").await["undo"].clone();
    assert_eq!(first["text"], "change of the organization First");
    page.call("PATCH", path, &json!({"set": {"organization_name": "Second"}})).await;
    let before = page.tables().await;
    let undone = page.send("POST", "undo", json!({"id": first["id"]}).to_string().as_bytes()).await;
    assert_eq!(undone.status, 409);
    assert_eq!(page.tables().await, before);
}

/// A reload of the page closes its connection while a change runs.
#[tokio::test]
async fn change_ends_without_its_connection() {
    let page = Page::open(&["--no-demo"]).await;
    let members: Vec<_> = (0..300).map(|number| json!({"member_id": format!("m-{number}"), "organization_id": "o", "email_address": format!("p{number}@a.example")})).collect();
    page.call(
        "POST",
        "import?name=a.json",
        &json!({"organizations": [{"organization_id": "o"}], "members": members}),
    )
    .await;
    let request = page.send("DELETE", "organizations/o", b"{}");
    tokio::time::timeout(std::time::Duration::from_millis(30), request)
        .await
        .err()
        .expect("a closed connection");
    while page.read("start").await["undo"]["text"] != "deletion of the organization o" {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    // The next change waits for the end of this one.
    page.call("PUT", "organizations", &json!({"text": "{\"organization_id\": \"p\"}"})).await;
    assert_eq!(page.tables().await["members"].len(), 0);
}

/// Each step needs a copy of the tables, so their number is limited.
#[tokio::test]
async fn last_twenty_changes_can_be_undone() {
    let page = Page::with_demo().await;
    let path = "organizations/organization-test-00000000-0000-4000-8000-000000000001";
    let mut states = Vec::new();
    for number in 0..22 {
        states.push(page.tables().await);
        let set = json!({"set": {"organization_name": format!("Acme {number}")}});
        page.call("PATCH", path, &set).await;
    }
    for _ in 0..20 {
        page.undo().await;
    }
    assert_eq!(page.tables().await, states[2]);
    page.refusal("POST", "undo", &json!({"id": 1})).await;
}
