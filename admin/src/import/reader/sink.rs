//! The interface between the reader and its caller.

use crate::import::search_pages::SearchPage;
use org_discovery::domain::OrganizationId;

/// Receives the records of a file, in order. Each `pointer` is a JSON pointer, after `document 2` or `line 7` where
/// needed.
pub(in crate::import) trait RecordSink {
    /// Receives an organization, without its nested Members.
    fn organization(&mut self, pointer: &str, json: &str);
    /// Receives a Member, and the id of the organization in which it is nested, if any.
    fn member(&mut self, pointer: &str, json: &str, within: Option<&OrganizationId>);
    /// Receives a session.
    fn session(&mut self, pointer: &str, json: &str);
    /// Receives the metadata of a search page.
    fn search_page(&mut self, pointer: &str, page: SearchPage);
    /// Receives an error.
    fn refuse(&mut self, pointer: &str, reason: &str);
    /// Receives the name of an unknown field.
    fn unknown_field(&mut self, pointer: &str, field: &str);
}

/// The error for a JSON object or array that contains nothing to import.
pub(super) const NO_RECORDS: &str =
    "expected an organization, a Member or a session, or lists of organizations, members or sessions";
