//! Many items in one call.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    types::{KeysAndAttributes, ReturnConsumedCapacity::Total},
};

use super::{consumed, failure::store_error, item::Item};
use crate::store::StoreError;

/// Keys in one `BatchGetItem`.
pub(super) const KEYS_PER_BATCH: usize = 100;
/// The first wait before keys that the store left out are asked for again; it doubles each time.
const FIRST_WAIT: Duration = Duration::from_millis(10);
/// How often keys are asked for again before the store counts as throttling.
const ROUNDS: u32 = 6;

/// Reads these keys to the end, consistently: the store may leave some out of an answer, and part of an answer is no answer.
/// A key without an item gives nothing; the items come in no order.
pub(super) async fn batch_get(
    client: &Client,
    table: &str,
    mut keys: Vec<Item>,
) -> Result<Vec<Item>, StoreError> {
    let mut found = Vec::with_capacity(keys.len());
    for round in 0..ROUNDS {
        if round > 0 {
            tokio::time::sleep(FIRST_WAIT * 2_u32.pow(round - 1)).await;
        }
        let (items, left_out) = ask(client, table, keys).await?;
        found.extend(items);
        if left_out.is_empty() {
            return Ok(found);
        }
        keys = left_out;
    }
    Err(StoreError::Throttled("keys were left out of every answer".to_owned()))
}

/// One call: the items, and the keys that it left out.
async fn ask(client: &Client, table: &str, keys: Vec<Item>) -> Result<(Vec<Item>, Vec<Item>), StoreError> {
    let unexpected = |_| StoreError::Unavailable("a request that cannot be built".to_owned());
    let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build();
    let request = client.batch_get_item().request_items(table, wanted.map_err(unexpected)?);
    let request = request.return_consumed_capacity(Total);
    let answer = request.send().await.map_err(|error| store_error(&error))?;
    consumed::count(answer.consumed_capacity());
    let items = answer.responses.and_then(|mut tables| tables.remove(table));
    let left_out = answer.unprocessed_keys.and_then(|mut tables| tables.remove(table));
    Ok((items.unwrap_or_default(), left_out.map(|left| left.keys).unwrap_or_default()))
}
