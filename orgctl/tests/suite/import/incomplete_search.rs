//! Search pages whose next page is missing.

use serde_json::{Value, json};

use super::{import, import_with, refusal};
use test_support::TestApp;

/// A page of organizations/members/search with one Member.
fn members(n: usize, cursor: &Value) -> Value {
    json!({
        "members": [{"member_id": format!("m-{n}"), "organization_id": "nc1", "email_address": format!("p{n}@nc1.example")}],
        "organizations": {"nc1": {"organization_id": "nc1", "organization_name": "Org nc1", "organization_slug": "org-nc1"}},
        "results_metadata": {"next_cursor": cursor, "total": 120_000}, "status_code": 200, "request_id": "request-id-test-3",
    })
}

fn organizations(n: usize, cursor: &Value) -> Value {
    json!({
        "results_metadata": {"next_cursor": cursor},
        "organizations": [{"organization_id": format!("o-{n}")}], "status_code": 200,
    })
}

#[tokio::test]
async fn last_page_with_next_cursor_is_refused() {
    let app = TestApp::start(json!({})).await;
    insta::assert_snapshot!(refusal(&app, members(1, &json!("c29tZXRoaW5n"))).await, @"
    error: nothing was imported because of 1 error:
    standard input: /results_metadata/next_cursor: the last page of Members (120000 results) has next_cursor c29tZXRoaW5n, so the following pages are missing; add them in order, or use --allow-partial to import without them
    ");
    let pages = [
        organizations(1, &json!("cGFnZTI=")),
        members(1, &json!("c29tZXRoaW5n")),
        members(2, &json!("ZW5k")),
    ];
    insta::assert_snapshot!(refusal(&app, pages.map(|page| page.to_string()).concat()).await, @"
    error: nothing was imported because of 2 errors:
    standard input: /results_metadata/next_cursor: the last page of organizations has next_cursor cGFnZTI=, so the following pages are missing; add them in order, or use --allow-partial to import without them
    standard input: document 3/results_metadata/next_cursor: the last page of Members (120000 results) has next_cursor ZW5k, so the following pages are missing; add them in order, or use --allow-partial to import without them
    ");
}

#[tokio::test]
async fn followed_next_cursor_is_imported() {
    let app = TestApp::start(json!({})).await;
    let pages = [
        organizations(1, &json!("cGFnZTI=")),
        members(1, &json!("c29tZXRoaW5n")),
        organizations(2, &json!("")),
        members(2, &json!(null)),
    ];
    let output = import(&app, pages.map(|page| page.to_string()).concat()).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn next_cursor_followed_by_another_search_is_refused() {
    let app = TestApp::start(json!({})).await;
    let mut other = members(2, &json!(""));
    other["results_metadata"]["total"] = json!(7);
    // The page of organizations belongs to a separate search.
    let pages = [members(1, &json!("cGFnZTI=")), organizations(1, &json!(null)), other];
    let pages = pages.map(|page| page.to_string()).concat();
    insta::assert_snapshot!(refusal(&app, &pages).await, @"
    error: nothing was imported because of 1 error:
    standard input: /results_metadata/next_cursor: a page of Members (120000 results) has next_cursor cGFnZTI=, but the next page, in standard input at document 3, belongs to another search (7 results), so the following pages are missing; add them in order, or use --allow-partial to import without them
    ");
    let output = import_with(&app, &["--allow-partial"], &pages).await;
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    assert!(
        output
            .stderr
            .starts_with("warning: standard input: /results_metadata/next_cursor: a page of Members")
    );
}

#[tokio::test]
async fn consecutive_searches_are_imported() {
    let app = TestApp::start(json!({})).await;
    let mut other = members(3, &json!(""));
    other["results_metadata"]["total"] = json!(7);
    let pages = [members(1, &json!("cGFnZTI=")), members(2, &json!("")), other];
    let output = import(&app, pages.map(|page| page.to_string()).concat()).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn allow_partial_imports_with_a_warning() {
    let app = TestApp::start(json!({})).await;
    let output = import_with(&app, &["--allow-partial"], members(1, &json!("c29tZXRoaW5n"))).await;
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    insta::assert_snapshot!(output.stderr, @"warning: standard input: /results_metadata/next_cursor: the last page of Members (120000 results) has next_cursor c29tZXRoaW5n, so the following pages are missing");
    assert!(output.stdout.contains("Members        1      0        0"), "{}", output.stdout);
}
