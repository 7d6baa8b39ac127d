//! Prints rows while they are read.

use std::{
    pin::{Pin, pin},
    time::Duration,
};

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
    listing: Listing,
    rows: impl Stream<Item = Result<Row, StoreError>>,
    paging: &Paging,
    empty: &str,
) -> Result<(), Failure> {
    let mut rows = pin!(rows);
    let mut list = PrintedRows { listing, printed: 0, damaged: 0, last: None };
    let mut next = None;
    while let Some(row) = list.next_of(&mut rows).await? {
        if row.is_ok() && paging.is_full(list.printed) {
            next = list.last.take();
            break;
        }
        list.add(row)?;
    }
    list.listing.finish_page(empty, next.as_deref())?;
    require_complete(list.damaged, "damaged item")
}

/// Fails if damaged items are missing in a list.
pub fn require_complete(damaged: u64, noun: &str) -> Result<(), Failure> {
    if damaged == 0 {
        return Ok(());
    }
    let items = counted(damaged, noun);
    Err(Failure::findings(format!("the list is incomplete without {items}; `orgctl check` lists them")))
}

struct PrintedRows {
    listing: Listing,
    printed: u64,
    damaged: u64,
    /// The id of the last printed row.
    last: Option<String>,
}

impl PrintedRows {
    /// Returns the next row. If it takes long, the rows so far are printed first.
    async fn next_of<S: Stream<Item = Result<Row, StoreError>>>(
        &mut self,
        rows: &mut Pin<&mut S>,
    ) -> Result<Option<S::Item>, Failure> {
        if let Ok(row) = timeout(IDLE, rows.next()).await {
            return Ok(row);
        }
        self.listing.flush()?;
        Ok(rows.next().await)
    }

    fn add(&mut self, row: Result<Row, StoreError>) -> Result<(), Failure> {
        match row {
            Ok(row) => {
                self.listing.row(row.cells, &row.json)?;
                self.printed += 1;
                self.last = Some(row.id);
            }
            Err(error @ StoreError::Damaged { .. }) => {
                self.listing.flush()?;
                warn(format!("left out: {error}"));
                self.damaged += 1;
            }
            Err(error) => {
                self.listing.flush()?;
                return Err(error.into());
            }
        }
        Ok(())
    }
}
