//! What the fuzzers began with and found, replayed.

use std::fs;

use crate::fuzz_targets::{address, credential, event, item};

fn replay(target: &str, run: fn(&[u8])) {
    let folder = format!("{}/fuzz/inputs/{target}", env!("CARGO_MANIFEST_DIR"));
    let files: Vec<_> =
        fs::read_dir(&folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
    assert!(files.len() > 5, "{folder}");
    for file in files {
        println!("{}", file.display());
        run(&fs::read(&file).expect("a file"));
    }
}

#[test]
fn addresses() {
    replay("address", address::run);
}

#[test]
fn credentials() {
    replay("credential", credential::run);
}

#[test]
fn events() {
    replay("event", event::run);
}

#[test]
fn items() {
    replay("item", item::run);
}
