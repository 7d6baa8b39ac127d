//! The paired items of member sessions.

use serde_json::{Value, json};

use super::{Orgctl, inconsistencies, repaired, start_app};
use crate::raw_items::Raw;
use test_support::TestApp;

/// Creates a session with the system clock. Returns the output, and the token hashes of its two items.
async fn created_session(app: &TestApp) -> (Value, Vec<String>) {
    let before: Vec<_> = app.stored_items(&app.tables.sessions).await;
    let created = Orgctl::on(app).json(&["session", "create", "--member", "member-ann"]).await;
    let items =
        app.stored_items(&app.tables.sessions).await.into_iter().filter(|item| !before.contains(item));
    (created, items.map(|item| item["token_hash"].clone()).collect())
}

#[tokio::test]
async fn incomplete_session_pair_is_reported() {
    let app = start_app().await;
    let raw = Raw(&app);
    let (_, hashes) = created_session(&app).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
    raw.delete(raw.session_item(&hashes[0])).await;
    let found = inconsistencies(&app).await;
    let expires_at = &found[0]["expires_at"];
    assert_eq!(
        found,
        json!([{"kind": "session_pair_incomplete", "token_hash": hashes[1], "expires_at": expires_at}])
    );
    let repaired = repaired(&app, &[]).await;
    assert_eq!(repaired["repaired"].as_array().map(Vec::len), Some(1));
    assert_eq!(inconsistencies(&app).await, json!([]));
    let left = app.stored_items(&app.tables.sessions).await;
    assert!(left.iter().all(|item| !hashes.contains(&item["token_hash"])), "the remaining item is removed");
}

#[tokio::test]
async fn session_item_paired_with_another_session_is_reported() {
    let app = start_app().await;
    let raw = Raw(&app);
    let (first, hashes) = created_session(&app).await;
    let (second, others) = created_session(&app).await;
    raw.set(raw.session_item(&hashes[0]), "paired_token_hash", &*others[0]).await;
    let found = inconsistencies(&app).await;
    assert_eq!(found.as_array().map(Vec::len), Some(2), "{found}");
    repaired(&app, &[]).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
    let outcome = async |token: Value| app.post(json!({ "session_token": token })).await.outcome();
    assert_eq!(outcome(first["session_token"].clone()).await, "session_not_found");
    assert_eq!(outcome(second["session_token"].clone()).await, "200", "the other session stays valid");
}

#[tokio::test]
async fn incomplete_expired_session_is_ignored() {
    let app = start_app().await;
    let raw = Raw(&app);
    // DynamoDB removes expired items one by one. The sessions of `small_data_set` expired months before the system
    // time.
    let items = app.stored_items(&app.tables.sessions).await;
    let item = items.iter().find(|item| item.contains_key("paired_token_hash")).expect("a member session");
    raw.delete(raw.session_item(&item["token_hash"])).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
}

#[tokio::test]
async fn differing_session_pair_is_reported_and_revoked() {
    let app = start_app().await;
    let raw = Raw(&app);
    let (created, hashes) = created_session(&app).await;
    raw.set(raw.session_item(&hashes[0]), "email_address", "bob@acme.example").await;
    let found = inconsistencies(&app).await;
    let first = hashes.iter().min().expect("a hash");
    let expires_at = &found[0]["expires_at"];
    assert_eq!(
        found,
        json!([{"kind": "session_pair_differs", "token_hash": first, "expires_at": expires_at}])
    );
    repaired(&app, &[]).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
    assert_eq!(
        app.post(json!({"session_token": created["session_token"]})).await.outcome(),
        "session_not_found"
    );
}

#[tokio::test]
async fn session_with_damaged_pair_can_be_removed() {
    for paired_hash in [None, Some(""), Some("its own key")] {
        let app = start_app().await;
        let raw = Raw(&app);
        let (_, hashes) = created_session(&app).await;
        match paired_hash {
            None => raw.unset(raw.session_item(&hashes[0]), "paired_token_hash").await,
            Some("") => raw.set(raw.session_item(&hashes[0]), "paired_token_hash", "").await,
            Some(_) => raw.set(raw.session_item(&hashes[0]), "paired_token_hash", &*hashes[0]).await,
        }
        let found = inconsistencies(&app).await;
        assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
        assert_eq!(
            (&found[0]["kind"], &found[0]["key"]["token_hash"]),
            (&json!("damaged"), &json!(hashes[0]))
        );
        repaired(&app, &["--remove-damaged"]).await;
        assert_eq!(inconsistencies(&app).await, json!([]));
        let left = app.stored_items(&app.tables.sessions).await;
        assert!(left.iter().all(|item| !hashes.contains(&item["token_hash"])), "both items are removed");
    }
}

#[tokio::test]
async fn other_sessions_are_revoked_despite_damaged_item() {
    let app = start_app().await;
    let raw = Raw(&app);
    let (created, _) = created_session(&app).await;
    let (_, hashes) = created_session(&app).await;
    for hash in &hashes {
        raw.set(raw.session_item(hash), "authentication_factors", "{").await;
    }
    let shown =
        Orgctl::on(&app).run(&["--output", "json", "session", "list", "--member", "member-ann"]).await;
    assert_eq!(shown.code, Some(0), "{}", shown.stderr);
    let warning = "warning: left out 2 damaged session items of this Member; `orgctl check` lists them\n";
    assert_eq!(shown.stderr, warning);
    let revoked = Orgctl::on(&app).run(&["session", "revoke", "--member", "member-ann", "--yes"]).await;
    assert_eq!(revoked.code, Some(0), "{}", revoked.stderr);
    assert_eq!(
        app.post(json!({"session_token": created["session_token"]})).await.outcome(),
        "session_not_found"
    );
    let left = app.stored_items(&app.tables.sessions).await;
    assert!(
        left.iter().all(|item| !hashes.contains(&item["token_hash"])),
        "the damaged items are removed too"
    );
}
