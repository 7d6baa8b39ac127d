//! The project's own item.

use std::collections::BTreeMap;

use super::{CheckReport, Difference};
use crate::writer::{WriteError, Writer};
use org_discovery::{
    domain::Stamp,
    store::dynamodb::{
        items::{
            attributes::{Attributes, Damage, Item},
            projects::{PROJECT_ID, REVISION, SECRET_HASHES, TABLE, project_key, read_project},
        },
        store_error,
    },
};

impl Writer {
    pub(super) async fn check_project(&self, report: &mut CheckReport) -> Result<(), WriteError> {
        let request = self.client.get_item().table_name(&self.tables.projects);
        let request = request.set_key(Some(project_key(&self.project))).consistent_read(true);
        let found = request.send().await.map_err(|error| store_error(&error))?.item;
        if let Some(Damage(reason)) = found.as_ref().and_then(|item| damage(item).err()) {
            let key = BTreeMap::from([(PROJECT_ID.to_owned(), self.project.to_string())]);
            report.differences.insert(Difference::Damaged { table: TABLE, key, reason });
        }
        Ok(())
    }
}

/// A revision may be missing, but one that is no revision keeps every change from being written.
fn damage(item: &Item) -> Result<(), Damage> {
    read_project(item)?;
    let attributes = Attributes::of(item)?;
    if attributes.texts(SECRET_HASHES)?.is_empty() {
        return Err(Damage(format!("{SECRET_HASHES} is missing or empty, so no caller is accepted")));
    }
    attributes.optional_parsed(REVISION, Stamp::parse)?;
    Ok(())
}
