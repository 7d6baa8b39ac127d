//! Pages of a search that are not all of it.

use std::mem;

use super::Notices;
use crate::data_file::{
    Notice,
    form::{PageKind, SearchPage},
};

/// The last page of each kind in the input, and earlier pages whose next page is not the one that follows.
#[derive(Default)]
pub(super) struct LastPages {
    organizations: Option<LastPage>,
    members: Option<LastPage>,
    abandoned: Notices,
}

struct LastPage {
    file: String,
    place: String,
    page: SearchPage,
}

impl LastPages {
    /// Takes the place of an earlier page of its kind.
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

    /// Pages that name a next page that is not in the input.
    pub(super) fn unfinished(mut self) -> Notices {
        let mut unfinished = mem::take(&mut self.abandoned);
        let last = [self.organizations, self.members].into_iter().flatten();
        unfinished.extend(last.filter_map(|last| last.unfinished()));
        unfinished
    }
}

impl LastPage {
    fn notice(&self, reason: String) -> Notice {
        let place = format!("{}/results_metadata/next_cursor", self.place);
        Notice { file: self.file.clone(), place, reason }
    }

    fn described(&self) -> String {
        let total = self.page.total.map(|total| format!(" of {total} results")).unwrap_or_default();
        format!("{}{total}", self.page.kind.name())
    }

    /// What is missing after the last page, if it names a page that follows.
    fn unfinished(&self) -> Option<Notice> {
        let cursor = self.page.next_cursor.as_deref()?;
        Some(self.notice(format!(
            "the last page of {} names a next page (next_cursor {cursor}), so the rest is missing: add the pages that follow, \
             in order, or import this part with --allow-partial",
            self.described()
        )))
    }

    /// What is missing between the page and the next one, if they are of two searches: all pages of a search have its total.
    fn abandoned_for(&self, next: &Self) -> Option<Notice> {
        let cursor = self.page.next_cursor.as_deref()?;
        let (total, next_total) = (self.page.total?, next.page.total?);
        let next_place = if next.place.is_empty() { String::new() } else { format!(" at {}", next.place) };
        (total != next_total).then(|| {
            self.notice(format!(
                "a page of {} names a next page (next_cursor {cursor}), but the page that follows, in {}{next_place}, is of a \
                 search with {next_total} results, so the rest of the first search is missing: add the pages that follow, in \
                 order, or import this part with --allow-partial",
                self.described(),
                next.file
            ))
        })
    }
}
