//! The test suite: the service from outside, with a real engine behind it.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../examples/local/engine.rs"]
mod engine;
#[path = "../../fuzz/targets/mod.rs"]
mod fuzz_targets;
#[path = "../harness/mod.rs"]
mod harness;
#[path = "../model/mod.rs"]
mod model;
#[path = "../random_worlds/mod.rs"]
mod random_worlds;
#[path = "../../examples/local/signing_key.rs"]
mod signing_key;

mod address_properties;
mod addresses;
mod attacks;
mod bad_input;
mod binding;
mod cost;
mod damaged_items;
mod data_files;
mod data_model;
mod demo;
mod demo_credentials;
mod dependencies;
mod environment_files;
mod errors;
mod factor_addresses;
mod factors;
mod fields;
mod first_use;
mod fuzz_inputs;
mod gateway;
mod interrupted_writes;
mod joining;
mod key_set;
mod lambda_runtime_api;
mod large_answers;
mod local_command;
mod mailbox_providers;
mod memberships;
mod mfa;
mod openapi;
mod orgctl;
mod permissions;
mod pitfalls;
mod primary_required;
mod program;
mod project_refresh;
mod readme;
mod readme_walk;
mod redaction;
mod retired_addresses;
mod session_jwts;
mod session_life;
mod settings;
mod sketch;
mod sso_only;
mod stored_texts;
mod table_definitions;
mod telemetry;
mod template;
mod template_rules;
mod tenants;
mod waves;
mod wire_shape;
mod worlds;
mod writes;
