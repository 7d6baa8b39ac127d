//! Writing projects: secrets and keys.

use aws_sdk_dynamodb::types::AttributeValue;
use sha2::{Digest, Sha256};

use super::{
    Refusal, WriteError, Writer,
    transaction::{Condition, Transaction, not_an_item},
};
use org_discovery::{
    domain::{Project, ProjectId, Stamp, hex},
    store::dynamodb::{
        items::{
            attributes::{Attributes, Damage, Item, item, text},
            projects::{JWKS, PROJECT_ID, REVISION, SECRET_HASHES, TABLE, project_key, read_project},
        },
        store_error,
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

/// A project as it stands in the table.
struct StoredProject {
    project: Project,
    /// Names the state that was read; none where an older version wrote it.
    revision: Option<Stamp>,
}

impl Writer {
    /// Creates or replaces the project, whatever is there, also what cannot be read: its valid secrets and its keys.
    ///
    /// # Errors
    /// [`Refusal::DemoCredential`] when the demo's secret or key is given to another project, or [`WriteError`] when the
    /// store fails.
    pub async fn put_project(&self, project: &Project) -> Result<(), WriteError> {
        refuse_demo_credentials(&self.project, project)?;
        let item = self.project_item(project)?;
        let request = self.client.put_item().table_name(&self.tables.projects).set_item(Some(item));
        request.send().await.map_err(|error| store_error(&error))?;
        Ok(())
    }

    /// Reads the project, if there is one, and writes what `change` makes of it: of two changes at the same time, none is
    /// lost.
    ///
    /// # Errors
    /// What `change` refuses, [`Refusal::DemoCredential`] when the demo's secret or key is given to another project, or
    /// [`WriteError`] when the store fails or others keep writing.
    pub async fn change_project(
        &self,
        change: impl Fn(Option<Project>) -> Result<Project, Refusal> + Send + Sync,
    ) -> Result<(), WriteError> {
        let written = self.until_committed(|| async {
            let stored = self.stored_project().await?;
            let unchanged = match &stored {
                None => Condition::Absent(PROJECT_ID),
                Some(StoredProject { revision: None, .. }) => Condition::Absent(REVISION),
                Some(StoredProject { revision: Some(revision), .. }) => {
                    Condition::Equal(REVISION, text(revision.as_str()))
                }
            };
            let next = change(stored.map(|stored| stored.project))?;
            refuse_demo_credentials(&self.project, &next)?;
            let mut transaction = Transaction::default();
            transaction.put(&self.tables.projects, self.project_item(&next)?, Some(&unchanged));
            Ok(self.commit(transaction).await?.written())
        });
        written.await.map(drop)
    }

    fn project_item(&self, project: &Project) -> Result<Item, WriteError> {
        let hashes = project.secrets().iter().map(|hash| text(hash.as_str())).collect();
        Ok(item([
            (PROJECT_ID, text(self.project.as_str())),
            (SECRET_HASHES, AttributeValue::L(hashes)),
            (JWKS, text(project.keys().to_json().map_err(not_an_item)?)),
            (REVISION, text(self.fresh_stamp().as_str())),
        ]))
    }

    async fn stored_project(&self) -> Result<Option<StoredProject>, WriteError> {
        let request = self
            .client
            .get_item()
            .table_name(&self.tables.projects)
            .set_key(Some(project_key(&self.project)))
            .consistent_read(true);
        let found = request.send().await.map_err(|error| store_error(&error))?.item;
        let stored = found.as_ref().map(|item| {
            let revision = Attributes::of(item)?.optional_text(REVISION)?;
            let revision = revision.and_then(|revision| Stamp::parse(revision).ok());
            Ok(StoredProject { project: read_project(item)?, revision })
        });
        let stored = stored.transpose();
        Ok(stored.map_err(|damage: Damage| damage.of_item(TABLE, self.project.as_str()))?)
    }
}
