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

/// Each kind of call, as verb and table, or `table/index/name`.
#[derive(Debug, Clone, Default)]
pub struct Calls(Arc<Mutex<BTreeSet<(String, String)>>>);

impl Calls {
    /// The same client, whose calls are written down here.
    pub fn of(&self, client: &Client) -> Client {
        Client::from_conf(client.config().to_builder().interceptor(self.clone()).build())
    }

    pub fn list(&self) -> Vec<(String, String)> {
        self.0.lock().unwrap().iter().cloned().collect()
    }
}

impl Intercept for Calls {
    fn name(&self) -> &'static str {
        "Calls"
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

/// The actions that a call needs a permission for, each with the table, or the index of one.
fn actions(verb: &str, body: &Value) -> Vec<(String, String)> {
    let table = |of: &Value| of["TableName"].as_str().expect("a table").to_owned();
    if let Some(parts) = body["TransactItems"].as_array() {
        // A transaction needs the permission of each of its parts, and none of its own.
        let parts = parts.iter().flat_map(|part| part.as_object().expect("a part"));
        return parts.map(|(verb, part)| (action_of(verb), table(part))).collect();
    }
    if let Some(tables) = body["RequestItems"].as_object() {
        return tables.keys().map(|table| (verb.to_owned(), table.clone())).collect();
    }
    let index = body["IndexName"].as_str().map_or_else(String::new, |index| format!("/index/{index}"));
    vec![(verb.to_owned(), format!("{}{index}", table(body)))]
}

/// `Put` is `PutItem`, and so on.
fn action_of(part: &str) -> String {
    format!("{}Item", part.trim_end_matches("Item"))
}
