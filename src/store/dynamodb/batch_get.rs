//! Many items in one call.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    types::{KeysAndAttributes, ReturnConsumedCapacity::Total},
};

use super::{
    consumed,
    failure::{store_error, without_what_was_asked_for},
    items::attributes::Item,
};
use crate::store::{StoreError, retries::take_retry};

/// Keys in one `BatchGetItem`.
pub const KEYS_PER_BATCH: usize = 100;
/// The longest wait before keys that the store left out are asked for again. It doubles with every poor answer.
const FIRST_WAIT: Duration = Duration::from_millis(20);
/// An answer is poor if it leaves out more than three of four keys. The store does that when it throttles; when an answer would
/// only have been too large (16 MB), a quarter of what was asked for always fits.
const POOR_SHARE: usize = 4;
/// How many poor answers may come before the store counts as throttling.
const POOR_ANSWERS: u32 = 5;

/// Reads these keys to the end, consistently: the store may leave some out of an answer, and part of an answer is no answer.
/// A key without an item gives nothing; the items come in no order.
///
/// # Errors
/// [`StoreError`].
pub async fn batch_get(client: &Client, table: &str, mut keys: Vec<Item>) -> Result<Vec<Item>, StoreError> {
    let mut found = Vec::with_capacity(keys.len());
    let mut poor_answers = 0;
    loop {
        let asked = keys.len();
        let (items, left_out) = ask(client, table, keys).await?;
        found.extend(items);
        if left_out.is_empty() {
            return Ok(found);
        }
        if (asked - left_out.len().min(asked)) * POOR_SHARE < asked {
            poor_answers += 1;
            if poor_answers >= POOR_ANSWERS || !take_retry() {
                return Err(StoreError::Throttled("keys were left out of the answers".to_owned()));
            }
        }
        wait(poor_answers).await;
        keys = left_out;
    }
}

/// A random part of the longest wait, so that those who were turned away together do not come back together.
async fn wait(poor_answers: u32) {
    let longest = FIRST_WAIT * 2_u32.pow(poor_answers);
    tokio::time::sleep(longest.mul_f64(fastrand::f64())).await;
}

/// One call: the items, and the keys that it left out.
async fn ask(client: &Client, table: &str, keys: Vec<Item>) -> Result<(Vec<Item>, Vec<Item>), StoreError> {
    let unexpected = |_| StoreError::Unavailable("a request that cannot be built".to_owned());
    let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build();
    let request = client.batch_get_item().request_items(table, wanted.map_err(unexpected)?);
    let request = request.return_consumed_capacity(Total);
    let answer = request.send().await.map_err(|error| store_error(&error))?;
    consumed::count(answer.consumed_capacity());
    let items = answer.responses.ok_or_else(without_what_was_asked_for)?.remove(table);
    let left_out = answer.unprocessed_keys.and_then(|mut tables| tables.remove(table));
    Ok((items.unwrap_or_default(), left_out.map(|left| left.keys).unwrap_or_default()))
}
