//! The code, options and figures of the documentation pages.

mod errors;
mod limits;
mod scaling;
mod snippets;
mod walkthrough;

use std::collections::BTreeSet;

use serde_json::Value;

use test_support::TestApp;

const README: &str = include_str!("../../README.md");
const LOCAL_PAGE: &str = include_str!("../../docs/local.md");
const DATA_FILES_PAGE: &str = include_str!("../../docs/data-files.md");
const OPTIONS_SOURCE: &str = include_str!("../../local/src/options.rs");
const DEMO: &str = include_str!("../../local/demo/data.json");

/// Returns the first code block in `language` after `heading` on `page`.
fn code_block<'p>(page: &'p str, heading: &str, language: &str) -> &'p str {
    let section = page.split_once(heading).expect("the heading").1;
    let block = section.split_once(&format!("```{language}\n")).expect("a code block").1;
    block.split_once("```").expect("its end").0
}

#[tokio::test]
async fn example_data_file_lists_described_organizations() {
    let data: Value = serde_json::from_str(code_block(DATA_FILES_PAGE, "## Example", "json")).expect("JSON");
    let app = TestApp::start(data).await;
    assert_eq!(app.discover("dan").await.listing(), ["Acme: eligible_to_join_by_email_domain"]);
    assert_eq!(app.discover("amy").await.listing(), ["Acme: active_member"]);
}

#[test]
fn readme_request_uses_first_demo_session() {
    let demo: Value = serde_json::from_str(DEMO).expect("JSON");
    let token = demo["sessions"][0]["token"].as_str().expect("a token");
    let request = code_block(README, "For example:", "sh");
    assert!(request.contains(&format!("{{\"intermediate_session_token\":\"{token}\"}}")));
}

#[test]
fn images_are_shown_and_small() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/images");
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("text");
        assert!(README.contains(&name) || LOCAL_PAGE.contains(&name), "{name} is on a page");
        let bytes = entry.metadata().expect("a size").len();
        assert!(bytes < 200_000, "{name} has {bytes} bytes");
    }
}

#[test]
fn local_page_lists_every_option() {
    let options = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_lowercase() && c != '-');
        words.filter(|word| word.len() > 3 && word.starts_with("--")).map(str::to_owned).collect()
    };
    let table = LOCAL_PAGE.split_once("| option of `cargo local` |").expect("the table").1;
    let table = table.split_once("\n\n").expect("its end").0;
    let help = OPTIONS_SOURCE.split_once("HELP").expect("the help text").1;
    let mut expected = options(help.split_once("\";").expect("its end").0);
    expected.remove("--help");
    assert_eq!(options(table), expected);
}

#[test]
fn readme_is_at_most_150_lines() {
    assert!(README.lines().count() <= 150, "{} lines", README.lines().count());
}
