//! Conditional transactions of several items.
//!
//! A [`Transaction`] collects changes and conditions without I/O. Committing it returns [`Committed::Conflict`] if
//! another writer changed an item first, and [`until_committed`] then starts the write again.

mod commit;
mod condition;
mod retry;
mod transaction;

pub(crate) use commit::{Committed, invalid_item};
pub(crate) use condition::Condition;
pub(crate) use retry::{ATTEMPTS, Attempt, until_committed, wait_before_next};
pub(crate) use transaction::{ITEMS_PER_TRANSACTION, Transaction};
