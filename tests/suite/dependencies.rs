//! Every dependency has its reason in the document, and no reason is left over.

use std::collections::BTreeSet;

/// The crates that the workspace names, without its own packages.
fn named_in_the_manifest() -> BTreeSet<String> {
    let manifest = include_str!("../../Cargo.toml");
    let mut is_dependency = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_dependency = line == "[workspace.dependencies]";
        } else if is_dependency && let Some((name, what)) = line.split_once(" = ") {
            let is_own = what.contains("path = ");
            names.extend((!is_own && !name.starts_with('#')).then(|| name.to_owned()));
        }
    }
    names
}

/// The crates in the first columns of the document's tables.
fn explained_in_the_document() -> BTreeSet<String> {
    let rows = include_str!("../../docs/dependencies.md").lines().filter(|line| line.starts_with("| `"));
    let firsts = rows.filter_map(|row| row.split('|').nth(1));
    firsts.flat_map(|first| first.split('`').skip(1).step_by(2).map(str::to_owned)).collect()
}

#[test]
fn every_dependency_has_its_reason() {
    let (named, explained) = (named_in_the_manifest(), explained_in_the_document());
    assert!(named.len() > 30, "{named:?}");
    assert_eq!(named, explained);
}
