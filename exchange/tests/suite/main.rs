//! Tests of the exchange function: gateway events through its handler, over a DynamoDB-compatible endpoint.
#![expect(missing_docs, reason = "tests")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a panic fails the test")]

mod calls;
mod membership_types;
mod random_data;
