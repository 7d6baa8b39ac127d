//! What is promised when the store, the network, the clock, callers or data misbehave.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod chaos;
mod deadline;
mod fault_table;
mod freeze_thaw;
mod hostile;
mod indistinguishable;
mod races;
mod rotation;
mod service;
mod started;
mod tls;
