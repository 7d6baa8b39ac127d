//! The test suite: the service from outside, with a real engine behind it.

#![expect(missing_docs, reason = "tests explain themselves by their names")]
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../examples/local/engine.rs"]
mod engine;
#[path = "../../examples/local/signing_key.rs"]
mod signing_key;

mod harness;
mod model;
mod sketch;

mod address_properties;
mod addresses;
mod attacks;
mod binding;
mod damaged_items;
mod demo;
mod environment_files;
mod factors;
mod fields;
mod interrupted_writes;
mod joining;
mod lambda_runtime_api;
mod large_answers;
mod mailbox_providers;
mod memberships;
mod mfa;
mod primary_required;
mod redaction;
mod session_life;
mod sso_only;
mod tenants;
mod waves;
mod wire_shape;
mod worlds;
mod writes;
