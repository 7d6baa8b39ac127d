//! The writers of one project.

use std::{fmt, sync::Arc};

use aws_sdk_dynamodb::Client;

use crate::{
    ProjectReader, consistency::Consistency, exchange::ExchangeWriter, members::MemberWriter,
    organizations::OrganizationWriter, project_tables::ProjectTables, projects::ProjectWriter,
    sessions::SessionWriter, stamps::Stamps,
};
use org_discovery::{
    domain::{Entropy, ProjectId},
    store::dynamodb::{DynamoDb, TableNames},
};

/// Creates the writers of one project, one for each kind of data.
#[derive(Clone)]
pub struct Writer {
    tables: ProjectTables,
    entropy: Arc<dyn Entropy>,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("tables", &self.tables).finish_non_exhaustive()
    }
}

impl Writer {
    /// Creates a writer of `project` in `tables`.
    #[must_use]
    pub fn new(client: Client, tables: TableNames, project: ProjectId, entropy: Arc<dyn Entropy>) -> Self {
        Self { tables: ProjectTables { client, names: tables, project }, entropy }
    }

    /// Returns the writer of the project's secrets, keys and issuers.
    #[must_use]
    pub fn project(&self) -> ProjectWriter<'_> {
        ProjectWriter::new(&self.tables, self.stamps())
    }

    /// Returns the writer of organizations.
    #[must_use]
    pub fn organizations(&self) -> OrganizationWriter<'_> {
        OrganizationWriter::new(&self.tables, self.stamps())
    }

    /// Returns the writer of Members.
    #[must_use]
    pub fn members(&self) -> MemberWriter<'_> {
        MemberWriter::new(&self.tables, self.stamps())
    }

    /// Returns the writer of sessions.
    #[must_use]
    pub fn sessions(&self) -> SessionWriter<'_> {
        SessionWriter::new(&self.tables)
    }

    /// Returns the writer that exchanges sessions and creates organizations.
    #[must_use]
    pub fn exchange(&self) -> ExchangeWriter<'_> {
        ExchangeWriter::new(&self.tables, &*self.entropy)
    }

    /// Returns the check and repair of derived items.
    #[must_use]
    pub fn consistency(&self) -> Consistency<'_> {
        Consistency::new(&self.tables, self.stamps())
    }

    /// Returns the function's reads on the same tables.
    #[must_use]
    pub fn reads(&self) -> DynamoDb {
        self.tables.reads()
    }

    /// Returns the operators' reads on the same tables.
    #[must_use]
    pub fn reader(&self) -> ProjectReader {
        ProjectReader::from_tables(self.tables.clone())
    }

    /// Returns the id of the project.
    #[must_use]
    pub fn project_id(&self) -> &ProjectId {
        &self.tables.project
    }

    fn stamps(&self) -> Stamps<'_> {
        Stamps::new(&*self.entropy)
    }
}
