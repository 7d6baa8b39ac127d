//! The write side of org-discovery, and the reads for operators.
//!
//! Every write follows three rules:
//!
//! - Derived items (joinable edges, counters, the items that make ids and slugs unique) change in the same transaction
//!   as their source.
//! - A repeated write changes nothing.
//! - A write that was interrupted between any two calls is completed by repeating it.
//!
//! Joinable edges depend only on organizations and counters only on Members, so writers of the two never contend for an
//! item. Concurrent writes of the same object use optimistic locking: each write requires the revision that it read,
//! and starts again if the item has another revision.
//!
//! | module | content |
//! |---|---|
//! | [`Writer`] | the writers of one project |
//! | [`organizations`], [`members`], [`sessions`], [`projects`] | a writer for each kind of data |
//! | [`limits`] | limits of a single Organization or Member |
//! | [`consistency`] | check and repair of derived items |
//! | [`exchange`] | exchanges sessions, and creates organizations from them |
//! | [`ProjectReader`] | scans and lookups for operators |
//! | [`effects`] | the effects of a change on people, in words |
//! | [`explain`] | the candidate organizations of an explanation |
//! | [`import`] | imports of files of any size |
//! | [`tables`] | definitions and state of the five tables |
//! | [`terminal`] | escaping of text for a terminal |
//! | [`enumeration`], [`counted`] | lists and numbers in sentences |
//! | [`causes`] | the causes of an error, for messages to operators |
//! | `transactions` | conditional transactions, and retries after a conflict |
//! | `stored_items` | stored items with their revisions |
//! | `project_tables` | the tables of one project |
//! | `stamps` | random revisions and security stamps |

pub mod causes;
pub mod consistency;
mod counted;
pub mod effects;
mod enumeration;
mod error;
pub mod exchange;
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

pub use counted::counted;
pub use enumeration::enumeration;
pub use error::{Refusal, WriteError};
pub use fingerprint::fingerprint;
pub use outcome::Outcome;
pub use project_reader::{MemberSessions, OrganizationMembers, People, ProjectReader, Scan, ScannedMember};
pub use writer::Writer;
