//! The SDK baseline: a loop that makes the same SDK calls in the same round trips and ignores the responses.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, KeysAndAttributes, ReturnConsumedCapacity::Total},
};
use futures_util::future::join_all;
use serde_json::{Map, Value};

type Key = HashMap<String, AttributeValue>;

/// A call to DynamoDB.
#[derive(Debug, Clone)]
enum Call {
    Get { table: String, key: Key },
    Query { table: String, condition: String, names: HashMap<String, String>, values: Key, consistent: bool },
    Batch { table: String, keys: Vec<Key> },
}

/// The calls of one request, by round trip.
#[derive(Debug)]
pub struct RoundTrips {
    round_trips: Vec<Vec<Call>>,
    /// True if the calls request only the attributes that the function reads.
    is_projected: bool,
}

/// The attributes that the function reads of organizations and their counters, and of Members.
const ORGANIZATION_ATTRIBUTES: [&str; 6] =
    ["organization", "record", "object", "checksum", "verified_members", "schema"];
const MEMBER_ATTRIBUTES: [&str; 6] =
    ["address", "organization_id", "object", "checksum", "security_stamp", "schema"];

impl RoundTrips {
    /// Groups the calls of a request into round trips. With a JWT, queries share the round trip of the session.
    pub fn of(recorded: &[(String, Value)], by_jwt: bool) -> Self {
        let mut round_trips = vec![Vec::new(), Vec::new(), Vec::new()];
        for (operation, body) in recorded {
            let call = Call::read(body);
            let round_trip = match (&call, by_jwt) {
                (Call::Get { .. }, _) | (Call::Query { .. }, true) => 0,
                (Call::Query { .. }, false) => 1,
                (Call::Batch { .. }, _) => 2,
            };
            assert!(operation.starts_with("DynamoDB_20120810."), "{operation}");
            round_trips[round_trip].push(call);
        }
        Self { round_trips, is_projected: false }
    }

    /// Returns the same calls with a concurrent `GetItem` for each key of a batch.
    pub fn with_single_gets(&self) -> Self {
        let round_trips = self
            .round_trips
            .iter()
            .map(|round_trip| round_trip.iter().flat_map(Call::with_single_gets).collect())
            .collect();
        Self { round_trips, ..*self }
    }

    /// Returns the same calls with projections to the attributes that the function reads.
    pub fn projected(&self) -> Self {
        Self { round_trips: self.round_trips.clone(), is_projected: true }
    }

    pub async fn send(&self, client: &Client) {
        for round_trip in &self.round_trips {
            join_all(round_trip.iter().map(|call| call.send(client, self.is_projected))).await;
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

    fn with_single_gets(&self) -> Vec<Self> {
        let Self::Batch { table, keys } = self else { return vec![self.clone()] };
        keys.iter().map(|key| Self::Get { table: table.clone(), key: key.clone() }).collect()
    }

    async fn send(&self, client: &Client, is_projected: bool) {
        match self {
            Self::Get { table, key } => {
                let get = client.get_item().table_name(table).set_key(Some(key.clone()));
                get.consistent_read(true).return_consumed_capacity(Total).send().await.expect("an item");
            }
            Self::Query { table, condition, names, values, consistent } => {
                let query = client.query().table_name(table).key_condition_expression(condition);
                let (mut names, mut query) = (names.clone(), query);
                if is_projected && table.ends_with("members") {
                    let (projection, more) = projection(&MEMBER_ATTRIBUTES);
                    query = query.projection_expression(projection);
                    names.extend(more);
                }
                let query = query
                    .set_expression_attribute_names(Some(names))
                    .set_expression_attribute_values(Some(values.clone()))
                    .set_consistent_read(consistent.then_some(true));
                query.return_consumed_capacity(Total).send().await.expect("a page");
            }
            Self::Batch { table, keys } => {
                let mut keys =
                    KeysAndAttributes::builder().set_keys(Some(keys.clone())).consistent_read(true);
                if is_projected {
                    let (projection, names) = projection(&ORGANIZATION_ATTRIBUTES);
                    keys = keys.projection_expression(projection).set_expression_attribute_names(Some(names));
                }
                let batch = client.batch_get_item().request_items(table, keys.build().expect("keys"));
                batch.return_consumed_capacity(Total).send().await.expect("items");
            }
        }
    }
}

/// Returns a projection expression for these attributes, and its attribute names. The expression is always the same, so
/// that a response is recorded once.
fn projection(attributes: &[&str]) -> (String, HashMap<String, String>) {
    let placeholders: Vec<_> = attributes.iter().map(|name| format!("#p_{name}")).collect();
    let names = attributes.iter().map(|name| (*name).to_owned());
    (placeholders.join(", "), placeholders.into_iter().zip(names).collect())
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

/// Parses string attributes. All keys are strings.
fn key(value: &Value) -> Key {
    object(value).iter().map(|(name, value)| (name.clone(), AttributeValue::S(text(&value["S"])))).collect()
}
