//! The DynamoDB-compatible endpoint without the function: consecutive reads.

use std::{sync::Arc, time::Duration};

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::store::dynamodb::connect;

use super::{embedded_endpoint::connection, local_server::Local, times::Times};

pub async fn load(local: &Local, at_once: usize, duration: Duration) -> Times {
    let table = local.facts["tables"]["projects"].as_str().expect("a table").to_owned();
    let key = AttributeValue::S(local.text("project_id"));
    let shared = Arc::new((connect(&connection(local.text("dynamodb_url"))), table, key));
    let read_project = move |_| {
        let shared = Arc::clone(&shared);
        async move {
            let (client, table, key) = &*shared;
            let found = client.get_item().table_name(table).key("project_id", key.clone()).send().await;
            assert!(found.expect("a response").item.is_some(), "the project exists");
        }
    };
    Times::measure(at_once, duration, read_project).await
}
