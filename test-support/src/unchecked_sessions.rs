//! Sessions with factors that the project's own writers refuse to write.

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::domain::TokenHash;
use org_discovery_admin::import::SessionCredential;
use serde_json::Value;

use super::TestApp;

impl TestApp {
    /// Imports a data file. The factors of sessions are written directly to the table, without the checks of the
    /// importer.
    pub async fn load_unchecked(&mut self, mut data: Value) {
        let mut factors = Vec::new();
        for session in data["sessions"].as_array_mut().into_iter().flatten() {
            let name = session["name"].as_str().expect("a name").to_owned();
            factors.push((name, session["authentication_factors"].take()));
        }
        self.load(data).await;
        for (name, factors) in factors {
            let text = if factors.is_null() { "[]".to_owned() } else { factors.to_string() };
            for hash in self.hashes(&name) {
                let update = self.client.update_item().table_name(&self.tables.sessions);
                let update = update.key("token_hash", AttributeValue::S(hash.as_str().to_owned()));
                let update = update.update_expression("SET authentication_factors = :factors");
                let value = AttributeValue::S(text.clone());
                update.expression_attribute_values(":factors", value).send().await.expect("a written item");
            }
        }
    }

    /// Returns the partition keys of the session's items.
    fn hashes(&self, session: &str) -> Vec<TokenHash> {
        let project = self.writer.project_id();
        match &self.sessions[session].credential {
            SessionCredential::Intermediate(token) => vec![TokenHash::of_intermediate(project, token)],
            SessionCredential::Member(token, member) => vec![
                TokenHash::of_session_token(project, token),
                TokenHash::of_session_id(project, &member.member_session_id),
            ],
        }
    }
}
