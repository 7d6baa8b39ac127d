//! What the fuzzers began with and found, replayed.

use std::fs;

use base64::{Engine, engine::general_purpose::STANDARD};

use fuzz_targets::{address, credential, event, free_json, item, jwks};

/// What was made by hand, a file each, and what a run found and `fuzz/keep.sh` kept, a line each.
fn replay(target: &str, run: fn(&[u8])) {
    let fuzz = format!("{}/fuzz", env!("CARGO_MANIFEST_DIR"));
    let folder = fs::read_dir(format!("{fuzz}/inputs/{target}")).expect("a folder");
    let files: Vec<_> = folder.map(|file| file.expect("a file").path()).collect();
    assert!(files.len() > 5, "{target}");
    for file in files {
        println!("{}", file.display());
        run(&fs::read(&file).expect("a file"));
    }
    let found = fs::read_to_string(format!("{fuzz}/found/{target}.txt")).expect("a file");
    assert!(found.lines().count() > 50, "{target}");
    for line in found.lines() {
        println!("{line}");
        run(&STANDARD.decode(line).expect("base64"));
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
fn free_form_objects() {
    replay("free_json", free_json::run);
}

#[test]
fn key_sets() {
    replay("jwks", jwks::run);
}

#[test]
fn items() {
    replay("item", item::run);
}
