//! The data of a service: organizations, Members and sessions, and its project.

use org_discovery::domain::{KeySet, Project, SecretHash};
use org_discovery_admin::import::CheckedImport;
use serde_json::{Value, json};

use super::TestApp;
use crate::{check_files, keep_secrets_of, load_into};

impl TestApp {
    /// Adds data. An empty object is no data.
    pub async fn load(&mut self, data: Value) {
        if data == json!({}) {
            return;
        }
        keep_secrets_of(&data);
        self.load_checked(&check_files(&[("test", &data.to_string())]).expect("valid data")).await;
    }

    /// Adds data that was checked.
    pub async fn load_checked(&mut self, data: &CheckedImport) {
        let loaded = load_into(&self.writer, data, self.now()).await;
        self.sessions.extend(loaded.into_iter().map(|session| (session.entry.name.clone(), session)));
    }

    /// Stores the project with these secrets and keys.
    pub async fn set_project(&self, secrets: &[&str], keys: &[Value]) {
        let keys = KeySet::parse(&json!({ "keys": keys }).to_string()).expect("keys");
        let secrets = secrets.iter().map(|secret| SecretHash::of(secret)).collect();
        let project = Project::new(secrets, keys).expect("a project");
        self.writer.project().put(&project).await.expect("a written project");
    }
}
