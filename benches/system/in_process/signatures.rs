//! Times the verification of a session JWT's signature.

use std::time::Instant;

use aws_sdk_dynamodb::Client;
use jsonwebtoken::{Algorithm, crypto};
use org_discovery::{
    settings::Settings,
    store::{ProjectReads, dynamodb::DynamoDb},
};
use serde_json::Value;

use crate::{samples::Samples, timing::milliseconds};

/// Verifies the signature of the JWT in an event `count` times.
pub async fn measure(settings: &Settings, client: &Client, event: &str, count: usize) -> Samples {
    let event: Value = serde_json::from_str(event).expect("JSON");
    let body: Value = serde_json::from_str(event["body"].as_str().expect("a body")).expect("JSON");
    let (message, signature) =
        body["session_jwt"].as_str().and_then(|jwt| jwt.rsplit_once('.')).expect("a JWT");
    let store = DynamoDb::new(client.clone(), settings.tables.clone());
    let project = store.project(&settings.project_id).await.expect("a response").expect("a project");
    let signed = |key| crypto::verify(signature, message.as_bytes(), key, Algorithm::RS256);
    let names: Vec<&str> = project.keys().sizes().map(|(name, _)| name).collect();
    let key =
        names.iter().filter_map(|name| project.keys().get(name)).find(|key| matches!(signed(key), Ok(true)));
    let key = key.expect("the signing key");
    let times = (0..count).map(|_| {
        let began = Instant::now();
        assert!(signed(key).is_ok());
        milliseconds(began)
    });
    Samples(times.collect())
}
