//! Byte-exact comparisons of whole responses.

use test_support::{ApiResponse, builders::start_with_every_field};

/// Returns the body with a line break after each top-level field. Nothing else changes, so that comparisons are exact.
fn folded(response: &ApiResponse) -> String {
    let snapshot = response.snapshot();
    let (_, body) = snapshot.split_once("\n\n").expect("headers and a body");
    let (mut folded, mut depth, mut in_string, mut escaped) = (String::new(), 0, false, false);
    for c in body.chars() {
        folded.push(c);
        match c {
            '"' if !escaped => in_string = !in_string,
            '{' | '[' if !in_string => depth += 1,
            '}' | ']' if !in_string => depth -= 1,
            ',' if !in_string && depth <= 5 => folded.push('\n'),
            _ => {}
        }
        escaped = in_string && c == '\\' && !escaped;
    }
    assert_eq!(folded.replace('\n', ""), body);
    folded
}

#[tokio::test]
async fn response_with_every_field_matches_snapshot() {
    let app = start_with_every_field().await;
    assert_eq!(
        folded(&app.discover("everything").await),
        include_str!("expected/response_with_every_field.json").trim_end()
    );
}

#[tokio::test]
async fn response_with_no_field_matches_snapshot() {
    let app = start_with_every_field().await;
    assert_eq!(
        folded(&app.discover("default").await),
        include_str!("expected/response_with_no_field.json").trim_end()
    );
}

#[tokio::test]
async fn response_without_organizations_matches_snapshot() {
    let app = start_with_every_field().await;
    insta::assert_snapshot!(folded(&app.discover("unknown").await), @r#"
    {"discovered_organizations":[],
    "email_address":"unknown@nowhere.example",
    "organization_id_hint":null,
    "request_id":"request-id-test-<uuid>",
    "status_code":200}
    "#);
}
