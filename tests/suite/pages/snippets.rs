//! The code for official SDKs on the pages, which CI runs as files.

use super::{README, code_block};

const SDKS_PAGE: &str = include_str!("../../../docs/sdks.md");
const README_SECTION: &str = "## Call it from your backend";

const PYTHON: &str = include_str!("../../../examples/sdks/python/list.py");
const NODE: &str = include_str!("../../../examples/sdks/node/list.mjs");
const GO: &str = include_str!("../../../examples/sdks/go/main.go");
const JAVA: &str = include_str!("../../../examples/sdks/java/ListOrganizations.java");
const RUST: &str = include_str!("../../../examples/sdks/rust/list.rs");

#[test]
fn readme_snippets_are_the_files_that_ci_runs() {
    for (language, file) in [("python", PYTHON), ("js", NODE)] {
        assert_eq!(code_block(README, README_SECTION, language), file);
    }
}

#[test]
fn sdk_page_snippets_are_the_files_that_ci_runs() {
    let sections = [
        ("## Python", "python", PYTHON),
        ("## Node.js", "js", NODE),
        ("## Go", "go", GO),
        ("## Java", "java", JAVA),
        ("## Rust", "rust", RUST),
    ];
    for (heading, language, file) in sections {
        let heading = format!("{heading}\n\n");
        assert_eq!(code_block(SDKS_PAGE, &heading, language), file);
    }
}
