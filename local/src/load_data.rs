//! Creates the tables, and loads the project, the demo data and the data files.

use std::{error::Error, sync::Arc};

use aws_sdk_dynamodb::{Client, error::SdkError, operation::delete_table::DeleteTableError};
use org_discovery::{
    domain::{Clock, KeySet, Project, ProjectId, SecretHash, SystemClock, SystemEntropy},
    store::dynamodb::TableNames,
};
use org_discovery_admin::{
    Writer,
    import::{CheckedImport, ImportOptions, Source},
    tables::{TABLES, create_tables},
};
use serde_json::{Value, json};

use org_discovery_local::signing_key::SigningKey;

use crate::{data_file::DataFile, printed_session::PrintedSession};

/// The prefix of the table names.
pub const TABLE_PREFIX: &str = "org-discovery";
const KID: &str = "jwk-test-00000000-0000-4000-8000-000000000001";

/// Checked data, which can be loaded several times.
pub struct DataLoader {
    pub project_id: ProjectId,
    pub secret: String,
    pub tables: TableNames,
    /// The key that signs session JWTs.
    pub signing_key: SigningKey,
    client: Client,
    project: Project,
    data: CheckedImport,
}

impl DataLoader {
    /// Checks all data.
    pub fn new(client: Client, files: Vec<DataFile>, demo: bool) -> Result<Self, Box<dyn Error>> {
        let data = check(files, demo)?;
        let demo_project: Value = serde_json::from_str(org_discovery_local::DEMO_PROJECT)?;
        let text = |name: &str| demo_project[name].as_str().unwrap_or_default().to_owned();
        let (project_id, secret) = (ProjectId::parse(&text("project_id"))?, text("secret"));
        let signing_key = SigningKey::generate(KID)?;
        let project = project(&secret, &demo_project["jwks"], &signing_key)?;
        let tables = TableNames::with_prefix(TABLE_PREFIX);
        Ok(Self { project_id, secret, tables, signing_key, client, project, data })
    }

    /// Creates the tables and loads the data.
    pub async fn load(&self) -> Result<Vec<PrintedSession>, Box<dyn Error>> {
        create_tables(&self.client, &self.tables).await?;
        let writer = self.writer();
        writer.project().put(&self.project).await?;
        let loaded = self.data.load(&writer, SystemClock.now(), &SystemEntropy).await?;
        loaded
            .into_iter()
            .map(|loaded| PrintedSession::new(loaded, &self.project_id, &self.signing_key))
            .collect()
    }

    /// Deletes the tables with everything in them, and loads the data.
    pub async fn load_again(&self) -> Result<Vec<PrintedSession>, Box<dyn Error>> {
        for table in TABLES {
            let deleted = self.client.delete_table().table_name(table.name_in(&self.tables)).send().await;
            match deleted.map_err(SdkError::into_service_error) {
                Ok(_) | Err(DeleteTableError::ResourceNotFoundException(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.load().await
    }

    /// Returns a writer for the project.
    pub fn writer(&self) -> Writer {
        let (client, tables) = (self.client.clone(), self.tables.clone());
        Writer::new(client, tables, self.project_id.clone(), Arc::new(SystemEntropy))
    }

    /// Returns the warnings about the data.
    pub fn warnings(&self) -> Vec<String> {
        self.data.warnings().lines()
    }
}

/// Returns the names of the tables as a JSON object.
pub fn table_names(tables: &TableNames) -> Value {
    TABLES.iter().map(|table| (table.kind, table.name_in(tables))).collect()
}

/// Checks the demo and the files together. The tables are still empty, so the data must be complete.
fn check(files: Vec<DataFile>, demo: bool) -> Result<CheckedImport, Box<dyn Error>> {
    let mut sources = Vec::new();
    if demo {
        sources.push(Source::in_memory("the demo", org_discovery_local::DEMO_DATA));
    }
    sources.extend(files.into_iter().map(|file| Source::in_memory(file.name, file.bytes)));
    Ok(CheckedImport::check(sources, ImportOptions::local())?)
}

/// Returns the project with the demo's public key, which verifies the JWT in `events`, and the generated key.
fn project(secret: &str, demo_keys: &Value, key: &SigningKey) -> Result<Project, Box<dyn Error>> {
    let mut keys = demo_keys["keys"].as_array().cloned().unwrap_or_default();
    keys.push(key.public());
    let keys = KeySet::parse(&json!({ "keys": keys }).to_string())?;
    Ok(Project::new(vec![SecretHash::of(secret)], keys)?)
}
