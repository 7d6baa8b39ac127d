//! The organizations that a report covers.

use org_discovery::{
    domain::{OrganizationId, discovery::Facts},
    service::JoinableOrganizations,
    store::StoreError,
};

use super::RelevantOrganizations;
use crate::project_reader::ProjectReader;

/// The organizations that a report covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every organization that is related to the person. Reads all organizations of the project.
    Related,
    /// One organization, even if it is not related to the person or does not exist.
    Only(OrganizationId),
}

impl Scope {
    pub(super) async fn organizations(
        self,
        reader: &ProjectReader,
        facts: &Facts,
        edges: &JoinableOrganizations,
    ) -> Result<RelevantOrganizations, StoreError> {
        match self {
            Self::Related => RelevantOrganizations::find(reader, facts, edges).await,
            Self::Only(id) => RelevantOrganizations::only(reader, id, facts, edges).await,
        }
    }
}
