//! Imports organizations, Members and sessions in Stytch's JSON formats, from input of any size.
//!
//! ```json
//! {"organizations": [{"organization_id": "…", "members": [{"member_id": "…", "email_address": "…"}]}], "sessions": []}
//! ```
//!
//! The input is read several times. The first pass checks all of it and keeps a few fingerprints of each record. If
//! they indicate a conflict, a second pass finds the locations. Nothing is written if the input contains an error; each
//! error is reported with the file, a JSON pointer and the reason. Organizations are written first, then Members, then
//! sessions. Repeating an import is safe, and completes an interrupted one.

mod address_holders;
mod address_reassignment;
mod check;
mod conflicts;
mod deferred;
mod deferred_member;
mod diagnostics;
mod encoding;
mod entity;
mod entity_checks;
mod error;
mod fingerprint_groups;
mod fingerprints;
mod import_run;
mod input;
mod input_check;
mod interruptible;
mod locations;
mod member_writes;
mod missing_organizations;
mod observer;
mod options;
mod organization_writes;
mod prefetch;
mod problems;
mod reader;
mod record_fingerprints;
mod record_kind;
mod record_parser;
mod record_writer;
mod records;
mod refusal;
mod refused_record;
mod refused_records;
mod report;
mod retry;
mod search_pages;
mod session_conflicts;
mod session_creation;
mod sessions;
mod single_record;
mod skipped_records;
mod slug_reassignment;
mod sources;
mod stored_values;
mod unique_conflicts;
mod unique_values;
mod verification_lint;
mod write;

pub use check::CheckedImport;
pub use diagnostics::{Diagnostic, Diagnostics};
pub use encoding::{UnsupportedEncoding, decode_text, without_byte_order_mark};
pub use error::{ImportError, SingleRecordError, UnknownFields};
pub use observer::ImportObserver;
pub use options::{ImportOptions, Mode, SessionPolicy};
pub use refused_record::RefusedRecord;
pub use report::{Counts, ImportReport};
pub use session_creation::{LoadedSession, SessionCredential};
pub use sessions::{SessionEntry, SessionEntryKind};
pub use single_record::{read_member, read_organization, refuse_unknown};
pub use skipped_records::LeftOut;
pub use sources::{Source, SourceContent};
