//! Remarks, as many as anybody reads.

use std::fmt;

use crate::data_file::Notice;

/// The first remarks, and how many more there were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices {
    kept: Vec<Notice>,
    more: usize,
}

impl Notices {
    /// Beyond these, remarks are only counted, and need not be located.
    pub(super) const KEPT: usize = 100;

    pub(super) fn push(&mut self, notice: Notice) {
        if self.kept.len() < Self::KEPT {
            self.kept.push(notice);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn extend(&mut self, notices: impl IntoIterator<Item = Notice>) {
        notices.into_iter().for_each(|notice| self.push(notice));
    }

    /// Remarks that are not worth keeping.
    pub(super) fn count(&mut self, more: usize) {
        self.more += more;
    }

    pub(super) fn append(&mut self, other: &mut Self) {
        self.extend(other.kept.drain(..));
        self.more += std::mem::take(&mut other.more);
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many there were.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len() + self.more
    }

    /// Those that were kept, and how many more there were.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let more = (self.more > 0).then(|| format!("and {} more", self.more));
        self.kept.iter().map(ToString::to_string).chain(more).collect()
    }
}

/// One remark a line.
impl fmt::Display for Notices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("\n"))
    }
}
