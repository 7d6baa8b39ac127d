//! Search pages without the rest of their search.

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
    error: nothing was imported, because of 1 mistake:
    standard input: /results_metadata/next_cursor: the last page of Members of 120000 results names a next page (next_cursor c29tZXRoaW5n), so the rest is missing: add the pages that follow, in order, or import this part with --allow-partial
    ");
    let pages = [
        organizations(1, &json!("cGFnZTI=")),
        members(1, &json!("c29tZXRoaW5n")),
        members(2, &json!("ZW5k")),
    ];
    insta::assert_snapshot!(refusal(&app, pages.map(|page| page.to_string()).concat()).await, @"
    error: nothing was imported, because of 2 mistakes:
    standard input: /results_metadata/next_cursor: the last page of organizations names a next page (next_cursor cGFnZTI=), so the rest is missing: add the pages that follow, in order, or import this part with --allow-partial
    standard input: document 3/results_metadata/next_cursor: the last page of Members of 120000 results names a next page (next_cursor ZW5k), so the rest is missing: add the pages that follow, in order, or import this part with --allow-partial
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
    let ended = import(&app, pages.map(|page| page.to_string()).concat()).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn next_cursor_followed_by_another_search_is_refused() {
    let app = TestApp::start(json!({})).await;
    let mut other = members(2, &json!(""));
    other["results_metadata"]["total"] = json!(7);
    // Pages of the other kind in between belong to a search of their own.
    let pages = [members(1, &json!("cGFnZTI=")), organizations(1, &json!(null)), other];
    let pages = pages.map(|page| page.to_string()).concat();
    insta::assert_snapshot!(refusal(&app, &pages).await, @"
    error: nothing was imported, because of 1 mistake:
    standard input: /results_metadata/next_cursor: a page of Members of 120000 results names a next page (next_cursor cGFnZTI=), but the page that follows, in standard input at document 3, is of a search with 7 results, so the rest of the first search is missing: add the pages that follow, in order, or import this part with --allow-partial
    ");
    let ended = import_with(&app, &["--allow-partial"], &pages).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stderr.starts_with("warning: standard input: /results_metadata/next_cursor: a page of Members")
    );
}

#[tokio::test]
async fn searches_one_after_the_other_are_imported() {
    let app = TestApp::start(json!({})).await;
    let mut other = members(3, &json!(""));
    other["results_metadata"]["total"] = json!(7);
    let pages = [members(1, &json!("cGFnZTI=")), members(2, &json!("")), other];
    let ended = import(&app, pages.map(|page| page.to_string()).concat()).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn allow_partial_imports_with_a_warning() {
    let app = TestApp::start(json!({})).await;
    let ended = import_with(&app, &["--allow-partial"], members(1, &json!("c29tZXRoaW5n"))).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    insta::assert_snapshot!(ended.stderr, @"warning: standard input: /results_metadata/next_cursor: the last page of Members of 120000 results names a next page (next_cursor c29tZXRoaW5n), so the rest is missing");
    assert!(ended.stdout.contains("Members        1      0        0"), "{}", ended.stdout);
}
