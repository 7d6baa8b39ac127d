//! Tests of the service under faults: failures of DynamoDB and the network, freezes, hostile callers, concurrent
//! writers.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a panic fails the test")]

mod deadline;
mod denial_of_service;
mod fault_table;
mod freeze_thaw;
mod initialization;
mod races;
mod rejected_credentials;
mod rotation;
mod tls;
