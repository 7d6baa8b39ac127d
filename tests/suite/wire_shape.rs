//! Two whole answers, to the letter.

use serde_json::json;

use crate::{
    harness::{Answer, TestApp},
    sketch::load_text,
};

/// The outer keys on lines of their own. No other character is changed, so a snapshot of it is exact.
fn folded(answer: &Answer) -> String {
    let snapshot = answer.snapshot();
    let (_, body) = snapshot.split_once("\n\n").expect("a head and a body");
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

async fn everything() -> TestApp {
    let mut app = TestApp::start(json!({})).await;
    load_text(&mut app, include_str!("everything.json")).await;
    app
}

#[tokio::test]
async fn an_answer_with_every_field_set_is_this() {
    let app = everything().await;
    insta::assert_snapshot!(folded(&app.discover("everything").await), @r#"EVERYTHING"#);
}

#[tokio::test]
async fn an_answer_with_nothing_set_is_this() {
    let app = everything().await;
    insta::assert_snapshot!(folded(&app.discover("default").await), @r#"DEFAULT"#);
}

#[tokio::test]
async fn an_answer_without_organizations_is_this() {
    let app = everything().await;
    insta::assert_snapshot!(folded(&app.discover("nobody").await), @r#"NOBODY"#);
}
