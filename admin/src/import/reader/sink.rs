//! The receiver of what the reader finds.

use crate::import::search_pages::SearchPage;
use org_discovery::domain::OrganizationId;

/// Receives the records of a file, in its order. Places are JSON pointers, after `document 2` or `line 7` where that is needed.
pub(in crate::import) trait RecordSink {
    /// An organization, without its nested Members.
    fn organization(&mut self, place: &str, json: &str);
    /// A Member, with the id of the organization in which it is nested, if it is.
    fn member(&mut self, place: &str, json: &str, within: Option<&OrganizationId>);
    /// A session.
    fn session(&mut self, place: &str, json: &str);
    /// The metadata of a search's page.
    fn search_page(&mut self, place: &str, page: SearchPage);
    /// A mistake.
    fn refuse(&mut self, place: &str, reason: &str);
    /// An unknown field.
    fn unknown_field(&mut self, place: &str, field: &str);
}

/// The reason why a JSON object or array contains nothing to import.
pub(super) const NO_RECORDS: &str =
    "expected an organization, a Member or a session, or lists of organizations, members or sessions";
