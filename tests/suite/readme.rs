//! The examples and options of the README.

use std::collections::BTreeSet;

use serde_json::Value;

use test_support::TestApp;

const README: &str = include_str!("../../README.md");
const OPTIONS: &str = include_str!("../../local/src/options.rs");
const DEMO: &str = include_str!("../../local/demo/data.json");

/// Returns the first block of code in `language` after `heading`.
pub fn code(heading: &str, language: &str) -> &'static str {
    let behind = README.split_once(heading).expect("the heading").1;
    let block = behind.split_once(&format!("```{language}\n")).expect("a block").1;
    block.split_once("```").expect("its end").0
}

#[tokio::test]
async fn readme_data_file_lists_described_organizations() {
    let data: Value = serde_json::from_str(code("## Data", "json")).expect("JSON");
    let app = TestApp::start(data).await;
    assert_eq!(app.discover("dan").await.listing(), ["Acme: eligible_to_join_by_email_domain"]);
    assert_eq!(app.discover("amy").await.listing(), ["Acme: active_member"]);
}

#[test]
fn readme_request_uses_first_demo_session() {
    let demo: Value = serde_json::from_str(DEMO).expect("JSON");
    let token = demo["sessions"][0]["token"].as_str().expect("a token");
    assert!(code("Paste one:", "sh").contains(&format!("{{\"intermediate_session_token\":\"{token}\"}}")));
}

#[test]
fn readme_lists_the_options_of_cargo_local() {
    let named = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_lowercase() && c != '-');
        words.filter(|word| word.len() > 3 && word.starts_with("--")).map(str::to_owned).collect()
    };
    let table = README.split_once("| option of `cargo local` |").expect("the table").1;
    let table = table.split_once("\n\n").expect("its end").0;
    let mut known =
        named(OPTIONS.split_once("HELP").expect("the help").1.split_once("\";").expect("its end").0);
    known.remove("--help");
    assert_eq!(named(table), known);
}
