//! The test suite: the service from outside, with a real engine behind it.

#![expect(missing_docs, reason = "tests explain themselves by their names")]
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../examples/local/engine.rs"]
mod engine;
#[path = "../../examples/local/signing_key.rs"]
mod signing_key;

mod harness;
mod model;
mod template;

mod damaged_items;
mod data_files;
mod demo;
mod demo_credentials;
mod environment_files;
mod interrupted_writes;
mod lambda_runtime_api;
mod large_answers;
mod local_command;
mod permissions;
mod settings;
mod table_definitions;
mod waves;
mod worlds;
mod writes;
