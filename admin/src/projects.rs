//! Writes projects: their secrets, keys and issuers.

mod demo_credentials;
mod list;

pub use list::{ListedProject, list_projects};

use aws_sdk_dynamodb::types::AttributeValue;

use crate::{
    Outcome, Refusal, WriteError,
    project_tables::ProjectTables,
    stamps::Stamps,
    stored_items::is_of_newer_version,
    transactions::{Condition, Transaction, invalid_item, until_committed},
};
use demo_credentials::refuse_demo_credentials;
use org_discovery::{
    domain::{Project, Revision},
    store::{
        StoreError,
        dynamodb::{
            items::{
                attributes::{Attributes, Damage, Item, item, text},
                projects::{
                    JWKS, JWT_ISSUERS, PROJECT_ID, REVISION, SECRET_HASHES, TABLE, project_key, read_project,
                },
            },
            store_error,
        },
    },
};

/// Writes one project.
#[derive(Debug, Clone, Copy)]
pub struct ProjectWriter<'w> {
    tables: &'w ProjectTables,
    stamps: Stamps<'w>,
}

/// A stored project.
struct StoredProject {
    project: Project,
    /// The revision of the item; `None` if it was written by an older version.
    revision: Option<Revision>,
}

impl<'w> ProjectWriter<'w> {
    pub(crate) fn new(tables: &'w ProjectTables, stamps: Stamps<'w>) -> Self {
        Self { tables, stamps }
    }

    /// Creates or replaces the project. Replaces even a damaged item.
    ///
    /// # Errors
    /// [`Refusal::DemoCredential`] if another project is given the demo's secret or key, or [`WriteError`] if
    /// DynamoDB fails.
    pub async fn put(self, project: &Project) -> Result<(), WriteError> {
        refuse_demo_credentials(&self.tables.project, project)?;
        let item = self.project_item(project)?;
        let request =
            self.tables.client.put_item().table_name(&self.tables.names.projects).set_item(Some(item));
        request.send().await.map_err(|error| store_error(&error))?;
        Ok(())
    }

    /// Reads the project, if it exists, and writes the project that `change` returns. No concurrent change is lost.
    ///
    /// # Errors
    /// The refusals of `change`, [`Refusal::DemoCredential`] if another project is given the demo's secret or key, or
    /// [`WriteError`] if DynamoDB fails or other writers keep changing the same items.
    pub async fn change(
        self,
        change: impl Fn(Option<Project>) -> Result<Project, Refusal> + Send + Sync,
    ) -> Result<(), WriteError> {
        let written = until_committed(|| async {
            let stored = self.stored().await?;
            let unchanged = match &stored {
                None => Condition::Absent(PROJECT_ID),
                Some(StoredProject { revision: None, .. }) => Condition::Absent(REVISION),
                Some(StoredProject { revision: Some(revision), .. }) => {
                    Condition::Equal(REVISION, text(revision.as_str()))
                }
            };
            let next = change(stored.map(|stored| stored.project))?;
            refuse_demo_credentials(&self.tables.project, &next)?;
            let mut transaction = Transaction::default();
            transaction.put(&self.tables.names.projects, self.project_item(&next)?, Some(&unchanged));
            Ok(transaction.commit(&self.tables.client).await?.attempt(Outcome::Changed))
        });
        written.await.map(drop)
    }

    /// Replaces a damaged project, whose secrets, keys and issuers are lost. Other projects are not changed.
    ///
    /// # Errors
    /// [`Refusal::ProjectExists`] if the project is not damaged, [`Refusal::NewerVersion`] if a newer version wrote it,
    /// [`Refusal::DemoCredential`] if another project is given the demo's secret or key, or [`WriteError`] if DynamoDB
    /// fails or other writers keep changing the same items.
    pub async fn replace_damaged(self, project: &Project) -> Result<(), WriteError> {
        refuse_demo_credentials(&self.tables.project, project)?;
        let (table, key) = (&self.tables.names.projects, project_key(&self.tables.project));
        let stored = self.tables.get(table, key).await?.ok_or(Refusal::NoProject)?;
        if read_project(&stored).is_ok() {
            return Err(Refusal::ProjectExists.into());
        }
        if is_of_newer_version(&stored) {
            return Err(Refusal::NewerVersion.into());
        }
        let mut transaction = Transaction::default();
        let unchanged = Condition::same_item(&stored);
        transaction.put(table, self.project_item(project)?, unchanged.as_ref());
        transaction.commit(&self.tables.client).await?.or_contended()
    }

    fn project_item(self, project: &Project) -> Result<Item, WriteError> {
        let hashes = project.secrets().iter().map(|hash| text(hash.as_str())).collect();
        let jwt_issuers: Vec<_> = project.jwt_issuers().iter().map(text).collect();
        let mut item = item([
            (PROJECT_ID, text(self.tables.project.as_str())),
            (SECRET_HASHES, AttributeValue::L(hashes)),
            (JWKS, text(project.keys().to_json().map_err(invalid_item)?)),
            (REVISION, text(self.stamps.revision().as_str())),
        ]);
        if !jwt_issuers.is_empty() {
            item.insert(JWT_ISSUERS.to_owned(), AttributeValue::L(jwt_issuers));
        }
        Ok(item)
    }

    async fn stored(self) -> Result<Option<StoredProject>, StoreError> {
        let found = self.tables.get(&self.tables.names.projects, project_key(&self.tables.project)).await?;
        let stored = found.as_ref().map(read_stored).transpose();
        stored.map_err(|damage| damage.of_item(TABLE, self.tables.project.as_str()))
    }
}

fn read_stored(item: &Item) -> Result<StoredProject, Damage> {
    let revision = Attributes::of(item)?.optional_text(REVISION)?;
    let revision = revision.and_then(|revision| Revision::parse(revision).ok());
    Ok(StoredProject { project: read_project(item)?, revision })
}
