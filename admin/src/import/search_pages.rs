//! Pages of a search that are not the whole search.

use std::mem;

use serde_json::Value;

use super::diagnostics::{Diagnostic, Diagnostics};

/// The metadata that a search returned with a page.
pub(super) struct SearchPage {
    kind: PageKind,
    /// The name of the page that follows, if there is one.
    next_cursor: Option<String>,
    /// The number of results of the whole search.
    total: Option<u64>,
}

impl SearchPage {
    /// Reads the metadata of a page; fields of other types are ignored.
    pub(super) fn read(kind: PageKind, metadata: &str) -> Self {
        let metadata: Value = serde_json::from_str(metadata).unwrap_or_default();
        let cursor = metadata.get("next_cursor").and_then(Value::as_str).filter(|cursor| !cursor.is_empty());
        let total = metadata.get("total").and_then(Value::as_u64);
        Self { kind, next_cursor: cursor.map(str::to_owned), total }
    }
}

/// The kind of records that a search returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageKind {
    Organizations,
    Members,
}

impl PageKind {
    fn name(self) -> &'static str {
        match self {
            Self::Organizations => "organizations",
            Self::Members => "Members",
        }
    }
}

/// The last page of each kind in the input, and earlier pages whose next page is not the one that follows.
#[derive(Default)]
pub(super) struct LastPages {
    organizations: Option<LastPage>,
    members: Option<LastPage>,
    abandoned: Vec<Missing>,
}

struct LastPage {
    file: String,
    place: String,
    page: SearchPage,
}

/// A page after which pages are missing, and the reason.
struct Missing {
    file: String,
    place: String,
    reason: String,
}

impl LastPages {
    /// Replaces the earlier page of its kind.
    pub(super) fn add(&mut self, file: &str, place: &str, page: SearchPage) {
        let last = match page.kind {
            PageKind::Organizations => &mut self.organizations,
            PageKind::Members => &mut self.members,
        };
        let next = LastPage { file: file.to_owned(), place: place.to_owned(), page };
        let abandoned = last.as_ref().and_then(|last| last.abandoned_for(&next));
        self.abandoned.extend(abandoned);
        *last = Some(next);
    }

    /// Returns the mistake of each page that names a next page that is not in the input.
    pub(super) fn problems(self) -> Diagnostics {
        self.diagnostics(": add the pages that follow, in order, or import this part with --allow-partial")
    }

    /// Returns a warning for each page that names a next page that is not in the input.
    pub(super) fn warnings(self) -> Diagnostics {
        self.diagnostics("")
    }

    fn diagnostics(mut self, advice: &str) -> Diagnostics {
        let mut missing = mem::take(&mut self.abandoned);
        let last = [self.organizations, self.members].into_iter().flatten();
        missing.extend(last.filter_map(|last| last.unfinished()));
        let mut diagnostics = Diagnostics::default();
        diagnostics.extend(missing.into_iter().map(|Missing { file, place, reason }| {
            let place = format!("{place}/results_metadata/next_cursor");
            Diagnostic { file, place, reason: format!("{reason}{advice}") }
        }));
        diagnostics
    }
}

impl LastPage {
    fn missing(&self, reason: String) -> Missing {
        Missing { file: self.file.clone(), place: self.place.clone(), reason }
    }

    fn described(&self) -> String {
        let total = self.page.total.map(|total| format!(" of {total} results")).unwrap_or_default();
        format!("{}{total}", self.page.kind.name())
    }

    /// Describes what is missing after the last page, if it names a page that follows.
    fn unfinished(&self) -> Option<Missing> {
        let cursor = self.page.next_cursor.as_deref()?;
        Some(self.missing(format!(
            "the last page of {} names a next page (next_cursor {cursor}), so the rest is missing",
            self.described()
        )))
    }

    /// Describes what is missing between the page and the next one, if they are of two searches: all pages of a search have
    /// its total.
    fn abandoned_for(&self, next: &Self) -> Option<Missing> {
        let cursor = self.page.next_cursor.as_deref()?;
        let (total, next_total) = (self.page.total?, next.page.total?);
        let next_place = if next.place.is_empty() { String::new() } else { format!(" at {}", next.place) };
        (total != next_total).then(|| {
            self.missing(format!(
                "a page of {} names a next page (next_cursor {cursor}), but the page that follows, in {}{next_place}, is of a \
                 search with {next_total} results, so the rest of the first search is missing",
                self.described(),
                next.file
            ))
        })
    }
}
