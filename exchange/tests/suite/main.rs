//! Tests of the exchange function: gateway events through its handler, over a DynamoDB-compatible endpoint.
#![expect(clippy::expect_used, reason = "a panic fails the test")]

mod bad_input;
mod calls;
mod carried_factors;
mod conflicts;
mod cost;
mod create_organization;
mod escalation;
mod first_verification;
mod interference;
mod kms;
mod kms_public_key;
mod many_organizations;
mod member_sessions;
mod membership_types;
mod pending_members;
mod random_data;
mod sample_events;
mod session_jwts;
mod store_failures;
mod vectors;
