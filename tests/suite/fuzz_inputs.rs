//! Replays the seeds and the minimized corpora of the fuzz targets.

use std::fs;

use base64::{Engine, engine::general_purpose::STANDARD};

use fuzz_targets::{address, credential, event, exchange, item, json_object, jwks};

/// Replays the seed files, and the minimized corpus that `fuzz/minimize.sh` stores as base64 lines.
fn replay(target: &str, run: fn(&[u8])) {
    let fuzz = format!("{}/fuzz", env!("CARGO_MANIFEST_DIR"));
    let folder = fs::read_dir(format!("{fuzz}/seeds/{target}")).expect("a folder");
    let files: Vec<_> = folder.map(|file| file.expect("a file").path()).collect();
    assert!(files.len() > 5, "{target}");
    for file in files {
        println!("{}", file.display());
        run(&fs::read(&file).expect("a file"));
    }
    let minimized = fs::read_to_string(format!("{fuzz}/minimized/{target}.txt")).expect("a file");
    assert!(minimized.lines().count() > 50, "{target}");
    for line in minimized.lines() {
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
    replay("json_object", json_object::run);
}

#[test]
fn key_set_inputs_are_handled() {
    replay("jwks", jwks::run);
}

#[test]
fn item_inputs_are_handled() {
    replay("item", item::run);
}

#[test]
fn exchange_inputs_are_handled() {
    replay("exchange", exchange::run);
}
