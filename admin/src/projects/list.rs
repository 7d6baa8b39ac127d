//! Lists the projects of a deployment.

use aws_sdk_dynamodb::Client;
use org_discovery::{
    domain::{Project, ProjectId},
    store::{
        StoreError,
        dynamodb::{
            Items, TableNames,
            items::{
                attributes::Damage,
                projects::{PROJECT_ID, TABLE, read_project},
            },
        },
    },
};

use crate::stored_items::text_attribute;

/// A project of a deployment.
#[derive(Debug)]
pub struct ListedProject {
    /// The id as stored, which may be invalid in a damaged item.
    pub id: String,
    /// The project, or the reason why its item is damaged.
    pub project: Result<Project, StoreError>,
}

/// Returns the projects of a deployment, ordered by id.
///
/// # Errors
/// [`StoreError`] if DynamoDB fails.
pub async fn list_projects(client: &Client, tables: &TableNames) -> Result<Vec<ListedProject>, StoreError> {
    let mut items = Items::of_scan(client.scan().table_name(&tables.projects).consistent_read(true));
    let mut projects = Vec::new();
    while let Some(item) = items.next().await {
        let item = item?;
        let id = text_attribute(&item, PROJECT_ID).to_owned();
        let project = ProjectId::parse(&id)
            .map_err(|error| error.to_string())
            .and_then(|_| read_project(&item).map_err(|damage| damage.0));
        let project = project.map_err(|reason| Damage(reason).of_item(TABLE, &id));
        projects.push(ListedProject { id, project });
    }
    projects.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(projects)
}
