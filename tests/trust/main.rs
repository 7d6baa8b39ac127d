//! What is promised when the store, the network, the clock, callers or data misbehave.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../examples/local/engine.rs"]
mod engine;
#[path = "../harness/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the suite uses the rest")]
mod harness;
#[path = "../harness/measured.rs"]
mod measured;
#[path = "../model/mod.rs"]
mod model;
#[path = "../random_worlds/mod.rs"]
#[expect(dead_code, reason = "the suite uses the rest")]
mod random_worlds;
#[path = "../../examples/local/signing_key.rs"]
mod signing_key;
#[path = "../harness/tls_front.rs"]
mod tls_front;

mod chaos;
mod deadline;
mod fault_table;
mod hostile;
mod indistinguishable;
mod line;
mod races;
mod rotation;
mod service;
mod started;
mod thawed;
mod tls;
