//! Dropped files, and the reset.

use serde_json::json;
use tempfile::NamedTempFile;

use super::{Page, listed};
use test_support::builders::{intermediate, magic_link, member, organization};

/// Refuses a file with the lines that `orgctl import` prints.
#[tokio::test]
async fn mistakes_are_those_of_orgctl_import() {
    let page = Page::with_demo().await;
    let before = page.tables().await;
    let mut data = json!({"organizations": [organization("new", json!({"organization_slug": "acme"}), [member("a@new.example", json!({}))])]});
    data["organizations"][0]["members"][0]["email_address"] = json!("a");
    for text in [data.to_string(), "{".to_owned()] {
        let file = NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), &text).expect("written");
        let path = file.path().to_str().expect("a path");
        let of_orgctl = page.orgctl().refusal(&["import", path]).await.replace(path, "dropped.json");
        let reply = page.send("POST", "import?name=dropped.json", text.as_bytes()).await;
        assert_eq!(reply.status, 422);
        let lines: Vec<_> = of_orgctl.lines().map(|line| line.trim_start_matches("error: ").trim()).collect();
        assert_eq!(super::refusal_text(&reply).lines().collect::<Vec<_>>(), lines);
    }
    assert_eq!(page.tables().await, before);
}

/// A part of a file is never imported: if a record conflicts with stored data, the tables stay as they are.
#[tokio::test]
async fn file_with_conflict_is_not_imported() {
    let page = Page::with_demo().await;
    let before = page.tables().await;
    let acme = "organization-test-00000000-0000-4000-8000-000000000001";
    let taken = json!({"member_id": "m", "organization_id": acme, "email_address": "amy@acme.example"});
    let file = json!({"organizations": [organization("n", json!({}), [])], "members": [taken]});
    insta::assert_snapshot!(page.refusal("POST", "import?name=dropped.json", &file).await, @"
    nothing was imported because of 1 error:
    dropped.json: /members/0: Member member-test-00000000-0000-4000-8000-000000000010 of organization organization-test-00000000-0000-4000-8000-000000000001 already has this address
    ");
    assert_eq!(page.tables().await, before);
}

#[tokio::test]
async fn sessions_of_file_become_stories() {
    let page = Page::with_demo().await;
    let data = json!({
        "organizations": [organization("new", json!({}), [member("ned@new.example", json!({}))])],
        "sessions": [intermediate("ned", "ned@new.example", [magic_link()])],
    });
    let report = page.call("POST", "import?name=new%20data.json", &data).await;
    insta::assert_snapshot!(report["text"].as_str().expect("a text"), @"new data.json is imported. Organizations: 1 added, 0 changed, 0 unchanged. Members: 1 added, 0 changed, 0 unchanged. 1 session.");
    assert_eq!(listed(&page.evaluate_story("ned").await), ["organization-test-new"]);
    assert_eq!(page.stories().await.len(), 12);
    page.undo().await;
    assert_eq!(page.stories().await.len(), 11);
    assert_eq!(page.send("POST", "evaluations", b"{\"story\": \"ned\"}").await.status, 404);
}

/// Returns the names of the attributes of all items, without the values, which a second load may choose again.
async fn attribute_names(page: &Page) -> Vec<Vec<String>> {
    let tables = page.tables().await;
    let mut names: Vec<_> = tables.values().flatten().map(|item| item.keys().cloned().collect()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn large_file_is_refused_with_limit() {
    let page = Page::with_demo().await;
    let reply = page.send("POST", "import?name=large.json", &vec![b' '; 64 * 1024 * 1024 + 1]).await;
    assert_eq!(super::refusal_text(&reply), "the file is larger than 64 MiB");
}

/// The reset repairs data that another program has destroyed.
#[tokio::test]
async fn reset_creates_missing_tables() {
    let page = Page::with_demo().await;
    page.client().delete_table().table_name("org-discovery-members").send().await.expect("deleted");
    page.call("POST", "reset", &json!({})).await;
    assert_eq!(listed(&page.evaluate_story("consultant").await).len(), 3);
}

#[tokio::test]
async fn reset_loads_data_again() {
    let page = Page::with_demo().await;
    let before = attribute_names(&page).await;
    page.call("DELETE", "organizations/organization-test-00000000-0000-4000-8000-000000000001", &json!({}))
        .await;
    page.evaluate(&json!({"email": "dan@acme.example", "factors": ["magic_link"]})).await;
    let changed = page.tables().await;
    page.call("POST", "reset", &json!({})).await;
    assert_eq!(attribute_names(&page).await, before);
    assert_eq!(listed(&page.evaluate_story("consultant").await).len(), 3);
    page.undo().await;
    assert_eq!(page.tables().await, changed);
}
