//! Prints rows while they are read.

use std::{pin::pin, time::Duration};

use futures_util::{Stream, StreamExt};
use org_discovery::store::StoreError;
use serde_json::Value;
use tokio::time::timeout;

use super::{Cell, Listing, counted, warn};
use crate::{failure::Failure, paging::Paging};

/// The time without a new row after which the rows so far are printed.
const IDLE: Duration = Duration::from_millis(100);

/// A row of a list.
pub struct Row {
    /// The id with which the list can be continued after this row.
    pub id: String,
    pub cells: Vec<Cell>,
    pub json: Value,
}

/// Prints the rows up to the limit. Damaged items are left out with a warning, and the command fails at the end. An empty
/// list is `empty` in text output.
pub async fn print_rows(
    mut listing: Listing,
    rows: impl Stream<Item = Result<Row, StoreError>>,
    paging: &Paging,
    empty: &str,
) -> Result<(), Failure> {
    let mut rows = pin!(rows);
    let (mut printed, mut damaged) = (0, 0);
    let (mut last, mut next) = (None, None);
    loop {
        let row = if let Ok(row) = timeout(IDLE, rows.next()).await {
            row
        } else {
            listing.flush()?;
            rows.next().await
        };
        match row {
            None => break,
            Some(Ok(_)) if paging.is_full(printed) => {
                next = last;
                break;
            }
            Some(Ok(row)) => {
                listing.row(row.cells, &row.json)?;
                printed += 1;
                last = Some(row.id);
            }
            Some(Err(error @ StoreError::Damaged { .. })) => {
                listing.flush()?;
                warn(format!("left out: {error}"));
                damaged += 1;
            }
            Some(Err(error)) => {
                listing.flush()?;
                return Err(error.into());
            }
        }
    }
    listing.finish_page(empty, next.as_deref())?;
    if damaged > 0 {
        let items = counted(damaged, "damaged item");
        return Err(Failure::findings(format!(
            "the list is incomplete without {items}; `orgctl check` lists them"
        )));
    }
    Ok(())
}
