//! Detects search pages whose next page is not in the input.

use std::mem;

use serde_json::Value;

use super::diagnostics::{Diagnostic, Diagnostics};

/// The metadata of a search page.
pub(super) struct SearchPage {
    kind: PageKind,
    /// The cursor of the next page, if there is one.
    next_cursor: Option<String>,
    /// The number of results of the complete search.
    total: Option<u64>,
}

impl SearchPage {
    /// Parses the metadata of a page. Fields of unexpected types are ignored.
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

/// The last page of each kind in the input, and the gaps after earlier pages.
#[derive(Default)]
pub(super) struct LastPages {
    organizations: Option<LastPage>,
    members: Option<LastPage>,
    gaps: Vec<Gap>,
}

struct LastPage {
    file: String,
    pointer: String,
    page: SearchPage,
}

/// A page after which pages are missing.
struct Gap {
    file: String,
    pointer: String,
    reason: String,
}

impl LastPages {
    /// Adds a page, and replaces the previous page of its kind.
    pub(super) fn add(&mut self, file: &str, pointer: &str, page: SearchPage) {
        let last = match page.kind {
            PageKind::Organizations => &mut self.organizations,
            PageKind::Members => &mut self.members,
        };
        let next = LastPage { file: file.to_owned(), pointer: pointer.to_owned(), page };
        let gap = last.as_ref().and_then(|last| last.gap_before(&next));
        self.gaps.extend(gap);
        *last = Some(next);
    }

    /// Returns an error for each gap.
    pub(super) fn problems(self) -> Diagnostics {
        self.diagnostics("; add them in order, or use --allow-partial to import without them")
    }

    /// Returns a warning for each gap.
    pub(super) fn warnings(self) -> Diagnostics {
        self.diagnostics("")
    }

    fn diagnostics(mut self, advice: &str) -> Diagnostics {
        let mut gaps = mem::take(&mut self.gaps);
        let last = [self.organizations, self.members].into_iter().flatten();
        gaps.extend(last.filter_map(|last| last.gap_at_end()));
        let mut diagnostics = Diagnostics::default();
        diagnostics.extend(gaps.into_iter().map(|Gap { file, pointer, reason }| {
            let pointer = format!("{pointer}/results_metadata/next_cursor");
            Diagnostic { file, pointer, reason: format!("{reason}{advice}") }
        }));
        diagnostics
    }
}

impl LastPage {
    fn gap(&self, reason: String) -> Gap {
        Gap { file: self.file.clone(), pointer: self.pointer.clone(), reason }
    }

    fn described(&self) -> String {
        let total = self.page.total.map(|total| format!(" ({total} results)")).unwrap_or_default();
        format!("{}{total}", self.page.kind.name())
    }

    /// Returns the gap after this last page of the input, if it has a next page.
    fn gap_at_end(&self) -> Option<Gap> {
        let cursor = self.page.next_cursor.as_deref()?;
        Some(self.gap(format!(
            "the last page of {} has next_cursor {cursor}, so the following pages are missing",
            self.described()
        )))
    }

    /// Returns the gap between this page and the next page in the input, if that belongs to another search. The pages
    /// of a search have the same total.
    fn gap_before(&self, next: &Self) -> Option<Gap> {
        let cursor = self.page.next_cursor.as_deref()?;
        let (total, next_total) = (self.page.total?, next.page.total?);
        let next_pointer =
            if next.pointer.is_empty() { String::new() } else { format!(" at {}", next.pointer) };
        (total != next_total).then(|| {
            self.gap(format!(
                "a page of {} has next_cursor {cursor}, but the next page, in {}{next_pointer}, belongs to another search \
                 ({next_total} results), so the following pages are missing",
                self.described(),
                next.file
            ))
        })
    }
}
