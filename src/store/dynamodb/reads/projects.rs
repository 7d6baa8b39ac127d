//! Reads a project with one `GetItem`.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity::Total;

use super::super::{
    DynamoDb, consumed_capacity,
    failure::store_error,
    items::projects::{TABLE, project_key, read_project},
};
use crate::{
    domain::{Project, ProjectId},
    store::{ProjectReads, StoreError},
};

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
        consumed_capacity::count(found.consumed_capacity.as_slice());
        let project = found.item.as_ref().map(read_project).transpose();
        project.map_err(|damage| damage.of_item(TABLE, id.as_str()))
    }
}
