//! The calls that the function makes of the engine, as they leave it.

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

/// Each kind of call, as verb and table.
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
        // An index would be named beside the table, and needs a permission of its own.
        let on = |table: &str| match body["IndexName"].as_str() {
            Some(index) => format!("{table}/index/{index}"),
            None => table.to_owned(),
        };
        let tables: Vec<String> = match (&body["TableName"], &body["RequestItems"]) {
            (Value::String(table), _) => vec![on(table)],
            (_, Value::Object(tables)) => tables.keys().cloned().collect(),
            _ => panic!("{verb} of no table: {body}"),
        };
        self.0.lock().unwrap().extend(tables.into_iter().map(|table| (verb.to_owned(), table)));
        Ok(())
    }
}
