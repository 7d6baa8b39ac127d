//! What `cargo local` embeds, for tests too: a DynamoDB-compatible endpoint and a key that signs session JWTs.

pub mod embedded_endpoint;
pub mod signing_key;

/// The demo's project: its id, its secret and its public key, as JSON.
pub const DEMO_PROJECT: &str = include_str!("../demo/project.json");
/// The demo's organizations, Members and sessions, as a data file.
pub const DEMO_DATA: &str = include_str!("../demo/data.json");
