//! The write side of org-discovery, and the reads that only operators make.
//!
//! Three rules hold for every write. Everything that is derived from the change (joinable edges, counters, the items that
//! make ids and slugs unique) changes in the same transaction as the change itself. A repeated write changes nothing. A write
//! that was interrupted, between any two calls, is completed by repeating it.
//!
//! Joinable edges depend only on organizations and counters only on Members, so writers of the two never contend for an item.
//! Writers of the same object do: each write is conditioned on the revision that it read, and starts again when the item has
//! another revision.
//!
//! | module | content |
//! |---|---|
//! | [`Writer`] | hands out the writers of one project |
//! | [`organizations`], [`members`], [`sessions`], [`projects`] | one writer for each kind of data |
//! | [`limits`] | limits that a single Organization or Member must keep |
//! | [`consistency`] | checks derived items against their source items, and repairs them |
//! | [`ProjectReader`] | scans and look-ups for operators |
//! | [`explain`] | the organizations that an explanation covers |
//! | [`import`] | imports of files and streams of any size |
//! | [`tables`] | the definitions of the five tables, and their state |
//! | [`terminal`] | text that can be printed to a terminal |
//! | `transactions` | changes with conditions, their commit, and the retries after a conflict |
//! | `stored_items` | stored items with their revisions, as writes and checks read them first |
//! | `project_tables` | the tables of one project |
//! | `stamps` | random revisions and security stamps |

pub mod consistency;
mod error;
pub mod explain;
mod fingerprint;
pub mod import;
pub mod limits;
pub mod members;
pub mod organizations;
mod outcome;
mod project_reader;
mod project_tables;
pub mod projects;
pub mod sessions;
mod stamps;
mod stored_items;
pub mod tables;
pub mod terminal;
mod transactions;
mod writer;

pub use error::{Refusal, WriteError};
pub use fingerprint::fingerprint;
pub use outcome::Outcome;
pub use project_reader::{MemberSessions, ProjectReader, Scan};
pub use writer::Writer;
