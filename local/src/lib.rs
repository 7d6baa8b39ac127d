//! The parts of `cargo local` that tests share: an embedded DynamoDB-compatible endpoint, a key that signs session
//! JWTs, and the demo data.

pub mod embedded_endpoint;
pub mod signing_key;

/// The demo's project: its id, its secret and its public key, as JSON.
pub const DEMO_PROJECT: &str = include_str!("../demo/project.json");
/// The demo's organizations, Members and sessions, as a data file.
pub const DEMO_DATA: &str = include_str!("../demo/data.json");
