//! The interface between the reader and its caller.

use crate::import::search_pages::SearchPage;
use org_discovery::domain::OrganizationId;

/// The object around a Member.
#[derive(Clone, Copy)]
pub(in crate::import) enum Nesting<'o> {
    /// None: the Member names its organization.
    Separate,
    Organization(&'o OrganizationId),
    /// An organization whose id is absent or, as this JSON text, invalid.
    InvalidOrganization(Option<&'o str>),
}

/// Receives the records of a file, in order. Each `pointer` is a JSON pointer, after `document 2` or `line 7` where
/// needed.
pub(in crate::import) trait RecordSink {
    /// Receives an organization, without its nested Members.
    fn organization(&mut self, pointer: &str, json: &str);
    /// Receives a Member.
    fn member(&mut self, pointer: &str, json: &str, nesting: Nesting<'_>);
    /// Receives a session.
    fn session(&mut self, pointer: &str, json: &str);
    /// Receives the metadata of a search page.
    fn search_page(&mut self, pointer: &str, page: SearchPage);
    /// Receives a line that is not a JSON object, in a file with one record per line.
    fn broken_line(&mut self, pointer: &str, reason: &str, line: &str);
    /// Receives an error after which records may be missing.
    fn refuse(&mut self, pointer: &str, reason: &str);
    /// Receives the name of an unknown field.
    fn unknown_field(&mut self, pointer: &str, field: &str);
}

/// The error for a JSON object or array that contains nothing to import.
pub(super) const NO_RECORDS: &str =
    "expected an organization, a Member or a session, or lists of organizations, members or sessions";
