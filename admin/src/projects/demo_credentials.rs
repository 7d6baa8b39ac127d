//! The demo's credentials, which no other project may use.

use sha2::{Digest, Sha256};

use crate::Refusal;
use org_discovery::domain::{Project, ProjectId, hex};

// The demo's secret and signing key are public in this repository. Only their hashes are needed here.
const PROJECT_ID: &str = "project-test-00000000-0000-4000-8000-00000000d3e0";
const SECRET_SHA256: &str = "1eecbeebbf09d58d1c29545fce2efb49c7204af6427a49bbe0fc136505cf17b6";
const KEY_MODULUS_SHA256: &str = "4c56b3e69c2c4bbae5902f4e1662daf019002a78afa396d562ef9d75c15b3f38";

/// Refuses a project other than the demo's that has the demo's secret or key.
pub(super) fn refuse_demo_credentials(id: &ProjectId, project: &Project) -> Result<(), Refusal> {
    let secret = project.secrets().iter().any(|hash| hash.as_str() == SECRET_SHA256);
    let key = project.keys().moduli().any(|n| hex(&Sha256::digest(n)) == KEY_MODULUS_SHA256);
    if (secret || key) && id.as_str() != PROJECT_ID {
        return Err(Refusal::DemoCredential);
    }
    Ok(())
}
