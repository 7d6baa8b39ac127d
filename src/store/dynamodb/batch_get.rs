//! Reads of many items with one call.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    types::{KeysAndAttributes, ReturnConsumedCapacity::Total},
};

use super::{
    consumed,
    failure::{missing_list, store_error},
    items::attributes::Item,
};
use crate::{request_context::take_retry, store::StoreError};

/// The most keys of one `BatchGetItem`.
pub const KEYS_PER_BATCH: usize = 100;
/// The longest wait before unprocessed keys are requested again. It doubles with every poor response.
const FIRST_WAIT: Duration = Duration::from_millis(20);
/// A response is poor if it leaves more than three of four keys unprocessed. `DynamoDB` does that when it throttles; when a
/// response would only have exceeded 16 MB, a quarter of the keys always fits.
const POOR_SHARE: usize = 4;
/// The number of poor responses that counts as throttling.
const POOR_RESPONSES: u32 = 5;

/// Reads the items of these keys consistently, and repeats the call for unprocessed keys until none is left. The items have no
/// order, and a key without an item adds none.
///
/// # Errors
/// [`StoreError`].
pub async fn batch_get(client: &Client, table: &str, mut keys: Vec<Item>) -> Result<Vec<Item>, StoreError> {
    let mut found = Vec::with_capacity(keys.len());
    let mut poor_responses = 0;
    loop {
        let requested = keys.len();
        let Batch { items, unprocessed } = read_batch(client, table, keys).await?;
        found.extend(items);
        if unprocessed.is_empty() {
            return Ok(found);
        }
        if (requested - unprocessed.len().min(requested)) * POOR_SHARE < requested {
            poor_responses += 1;
            if poor_responses >= POOR_RESPONSES || !take_retry() {
                return Err(StoreError::Throttled("keys were left out of the answers".to_owned()));
            }
        }
        wait(poor_responses).await;
        keys = unprocessed;
    }
}

/// Waits for a random part of the longest wait, so that callers that were throttled together do not return together.
async fn wait(poor_responses: u32) {
    let longest = FIRST_WAIT * 2_u32.pow(poor_responses);
    tokio::time::sleep(longest.mul_f64(fastrand::f64())).await;
}

/// The result of one call.
struct Batch {
    items: Vec<Item>,
    unprocessed: Vec<Item>,
}

async fn read_batch(client: &Client, table: &str, keys: Vec<Item>) -> Result<Batch, StoreError> {
    let unexpected = |_| StoreError::Unavailable("a request that cannot be built".to_owned());
    let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build();
    let request = client.batch_get_item().request_items(table, wanted.map_err(unexpected)?);
    let request = request.return_consumed_capacity(Total);
    let response = request.send().await.map_err(|error| store_error(&error))?;
    consumed::count(response.consumed_capacity());
    let items = response.responses.ok_or_else(missing_list)?.remove(table);
    let unprocessed = response.unprocessed_keys.and_then(|mut tables| tables.remove(table));
    Ok(Batch {
        items: items.unwrap_or_default(),
        unprocessed: unprocessed.map(|unprocessed| unprocessed.keys).unwrap_or_default(),
    })
}
