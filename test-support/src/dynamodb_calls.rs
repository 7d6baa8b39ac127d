//! The calls that a client makes to `DynamoDB`.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use aws_sdk_dynamodb::{
    Client,
    config::{ConfigBag, Intercept, RuntimeComponents, interceptors::BeforeTransmitInterceptorContextRef},
    error::BoxError,
};
use serde_json::Value;

/// The distinct calls of a client, each as an action and a table (`table`) or index (`table/index/name`).
#[derive(Debug, Clone, Default)]
pub struct DynamoDbCalls(Arc<Mutex<BTreeSet<(String, String)>>>);

impl DynamoDbCalls {
    /// Returns a copy of the client that records its calls in this value.
    pub fn recording_client(&self, client: &Client) -> Client {
        Client::from_conf(client.config().to_builder().interceptor(self.clone()).build())
    }

    /// Returns the recorded calls, sorted.
    pub fn list(&self) -> Vec<(String, String)> {
        self.0.lock().unwrap().iter().cloned().collect()
    }
}

impl Intercept for DynamoDbCalls {
    fn name(&self) -> &'static str {
        "DynamoDbCalls"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request();
        let target = request.headers().get("x-amz-target").expect("a target");
        let verb = target.rsplit('.').next().expect("a verb");
        let body: Value = serde_json::from_slice(request.body().bytes().expect("a body")).expect("JSON");
        self.0.lock().unwrap().extend(actions(verb, &body));
        Ok(())
    }
}

/// Returns the IAM actions that a call requires, each with its table or index.
pub fn actions(verb: &str, body: &Value) -> Vec<(String, String)> {
    let table = |of: &Value| of["TableName"].as_str().expect("a table").to_owned();
    if let Some(parts) = body["TransactItems"].as_array() {
        // A transaction requires the permissions of its parts. It has no permission of its own.
        let parts = parts.iter().flat_map(|part| part.as_object().expect("a part"));
        return parts.map(|(verb, part)| (action_of(verb), table(part))).collect();
    }
    if let Some(tables) = body["RequestItems"].as_object() {
        return tables.keys().map(|table| (verb.to_owned(), table.clone())).collect();
    }
    let index = body["IndexName"].as_str().map_or_else(String::new, |index| format!("/index/{index}"));
    vec![(verb.to_owned(), format!("{}{index}", table(body)))]
}

/// Returns the IAM action of a part of a transaction: `PutItem` for `Put`.
fn action_of(part: &str) -> String {
    format!("{}Item", part.trim_end_matches("Item"))
}
