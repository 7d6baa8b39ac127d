//! Transactions: several items change together, or none does.
//!
//! A [`Transaction`] collects the changes and their conditions without any I/O. Its commit reports a [`Committed::Conflict`]
//! when another writer changed an item first, and [`until_committed`] then starts the write again.

mod commit;
mod condition;
mod retry;
mod transaction;

pub(crate) use commit::{Committed, not_an_item};
pub(crate) use condition::Condition;
pub(crate) use retry::{ATTEMPTS, Attempt, until_committed};
pub(crate) use transaction::{ITEMS_PER_TRANSACTION, Transaction};
