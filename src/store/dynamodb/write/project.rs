//! Writing projects: secrets and keys.

use sha2::{Digest, Sha256};

use super::{Refusal, WriteError, Writer, transaction::not_an_item};
use crate::{
    domain::{Project, ProjectId, hex},
    store::dynamodb::{
        failure::store_error,
        item::{item, text},
        projects::{JWKS, PROJECT_ID, SECRET_HASHES},
    },
};

/// The demo's project. Its secret and the key of its JWT stand in this repository for everybody to read, so they open no
/// other project. Only their hashes are needed to tell.
mod demo {
    pub(super) const PROJECT_ID: &str = "project-test-00000000-0000-4000-8000-00000000d3e0";
    pub(super) const SECRET_SHA256: &str = "1eecbeebbf09d58d1c29545fce2efb49c7204af6427a49bbe0fc136505cf17b6";
    pub(super) const KEY_MODULUS_SHA256: &str =
        "4c56b3e69c2c4bbae5902f4e1662daf019002a78afa396d562ef9d75c15b3f38";
}

fn refuse_demo_credentials(id: &ProjectId, project: &Project) -> Result<(), Refusal> {
    let secret = project.secrets().iter().any(|hash| hash.as_str() == demo::SECRET_SHA256);
    let key = project.keys().moduli().any(|n| hex(&Sha256::digest(n)) == demo::KEY_MODULUS_SHA256);
    if (secret || key) && id.as_str() != demo::PROJECT_ID {
        return Err(Refusal::DemoCredential);
    }
    Ok(())
}

impl Writer {
    /// Creates or replaces the project: its valid secrets and its keys.
    ///
    /// # Errors
    /// [`Refusal::DemoCredential`] when the demo's secret or key is given to another project, or [`WriteError`] when the
    /// store fails.
    pub async fn put_project(&self, project: &Project) -> Result<(), WriteError> {
        refuse_demo_credentials(&self.project, project)?;
        let hashes = project.secrets().iter().map(|hash| text(hash.as_str())).collect();
        let item = item([
            (PROJECT_ID, text(self.project.as_str())),
            (SECRET_HASHES, aws_sdk_dynamodb::types::AttributeValue::L(hashes)),
            (JWKS, text(project.keys().to_json().map_err(not_an_item)?)),
        ]);
        let request = self.client.put_item().table_name(&self.tables.projects).set_item(Some(item));
        request.send().await.map_err(|error| store_error(&error))?;
        Ok(())
    }
}
