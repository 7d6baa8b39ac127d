//! `orgctl project list`.

use org_discovery::domain::Project;
use org_discovery_admin::projects::list_projects;
use serde_json::json;

use crate::{
    context::Context,
    failure::Failure,
    output::{Cell, Column, Listing, warn},
};

const COLUMNS: [Column; 3] =
    [Column::whole("project"), Column::whole("valid secrets"), Column::flexible("keys")];

/// Lists the projects in the tables. Damaged items are listed, too.
pub async fn run(context: &Context) -> Result<(), Failure> {
    let projects = list_projects(context.client(), &context.tables).await?;
    let mut listing = Listing::new(context.output, "projects", &COLUMNS);
    for listed in &projects {
        match &listed.project {
            Ok(project) => listing.row(cells(&listed.id, project), &object(&listed.id, project))?,
            Err(error) => {
                warn(format!("{error}; replace it with `orgctl project create`"));
                let row = [listed.id.as_str(), "damaged", ""];
                listing
                    .row(row.map(Cell::from).into(), &json!({"project_id": listed.id, "damaged": true}))?;
            }
        }
    }
    listing.finish("No projects. Create one with `orgctl project create`.")?;
    Ok(())
}

fn kids(project: &Project) -> Vec<&str> {
    project.keys().sizes().map(|(kid, _)| kid).collect()
}

fn cells(id: &str, project: &Project) -> Vec<Cell> {
    let secrets = project.secrets().len().to_string();
    vec![id.into(), secrets.into(), kids(project).join(", ").into()]
}

fn object(id: &str, project: &Project) -> serde_json::Value {
    json!({"project_id": id, "valid_secrets": project.secrets().len(), "keys": kids(project)})
}
