//! Tests of the service while the store, the network, the clock, callers or data misbehave.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod deadline;
mod denial_of_service;
mod fault_table;
mod freeze_thaw;
mod initialization;
mod races;
mod rejected_credentials;
mod rotation;
mod tls;
