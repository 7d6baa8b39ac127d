//! The project of the tests: its id, its secret and its signing key.

use std::sync::LazyLock;

use org_discovery::domain::ProjectId;
use org_discovery_local::signing_key::SigningKey;

pub const PROJECT_ID: &str = "project-test-11111111-1111-4111-8111-111111111111";
pub const SECRET: &str = "secret-test-0123456789abcdefghijklmnopqrstuvwxyz";
pub const KID: &str = "jwk-test-22222222-2222-4222-8222-222222222222";
/// The time at which every test begins: 2026-01-01T00:00:00Z.
pub const START: i64 = 1_767_225_600;

/// Generated once, because that takes long.
pub static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(KID).expect("a key"));

pub fn project_id() -> ProjectId {
    ProjectId::parse(PROJECT_ID).expect("a project id")
}
