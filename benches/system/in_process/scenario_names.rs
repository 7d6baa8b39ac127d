//! The scenarios that the measuring process times.

/// The scenario names, which are also the names of their events.
pub const SCENARIOS: [&str; 4] = ["standard", "two-domains", "of-25", BY_JWT];
/// The scenario with a session JWT.
pub const BY_JWT: &str = "member-of-25-by-jwt";
