//! Byte-exact comparisons of whole responses.

use test_support::{ApiResponse, builders::start_with_every_field};

/// Returns the body with a line break after each comma down to nesting depth 5, so that a difference is easy to read.
/// Nothing else changes, so comparisons are exact.
fn one_field_per_line(response: &ApiResponse) -> String {
    let snapshot = response.snapshot();
    let (_, body) = snapshot.split_once("\n\n").expect("headers and a body");
    let (mut one_field_per_line, mut depth, mut in_string, mut escaped) = (String::new(), 0, false, false);
    for c in body.chars() {
        one_field_per_line.push(c);
        match c {
            '"' if !escaped => in_string = !in_string,
            '{' | '[' if !in_string => depth += 1,
            '}' | ']' if !in_string => depth -= 1,
            ',' if !in_string && depth <= 5 => one_field_per_line.push('\n'),
            _ => {}
        }
        escaped = in_string && c == '\\' && !escaped;
    }
    assert_eq!(one_field_per_line.replace('\n', ""), body);
    one_field_per_line
}

#[tokio::test]
async fn response_with_every_field_matches_snapshot() {
    let app = start_with_every_field().await;
    assert_eq!(
        one_field_per_line(&app.discover("everything").await),
        include_str!("expected/response_with_every_field.json").trim_end()
    );
}

#[tokio::test]
async fn response_with_default_fields_matches_snapshot() {
    let app = start_with_every_field().await;
    assert_eq!(
        one_field_per_line(&app.discover("default").await),
        include_str!("expected/response_with_no_field.json").trim_end()
    );
}

#[tokio::test]
async fn response_without_organizations_matches_snapshot() {
    let app = start_with_every_field().await;
    insta::assert_snapshot!(one_field_per_line(&app.discover("unknown").await), @r#"
    {"discovered_organizations":[],
    "email_address":"unknown@nowhere.example",
    "organization_id_hint":null,
    "request_id":"request-id-test-<uuid>",
    "status_code":200}
    "#);
}
