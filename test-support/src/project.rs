//! The test project: its id, secret and signing key.

use std::sync::LazyLock;

use org_discovery::domain::ProjectId;
use org_discovery_local::signing_key::SigningKey;

pub const PROJECT_ID: &str = "project-test-11111111-1111-4111-8111-111111111111";
pub const SECRET: &str = "secret-test-0123456789abcdefghijklmnopqrstuvwxyz";
/// The key id of [`KEY`].
pub const KID: &str = "jwk-test-22222222-2222-4222-8222-222222222222";
/// The time of the test clock at the start of every test: 2026-01-01T00:00:00Z.
pub const START: i64 = 1_767_225_600;

/// The signing key of the test project. Generated once per process, because key generation is slow.
pub static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(KID).expect("a key"));

/// Returns [`PROJECT_ID`] as a parsed id.
pub fn project_id() -> ProjectId {
    ProjectId::parse(PROJECT_ID).expect("a project id")
}
