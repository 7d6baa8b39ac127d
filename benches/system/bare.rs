//! The SDK's calls and nothing else: the same ones, in the same waves, by a loop that does nothing with their answers.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, KeysAndAttributes, ReturnConsumedCapacity::Total},
};
use futures_util::future::join_all;
use serde_json::{Map, Value};

type Key = HashMap<String, AttributeValue>;

/// One call.
#[derive(Debug)]
enum Call {
    Get { table: String, key: Key },
    Query { table: String, condition: String, names: HashMap<String, String>, values: Key, consistent: bool },
    Batch { table: String, keys: Vec<Key> },
}

/// What one request asks of the store.
#[derive(Debug)]
pub struct Waves(Vec<Vec<Call>>);

impl Waves {
    /// Those of a request that asked this. What is read by query goes side by side with what names it only for a JWT.
    pub fn of(asked: &[(String, Value)], by_jwt: bool) -> Self {
        let mut waves = vec![Vec::new(), Vec::new(), Vec::new()];
        for (operation, body) in asked {
            let call = Call::read(body);
            let wave = match (&call, by_jwt) {
                (Call::Get { .. }, _) | (Call::Query { .. }, true) => 0,
                (Call::Query { .. }, false) => 1,
                (Call::Batch { .. }, _) => 2,
            };
            assert!(operation.starts_with("DynamoDB_20120810."), "{operation}");
            waves[wave].push(call);
        }
        Self(waves)
    }

    pub async fn send(&self, client: &Client) {
        for wave in &self.0 {
            join_all(wave.iter().map(|call| call.send(client))).await;
        }
    }
}

impl Call {
    fn read(body: &Value) -> Self {
        if let Some(requests) = body["RequestItems"].as_object() {
            let (table, request) = requests.iter().next().expect("a table");
            let keys = request["Keys"].as_array().expect("keys").iter().map(key).collect();
            return Self::Batch { table: table.clone(), keys };
        }
        let table = text(&body["TableName"]);
        if !body["Key"].is_null() {
            return Self::Get { table, key: key(&body["Key"]) };
        }
        let names = object(&body["ExpressionAttributeNames"]);
        Self::Query {
            table,
            condition: text(&body["KeyConditionExpression"]),
            names: names.iter().map(|(short, name)| (short.clone(), text(name))).collect(),
            values: key(&body["ExpressionAttributeValues"]),
            consistent: body["ConsistentRead"] == true,
        }
    }

    async fn send(&self, client: &Client) {
        match self {
            Self::Get { table, key } => {
                let get = client.get_item().table_name(table).set_key(Some(key.clone()));
                get.consistent_read(true).return_consumed_capacity(Total).send().await.expect("an item");
            }
            Self::Query { table, condition, names, values, consistent } => {
                let query = client.query().table_name(table).key_condition_expression(condition);
                let query = query
                    .set_expression_attribute_names(Some(names.clone()))
                    .set_expression_attribute_values(Some(values.clone()))
                    .set_consistent_read(consistent.then_some(true));
                query.return_consumed_capacity(Total).send().await.expect("a page");
            }
            Self::Batch { table, keys } => {
                let keys = KeysAndAttributes::builder().set_keys(Some(keys.clone())).consistent_read(true);
                let batch = client.batch_get_item().request_items(table, keys.build().expect("keys"));
                batch.return_consumed_capacity(Total).send().await.expect("items");
            }
        }
    }
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Attributes of text, as all keys are.
fn key(value: &Value) -> Key {
    object(value).iter().map(|(name, value)| (name.clone(), AttributeValue::S(text(&value["S"])))).collect()
}
