//! Data files: organizations, Members and sessions in Stytch's own shapes.
//!
//! ```json
//! {"organizations": [{"organization_id": "…", "members": [{"member_id": "…", "email_address": "…"}]}], "sessions": []}
//! ```
//!
//! A file is read and checked as a whole before anything is written, so a file with a mistake leaves nothing behind. A
//! mistake is named by file, place (a JSON pointer) and reason.

mod byte_order_mark;
mod check;
mod entity;
mod form;
mod import;
mod load;
mod problem;
mod session_entry;
mod single;
mod unique_values;

use serde::Deserialize;
use serde_json::value::RawValue;

pub use byte_order_mark::without_byte_order_mark;
pub use import::{
    CheckedImport, Counts, ImportError, ImportOptions, ImportReport, Mode, Notices, Source, SourceContent,
};
pub use load::{LoadedSession, SessionCredential};
pub use problem::{DataFileError, Notice};
pub use session_entry::{SessionEntry, SessionEntryKind};
pub use single::{read_member, read_organization};

use entity::{Entity, Reader};
use org_discovery::domain::{Member, Organization};

/// Checked data, ready to be written.
#[derive(Debug, Clone, Default)]
pub struct DataFile {
    organizations: Vec<Entity<Organization>>,
    members: Vec<Entity<Member>>,
    sessions: Vec<Entity<SessionEntry>>,
    warnings: Vec<Notice>,
}

/// A file, its entities still raw.
#[derive(Deserialize)]
struct FileForm<'f> {
    #[serde(default, borrow)]
    organizations: Vec<&'f RawValue>,
    /// Members outside their organization; each names it.
    #[serde(default, borrow)]
    members: Vec<&'f RawValue>,
    #[serde(default, borrow)]
    sessions: Vec<&'f RawValue>,
}

/// What an organization's entry holds besides the organization.
#[derive(Deserialize)]
struct NestedMembers<'f> {
    #[serde(default, borrow)]
    members: Option<Vec<&'f RawValue>>,
}

impl DataFile {
    /// Reads and checks files, given by name and text. What one file says of Members may rest on organizations in another.
    ///
    /// # Errors
    /// [`DataFileError`] with every mistake that was found.
    pub fn read<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Result<Self, DataFileError> {
        let mut data = Self::default();
        let mut problems = Vec::new();
        for (file, text) in files {
            let mut reader = Reader::new(file);
            data.read_file(without_byte_order_mark(text), &mut reader);
            problems.append(&mut reader.problems);
            data.warnings.append(&mut reader.warnings);
        }
        check::leave_out_replaced_members(&mut data);
        if problems.is_empty() {
            problems.extend(check::without_organization(&data));
        }
        problems.extend(check::contradictions(&data));
        let (conflicts, mut warnings) = check::unique::conflicts(&data);
        problems.extend(conflicts);
        data.warnings.append(&mut warnings);
        if problems.is_empty() { Ok(data) } else { Err(DataFileError(problems)) }
    }

    /// What was left out.
    #[must_use]
    pub fn warnings(&self) -> &[Notice] {
        &self.warnings
    }

    fn read_file(&mut self, text: &str, reader: &mut Reader<'_>) {
        // Reading it all as values first finds what raw text would carry along, such as half of a surrogate pair.
        match serde_json::from_str(text) {
            Ok(serde_json::Value::Object(fields)) => warn_of_unknown_lists(&fields, reader),
            Ok(_) => return reader.refuse("", "expected a JSON object"),
            Err(error) => return reader.refuse("", &format!("not JSON: {error}")),
        }
        let form: FileForm = match serde_json::from_str(text) {
            Ok(form) => form,
            Err(error) => return reader.refuse("", &error.to_string()),
        };
        for (index, raw) in form.organizations.into_iter().enumerate() {
            self.read_organization(&format!("/organizations/{index}"), raw, reader);
        }
        for (index, raw) in form.members.into_iter().enumerate() {
            self.members.extend(reader.entity(&format!("/members/{index}"), raw.get(), &[]));
        }
        for (index, raw) in form.sessions.into_iter().enumerate() {
            self.sessions.extend(session_entry::read(&format!("/sessions/{index}"), raw, reader));
        }
    }

    fn read_organization(&mut self, place: &str, raw: &RawValue, reader: &mut Reader<'_>) {
        let Some(organization) = reader.entity::<Organization>(place, raw.get(), &["members"]) else {
            return;
        };
        let id = organization.value.organization_id.clone();
        self.organizations.push(organization);
        match serde_json::from_str::<NestedMembers>(raw.get()) {
            Ok(nested) => {
                for (index, raw) in nested.members.unwrap_or_default().into_iter().enumerate() {
                    let place = format!("{place}/members/{index}");
                    self.members.extend(reader.member_of(&id, &place, raw));
                }
            }
            Err(_) => reader.refuse(&format!("{place}/members"), "expected a list of Members"),
        }
    }
}

fn warn_of_unknown_lists(fields: &serde_json::Map<String, serde_json::Value>, reader: &mut Reader<'_>) {
    for name in
        fields.keys().filter(|name| !["organizations", "members", "sessions"].contains(&name.as_str()))
    {
        reader.warn_of_unknown("", name);
    }
    if let Some(cursor) = fields.get("results_metadata").and_then(|page| page.get("next_cursor")?.as_str()) {
        let reason = format!("this is one page of a search, which names a next page (next_cursor {cursor})");
        reader.warn("/results_metadata/next_cursor", reason);
    }
}
