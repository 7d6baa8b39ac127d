//! Creates the tables, and loads the project, the demo data and the data files.

use std::{error::Error, sync::Arc};

use org_discovery::{
    domain::{Clock, IssuedSession, KeySet, Project, ProjectId, SecretHash, SystemClock, SystemEntropy},
    store::dynamodb::TableNames,
};
use org_discovery_admin::{
    Writer,
    import::{CheckedImport, ImportOptions, LoadedSession, SessionCredential, Source},
    tables::create_tables,
};
use serde_json::{Value, json};

use org_discovery_local::signing_key::SigningKey;

use crate::data_file::DataFile;

/// The prefix of the table names.
pub const TABLE_PREFIX: &str = "org-discovery";
const KID: &str = "jwk-test-00000000-0000-4000-8000-000000000001";

/// The loaded project, with everything that is printed about it.
pub struct LoadedData {
    pub project_id: ProjectId,
    pub secret: String,
    pub tables: TableNames,
    pub sessions: Vec<PrintedSession>,
    pub warnings: Vec<String>,
    /// The key that signs session JWTs.
    pub signing_key: SigningKey,
}

/// A session and its credentials, as they are printed.
pub struct PrintedSession {
    pub loaded: LoadedSession,
    /// The session JWT of a member session.
    pub session_jwt: Option<String>,
}

/// Checks all data, then creates the tables and loads the data.
pub async fn load_data(
    client: aws_sdk_dynamodb::Client,
    files: Vec<DataFile>,
    demo: bool,
) -> Result<LoadedData, Box<dyn Error>> {
    let checked = check(files, demo)?;
    let tables = TableNames::with_prefix(TABLE_PREFIX);
    create_tables(&client, &tables).await?;
    let demo_project: Value = serde_json::from_str(org_discovery_local::DEMO_PROJECT)?;
    let text = |name: &str| demo_project[name].as_str().unwrap_or_default().to_owned();
    let (project_id, secret) = (ProjectId::parse(&text("project_id"))?, text("secret"));
    let writer = Writer::new(client, tables.clone(), project_id.clone(), Arc::new(SystemEntropy));
    let key = SigningKey::generate(KID)?;
    writer.project().put(&project(&secret, &demo_project["jwks"], &key)?).await?;
    let loaded = checked.load(&writer, SystemClock.now(), &SystemEntropy).await?;
    let sessions = loaded
        .into_iter()
        .map(|loaded| PrintedSession::new(loaded, &project_id, &key))
        .collect::<Result<_, _>>()?;
    let warnings = checked.warnings().lines();
    Ok(LoadedData { project_id, secret, tables, sessions, warnings, signing_key: key })
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

impl PrintedSession {
    /// Signs a session JWT for a member session.
    fn new(loaded: LoadedSession, project: &ProjectId, key: &SigningKey) -> Result<Self, Box<dyn Error>> {
        let session_jwt = match &loaded.credential {
            SessionCredential::Intermediate(_) => None,
            SessionCredential::Member(_, session) => {
                let authentication_factors = &loaded.entry.authentication_factors;
                let (expires_at, organization_slug) = (loaded.expires_at, "");
                let signed =
                    IssuedSession::new(session, authentication_factors, organization_slug, expires_at);
                Some(key.session_jwt(project, &signed, SystemClock.now())?)
            }
        };
        Ok(Self { loaded, session_jwt })
    }

    /// Returns the request fields that present the session, each with its value.
    pub fn credentials(&self) -> Vec<(&'static str, &str)> {
        match &self.loaded.credential {
            SessionCredential::Intermediate(token) => {
                vec![("intermediate_session_token", token.expose())]
            }
            SessionCredential::Member(token, _) => {
                let jwt = self.session_jwt.as_deref().map(|jwt| ("session_jwt", jwt));
                [("session_token", token.expose())].into_iter().chain(jwt).collect()
            }
        }
    }
}
