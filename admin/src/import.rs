//! Imports: organizations, Members and sessions in Stytch's own shapes, in input of any size.
//!
//! ```json
//! {"organizations": [{"organization_id": "…", "members": [{"member_id": "…", "email_address": "…"}]}], "sessions": []}
//! ```
//!
//! The input is read several times. First it is checked as a whole, with a few numbers kept of each record; only where these
//! numbers indicate a contradiction is it read again for the places. Input with a mistake leaves nothing behind: each mistake
//! is reported with file, place (a JSON pointer) and reason. Then organizations are written, then Members, then sessions.
//! Importing again is safe, and completes an import that was interrupted.

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
mod fingerprints;
mod import_run;
mod member_writes;
mod missing_organizations;
mod options;
mod organization_writes;
mod places;
mod prefetch;
mod reader;
mod record_writer;
mod records;
mod report;
mod retry;
mod search_pages;
mod session_conflicts;
mod session_creation;
mod sessions;
mod single;
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
pub use error::{ImportError, SingleRecordError};
pub use options::{ImportOptions, Mode, SessionPolicy};
pub use report::{Counts, ImportReport};
pub use session_creation::{LoadedSession, SessionCredential};
pub use sessions::{SessionEntry, SessionEntryKind};
pub use single::{read_member, read_organization};
pub use sources::{Source, SourceContent};
