//! Loads organizations, Members and sessions into a service, and stores its project.

use org_discovery::domain::{JwtIssuers, KeySet, Project, SecretHash};
use org_discovery_admin::import::CheckedImport;
use serde_json::{Value, json};

use super::TestApp;
use crate::{capture_secrets, check_files, load_into};

impl TestApp {
    /// Imports a data file. An empty object imports nothing.
    pub async fn load(&mut self, data: Value) {
        if data == json!({}) {
            return;
        }
        capture_secrets(&data);
        self.load_checked(&check_files(&[("test", &data.to_string())]).expect("valid data")).await;
    }

    /// Imports checked data.
    pub async fn load_checked(&mut self, data: &CheckedImport) {
        let loaded = load_into(&self.writer, data, self.now()).await;
        self.sessions.extend(loaded.into_iter().map(|session| (session.entry.name.clone(), session)));
    }

    /// Stores the project with these secrets and JWKs.
    pub async fn set_project(&self, secrets: &[&str], keys: &[Value]) {
        let keys = KeySet::parse(&json!({ "keys": keys }).to_string()).expect("keys");
        let secrets = secrets.iter().map(|secret| SecretHash::of(secret)).collect();
        let project = Project::new(secrets, keys).expect("a project");
        self.writer.project().put(&project).await.expect("a written project");
    }

    /// Replaces the further issuers of session JWTs in the stored project.
    pub async fn set_jwt_issuers(&self, issuers: &[&str]) {
        let issuers = JwtIssuers::parse_lenient(issuers.iter().copied());
        assert_eq!(issuers.ignored(), []);
        let change =
            |project: Option<Project>| Ok(project.expect("a project").with_jwt_issuers(issuers.clone()));
        self.writer.project().change(change).await.expect("a written project");
    }
}
