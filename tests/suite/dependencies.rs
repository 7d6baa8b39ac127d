//! `docs/dependencies.md` explains exactly the workspace's dependencies.

use std::collections::BTreeSet;

/// The workspace's dependencies, without its own packages.
fn manifest_dependencies() -> BTreeSet<String> {
    let manifest = include_str!("../../Cargo.toml");
    let mut is_dependency = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_dependency = line == "[workspace.dependencies]";
        } else if is_dependency && let Some((name, value)) = line.split_once(" = ") {
            let is_workspace_package = value.contains("path = ");
            names.extend((!is_workspace_package && !name.starts_with('#')).then(|| name.to_owned()));
        }
    }
    names
}

/// The crates in the first columns of the document's tables.
fn documented_dependencies() -> BTreeSet<String> {
    let rows = include_str!("../../docs/dependencies.md").lines().filter(|line| line.starts_with("| `"));
    let first_cells = rows.filter_map(|row| row.split('|').nth(1));
    first_cells.flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned)).collect()
}

#[test]
fn every_dependency_is_documented() {
    let (declared, documented) = (manifest_dependencies(), documented_dependencies());
    assert!(declared.len() > 30, "{declared:?}");
    assert_eq!(declared, documented);
}
