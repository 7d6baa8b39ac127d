//! Reads many items with `BatchGetItem`.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    types::{KeysAndAttributes, ReturnConsumedCapacity::Total},
};

use super::{
    consumed_capacity,
    failure::{missing_list, store_error},
    items::attributes::Item,
};
use crate::{request_context::take_retry, store::StoreError};

/// The maximum number of keys in one `BatchGetItem` call.
pub const KEYS_PER_BATCH: usize = 100;
/// The upper bound of the random delay before unprocessed keys are requested again. It doubles with each throttled
/// response.
const INITIAL_BACKOFF: Duration = Duration::from_millis(20);
/// A response that processes fewer than one in this many keys counts as throttled. The 16 MB limit on responses also
/// leaves keys unprocessed, but at least a quarter of the keys always fits.
const MIN_PROCESSED_FRACTION: usize = 4;
/// The number of throttled responses after which the read fails.
const MAX_THROTTLED_RESPONSES: u32 = 5;

/// Reads items with consistent reads, and requests unprocessed keys again until none are left. The items are in no
/// particular order. Keys without an item are ignored.
///
/// # Errors
/// [`StoreError`].
pub async fn batch_get(client: &Client, table: &str, mut keys: Vec<Item>) -> Result<Vec<Item>, StoreError> {
    let mut found = Vec::with_capacity(keys.len());
    let mut throttled_responses = 0;
    loop {
        let requested = keys.len();
        let Batch { items, unprocessed } = read_batch(client, table, keys).await?;
        found.extend(items);
        if unprocessed.is_empty() {
            return Ok(found);
        }
        if (requested - unprocessed.len().min(requested)) * MIN_PROCESSED_FRACTION < requested {
            throttled_responses += 1;
            if throttled_responses >= MAX_THROTTLED_RESPONSES || !take_retry() {
                return Err(StoreError::Throttled(
                    "BatchGetItem left keys unprocessed repeatedly".to_owned(),
                ));
            }
        }
        back_off(throttled_responses).await;
        keys = unprocessed;
    }
}

/// Waits with full jitter, so that requests that were throttled together do not retry together.
async fn back_off(throttled_responses: u32) {
    let longest = INITIAL_BACKOFF * 2_u32.pow(throttled_responses);
    tokio::time::sleep(longest.mul_f64(fastrand::f64())).await;
}

/// The result of one call.
struct Batch {
    items: Vec<Item>,
    unprocessed: Vec<Item>,
}

async fn read_batch(client: &Client, table: &str, keys: Vec<Item>) -> Result<Batch, StoreError> {
    let invalid = |_| StoreError::Unavailable("request could not be built".to_owned());
    let requested_keys = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build();
    let request = client.batch_get_item().request_items(table, requested_keys.map_err(invalid)?);
    let request = request.return_consumed_capacity(Total);
    let response = request.send().await.map_err(|error| store_error(&error))?;
    consumed_capacity::count(response.consumed_capacity());
    let items = response.responses.ok_or_else(missing_list)?.remove(table);
    let unprocessed = response.unprocessed_keys.and_then(|mut tables| tables.remove(table));
    Ok(Batch {
        items: items.unwrap_or_default(),
        unprocessed: unprocessed.map(|unprocessed| unprocessed.keys).unwrap_or_default(),
    })
}
