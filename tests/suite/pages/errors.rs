//! `docs/errors.md`: its tables, compared with the errors of the code and with the data of the tests of the SDKs.

mod bad_requests;
mod gateway;

use std::collections::BTreeSet;

use super::code_block;
use crate::openapi::{
    document::{CREATE, DISCOVERY, Document, EXCHANGE, HEALTH, KEY_SET, SESSIONS_EXCHANGE},
    errors::{documented_errors, every_error},
};

const PAGE: &str = include_str!("../../../docs/errors.md");
const PYTHON: &str = include_str!("../../../examples/sdks/python/list_with_actions.py");
const NODE: &str = include_str!("../../../examples/sdks/node/list_with_actions.mjs");

/// The letters of the calls on the page, with their operations in the `OpenAPI` document.
const CALLS: [(&str, &str); 6] = [
    ("L", DISCOVERY),
    ("I", EXCHANGE),
    ("S", SESSIONS_EXCHANGE),
    ("C", CREATE),
    ("K", KEY_SET),
    ("H", HEALTH),
];

/// Returns the cells of each row of the table that begins with this heading.
fn table(heading: &str) -> Vec<Vec<String>> {
    let (_, rows) = PAGE.split_once(heading).expect("the table");
    let rows = rows.lines().skip(2).take_while(|line| line.starts_with("| "));
    let cells = |row: &str| row.trim_matches(['|', ' ']).split(" | ").map(str::to_owned).collect();
    rows.map(cells).collect()
}

fn error_table() -> Vec<Vec<String>> {
    table("| status | `error_type` |")
}

fn unquoted(cell: &str) -> &str {
    cell.trim_matches('`')
}

#[test]
fn error_table_matches_the_code() {
    let rows = error_table();
    let documented: BTreeSet<_> = rows.iter().map(|row| row[..3].to_vec()).collect();
    let in_code = every_error().into_iter().map(|error| {
        let (status, error_type) = error.code();
        vec![status.as_u16().to_string(), format!("`{error_type}`"), error.to_string()]
    });
    assert_eq!(documented, in_code.collect());
    assert_eq!(rows.len(), documented.len(), "no error has two rows");
}

#[test]
fn calls_of_errors_match_the_openapi_document() {
    let document = Document::read();
    for (letter, operation) in CALLS {
        let rows = error_table().into_iter().filter(|row| row[3].split(' ').any(|call| call == letter));
        let on_page: BTreeSet<(u16, String)> =
            rows.map(|row| (row[0].parse().expect("a status"), unquoted(&row[1]).to_owned())).collect();
        assert_eq!(on_page, documented_errors(&document, operation), "{letter}");
    }
}

#[test]
fn every_error_has_a_described_action() {
    let described: BTreeSet<String> =
        table("| action | the client |").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(described.len(), 4);
    let used: BTreeSet<String> = error_table().into_iter().map(|row| row[4].clone()).collect();
    assert_eq!(used, described);
}

#[test]
fn every_error_has_a_cause() {
    let (_, causes) = PAGE.split_once("### Causes").expect("the causes");
    let (causes, _) = causes.split_once("\n## ").expect("the next section");
    for row in error_table() {
        let name = format!("**{}**", row[1]);
        assert_eq!(causes.matches(&name).count(), 1, "{name}");
    }
}

#[test]
fn programs_are_the_files_that_ci_runs() {
    let heading = "## A client that acts on errors";
    assert_eq!(code_block(PAGE, heading, "python"), PYTHON);
    assert_eq!(code_block(PAGE, heading, "js"), NODE);
}
