//! Pages of a search that are not all of it.

use crate::data_file::{
    Notice,
    form::{PageKind, SearchPage},
};

/// The last page of each kind in the input.
#[derive(Default)]
pub(super) struct LastPages {
    organizations: Option<Notice>,
    members: Option<Notice>,
}

impl LastPages {
    /// Takes the place of an earlier page of its kind.
    pub(super) fn add(&mut self, file: &str, place: &str, page: &SearchPage) {
        let last = match page.kind {
            PageKind::Organizations => &mut self.organizations,
            PageKind::Members => &mut self.members,
        };
        *last = unfinished(page).map(|reason| Notice {
            file: file.to_owned(),
            place: format!("{place}/results_metadata/next_cursor"),
            reason,
        });
    }

    /// Last pages after which the search goes on.
    pub(super) fn unfinished(self) -> impl Iterator<Item = Notice> {
        [self.organizations, self.members].into_iter().flatten()
    }
}

/// What is missing after the page, if it names a page that follows.
fn unfinished(page: &SearchPage) -> Option<String> {
    let cursor = page.next_cursor.as_deref()?;
    let total = page.total.map(|total| format!(" of {total} results")).unwrap_or_default();
    Some(format!(
        "the last page of {}{total} names a next page (next_cursor {cursor}), so the rest is missing: add the pages that \
         follow, in order, or import this part with --allow-partial",
        page.kind.name()
    ))
}
