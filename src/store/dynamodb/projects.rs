//! The `projects` table: one item a project.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity::Total;

use super::{
    DynamoDb, consumed,
    failure::store_error,
    item::{Attributes, Damage, Item, key, text},
};
use crate::{
    domain::{KeySet, Project, ProjectId, SecretHash},
    store::{ProjectReads, StoreError},
};

pub(super) const TABLE: &str = "projects";
pub(super) const PROJECT_ID: &str = "project_id";
pub(super) const SECRET_HASHES: &str = "secret_hashes";
pub(super) const JWKS: &str = "jwks";
pub(super) const REVISION: &str = "revision";

pub(super) fn project_key(id: &ProjectId) -> Item {
    key([(PROJECT_ID, text(id.as_str()))])
}

pub(super) fn read_project(item: &Item) -> Result<Project, Damage> {
    let attributes = Attributes::of(item)?;
    let hashes = attributes.texts(SECRET_HASHES)?;
    let secrets = hashes
        .into_iter()
        .map(|hash| {
            SecretHash::parse(hash).ok_or_else(|| Damage(format!("{SECRET_HASHES} holds no SHA-256")))
        })
        .collect::<Result<_, _>>()?;
    let keys = attributes.parsed(JWKS, KeySet::read)?;
    Project::new(secrets, keys).map_err(|error| Damage(error.to_string()))
}

impl ProjectReads for DynamoDb {
    async fn project(&self, id: &ProjectId) -> Result<Option<Project>, StoreError> {
        let request = self
            .client
            .get_item()
            .table_name(&self.tables.projects)
            .set_key(Some(project_key(id)))
            .consistent_read(true)
            .return_consumed_capacity(Total);
        let found = request.send().await.map_err(|error| store_error(&error))?;
        consumed::count(found.consumed_capacity.as_slice());
        let project = found.item.as_ref().map(read_project).transpose();
        project.map_err(|damage| damage.of_item(TABLE, id.as_str()))
    }
}
