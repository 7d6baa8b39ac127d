//! The seeds and findings of the fuzzers, replayed.

use std::fs;

use base64::{Engine, engine::general_purpose::STANDARD};

use fuzz_targets::{address, credential, event, free_json, item, jwks};

/// Replays the seeds, which are files, and the findings that `fuzz/keep.sh` kept, which are lines of one file.
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
fn address_inputs_are_handled() {
    replay("address", address::run);
}

#[test]
fn credential_inputs_are_handled() {
    replay("credential", credential::run);
}

#[test]
fn event_inputs_are_handled() {
    replay("event", event::run);
}

#[test]
fn free_form_json_inputs_are_handled() {
    replay("free_json", free_json::run);
}

#[test]
fn key_set_inputs_are_handled() {
    replay("jwks", jwks::run);
}

#[test]
fn item_inputs_are_handled() {
    replay("item", item::run);
}
