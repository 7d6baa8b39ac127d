//! The forms in which data comes, read piece by piece: memory holds one organization or Member at a time, never a list.
//!
//! A file holds JSON documents, one after the other: `{"organizations": […], "members": […], "sessions": […]}`, or the pages
//! of a search in Stytch's API, where the organizations of a page of Members stand in an object by id. Or it holds one
//! organization, Member or session in each line.

mod document;
mod lines;
mod organization;

use std::io::{self, BufRead, BufReader, Read, Seek};

use super::byte_order_mark;
use org_discovery::domain::OrganizationId;

/// Takes what a file holds, in its order. Places are JSON pointers, behind `document 2` or `line 7` where that is needed.
pub(super) trait Sink {
    /// An organization, without its nested Members.
    fn organization(&mut self, place: &str, json: &str);
    /// A Member, perhaps nested in an organization.
    fn member(&mut self, place: &str, json: &str, within: Option<&OrganizationId>);
    /// The metadata of a search's page.
    fn search_page(&mut self, place: &str, page: SearchPage);
    /// A session.
    fn session(&mut self, place: &str, json: &str);
    /// Something that is wrong.
    fn refuse(&mut self, place: &str, reason: &str);
    /// A field that nobody knows.
    fn unknown_field(&mut self, place: &str, field: &str);
}

/// What a search returned with a page.
pub(super) struct SearchPage {
    pub(super) kind: PageKind,
    /// Names the page that follows, if there is one.
    pub(super) next_cursor: Option<String>,
    /// How many results the whole search has.
    pub(super) total: Option<u64>,
}

/// What was searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageKind {
    Organizations,
    Members,
}

impl PageKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Organizations => "organizations",
            Self::Members => "Members",
        }
    }
}

/// The longest first line by which a file can be told to hold one thing in each line.
const LONGEST_FIRST_LINE: u64 = 16 * 1024 * 1024;

/// Reads `file` into `sink`. Mistakes go into `sink` too.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn read(file: impl Read + Seek, sink: &mut dyn Sink) -> io::Result<()> {
    let mut file = BufReader::with_capacity(256 * 1024, file);
    let start = byte_order_mark::skip(&mut file)?;
    let first = first_line(&mut file)?;
    file.seek(start)?;
    if lines::is_one_thing(&first) { lines::read(file, sink) } else { document::read_all(file, sink) }
}

fn first_line(file: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    let mut limited = file.take(LONGEST_FIRST_LINE);
    while line.iter().all(u8::is_ascii_whitespace) {
        if limited.read_until(b'\n', &mut line)? == 0 {
            break;
        }
    }
    Ok(line)
}
